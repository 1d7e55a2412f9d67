"""Columns of lists of people that tell where a membership stands: its class, and since when. No value is opened."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from azukari.desk.list_columns import Column
from azukari.members.models import Membership, MemberState
from azukari.policy.terms import FormKind, Text


def _memberships(people: Sequence[UUID], forms: Collection[str]) -> list[Membership]:
    """Those that run, by registrations on the reader's own forms. One query."""
    found = Membership.objects.filter(person__in=people, form__in=forms, state=MemberState.ADMITTED)
    return list(found.select_related("member_class").order_by("pk"))


def _class(people: Sequence[UUID], forms: Collection[str]) -> Mapping[UUID, date | Text]:
    return {m.person_id: m.member_class.name for m in _memberships(people, forms) if m.member_class}


def _since(people: Sequence[UUID], forms: Collection[str]) -> Mapping[UUID, date | Text]:
    return {m.person_id: m.joined_on for m in _memberships(people, forms) if m.joined_on}


COLUMNS = (
    Column("member-class", _("Class"), _class, FormKind.MEMBERSHIP),
    Column("member-since", _("Member since"), _since, FormKind.MEMBERSHIP),
)
