"""Rows of the list of members, and their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from azukari.core.vault.release import Opened
from azukari.features.members.models import Invoice, InvoiceState, Membership, Term, TermState
from azukari.features.members.models.membership import TermQuerySet
from azukari.lib.grouping import grouped
from azukari.policy.terms import Category
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.opened import as_asked, in_one_line
from azukari.shells.staff.submission_rows import number

SORTS = {
    "": gettext_lazy("Newest number first"),
    "number": gettext_lazy("Oldest number first"),
    "until": gettext_lazy("First to end"),
    "since": gettext_lazy("Newest member first"),
}


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member on the list; ``name`` and ``cells``, in the order of the categories, are what was opened."""

    person: UUID
    reference: str
    membership: Membership
    until: date | None
    owed: int
    name: str
    cells: tuple[tuple[str, str], ...]


def ordered(found: QuerySet[Membership], sort: str) -> QuerySet[Membership]:
    newest = _newest_last(Term.objects.filter(membership=Coalesce(OuterRef("head"), OuterRef("pk")))).reverse()
    order: dict[str, Any] = {
        "": F("number").desc(nulls_last=True),
        "number": F("number").asc(nulls_last=True),
        "until": Subquery(newest.values("ends")[:1]).asc(nulls_last=True),
        "since": F("joined_on").desc(nulls_last=True),
    }
    return found.select_related("member_class").order_by(order[sort], "pk")


def _newest_last(terms: TermQuerySet) -> TermQuerySet:
    """Those that count, before them those whose fee is not paid yet: a membership ends as `MemberStanding.until`."""
    counts = Case(When(state=TermState.PENDING, then=0), default=1)
    return terms.standing().order_by(counts, "begins")


def rows(desk: FormDesk, members: Sequence[Membership], opened: Mapping[UUID, Sequence[Opened]]) -> list[MemberRow]:
    """Two queries, however many members."""
    ids = [member.pk for member in members]
    values = sorted((value for values in opened.values() for value in values), key=as_asked(desk.policy))
    of_registration = grouped(values, by=lambda value: value.submission)
    categories = {value.category for value in values}
    holders = {member.holder for member in members}
    until = dict(_newest_last(Term.objects.filter(membership__in=holders)).values_list("membership", "ends"))
    owing = Invoice.objects.filter(submission__in=ids, state=InvoiceState.OPEN).values("submission")
    owed = dict(owing.annotate(left=Sum(F("amount") - F("paid"))).values_list("submission", "left"))
    return [
        MemberRow(
            person=member.person_id,
            reference=number(member.person_id),
            membership=member,
            until=until.get(member.holder),
            owed=owed.get(member.pk, 0),
            name=_text(of_registration.get(member.pk, ()), Category.NAME),
            cells=tuple(
                (desk.policy.categories[category][desk.lang], _text(of_registration.get(member.pk, ()), category))
                for category in Category
                if category in categories and category is not Category.NAME
            ),
        )
        for member in members
    ]


def _text(opened: Sequence[Opened], category: Category) -> str:
    """What was opened of one kind, as it came with a registration."""
    return in_one_line(value for value in opened if value.category is category)
