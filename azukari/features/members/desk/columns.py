"""Columns of lists of people that tell where a membership stands: its class, and since when. No value is opened."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from azukari.features.members.models import Membership, MemberState
from azukari.policy.terms import FormKind, Text
from azukari.shells.staff.list_columns import Column


def _memberships(people: Sequence[UUID], forms: Collection[str]) -> QuerySet[Membership]:
    """Those that run, by registrations on the reader's own forms."""
    return Membership.objects.filter(person__in=people, form__in=forms, state=MemberState.ADMITTED).order_by("pk")


def _class(people: Sequence[UUID], forms: Collection[str]) -> Mapping[UUID, date | Text]:
    found = _memberships(people, forms).filter(member_class__isnull=False)
    names = found.values_list("person_id", "member_class__name_ja", "member_class__name_en")
    return {person: {"ja": ja, "en": en} for person, ja, en in names}


def _since(people: Sequence[UUID], forms: Collection[str]) -> Mapping[UUID, date | Text]:
    days = _memberships(people, forms).values_list("person_id", "joined_on")
    return {person: joined_on for person, joined_on in days if joined_on}


COLUMNS = (
    Column("member-class", _("Class"), _class, FormKind.MEMBERSHIP),
    Column("member-since", _("Member since"), _since, FormKind.MEMBERSHIP),
)
