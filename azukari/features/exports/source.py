"""What a list is made of, row by row: the people of a purpose, or the submissions of a form, as their pages show them.

Both answer the same questions, with a number of queries that does not depend on how many there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from azukari.core.accounts.models import User
from azukari.core.consent.covered import covering, earlier_words
from azukari.core.consent.models import Grant
from azukari.core.forms.handled_words import in_words
from azukari.core.forms.kinds import of
from azukari.core.forms.models import State, Submission
from azukari.core.policy_versions.current import Charters
from azukari.features.exports.columns import Column, of_form, of_people
from azukari.features.exports.ways import PEOPLE, SUBMISSIONS
from azukari.policy.terms import Category, Field, Form, FormKind, Policy, Purpose
from azukari.policy.ways import Way
from azukari.shells.staff import people_filter, people_rows, submission_filter
from azukari.shells.staff.scope import Scope
from azukari.shells.staff.submission_rows import number


@dataclass(frozen=True, slots=True)
class After:
    """Behind which entry to go on."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One row to come: whose it is, and what stands in it besides values.

    Args:
        submission: open nothing but what came with this one; None for all that the purpose may use.
    """

    person: UUID
    submission: UUID | None
    after: After
    besides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportTally:
    """How many rows a list will have, and how many of those that its page shows it will not.

    Args:
        unagreed: who has not agreed to what the purpose has become.
        bound: how many of the rows serve only what an earlier statement of the purpose says.
        closed: by category, how many of the rows will be empty there, since these people have not agreed to its use.
    """

    rows: int
    unconfirmed: int
    ended: int
    unagreed: int
    closed: Mapping[Category, int]
    bound: int = 0


class Source(Protocol):
    """A list that may be taken out."""

    @property
    def purpose(self) -> Purpose: ...

    @property
    def shuffled(self) -> bool:
        """Whether its rows come in no order, so that nobody is told by their place (P10)."""

    @property
    def way(self) -> Way:
        """In which way people's data is used by it."""

    def columns(self) -> list[Column]: ...

    def known(self) -> Mapping[str, Field]: ...

    def besides(self) -> tuple[str, ...]:
        """The heads of the columns that stand before the chosen ones."""

    def tally(self, wanted: frozenset[Category], now: datetime) -> ExportTally: ...

    def entries(self, after: After | None, most: int, now: datetime) -> Sequence[ListEntry]: ...


@dataclass(frozen=True, slots=True)
class PeopleList:
    """The people of a purpose whose right still runs, as the list of people shows them."""

    purpose: Purpose
    wanted: people_filter.Filter
    charters: Charters
    scope: Scope
    shuffled: bool = False
    way: Way = PEOPLE

    @property
    def policy(self) -> Policy:
        return self.charters.ruling.policy

    def columns(self) -> list[Column]:
        return of_people(self.purpose, self.policy, self.scope)

    def known(self) -> Mapping[str, Field]:
        return {field.id: field for form in self.policy.forms.values() for field in form.fields}

    def besides(self) -> tuple[str, ...]:
        return _("Person"), _("Form"), _("Since")

    def tally(self, wanted: frozenset[Category], now: datetime) -> ExportTally:
        people = people_rows.People(self.wanted, known=self.charters, now=now, way=self.way)
        rows = people.count
        everybody = people_rows.granted(self.wanted, known=self.charters, now=now, agreed=False)
        everybody = everybody.unsettled()
        told = covering(self.purpose.slug, (), charters=self.charters, way=self.way)
        unagreed = _people(everybody) - rows if told is not None else 0
        closed = _closed(self, wanted, rows, lambda told: _people(everybody.filter(charter_id__in=told)))
        earlier = earlier_words(self.purpose.slug, charters=self.charters)
        bound = people.listed.filter(charter_id__in=list(earlier)).count() if earlier else 0
        return ExportTally(rows, 0, 0, max(unagreed, 0), closed, bound)

    def entries(self, after: After | None, most: int, now: datetime) -> Sequence[ListEntry]:
        listed = people_rows.People(self.wanted, known=self.charters, now=now, way=self.way).listed
        if after:
            listed = listed.filter(Q(begins_at__lt=after.at) | Q(begins_at=after.at, id__lt=after.id))
        shown = people_rows.rows(list(listed[:most]), known=self.charters, scope=self.scope, opened={}, categories=())
        return [
            ListEntry(
                row.person,
                None,
                After(row.grant.begins_at, row.grant.id),
                (row.number, row.form, self.policy.organisation.day(row.grant.begins_at).isoformat()),
            )
            for row in shown
        ]


@dataclass(frozen=True, slots=True)
class FormList:
    """The confirmed submissions of a form, as far as the purpose may still use them."""

    purpose: Purpose
    form: Form
    wanted: submission_filter.Filter
    charters: Charters
    me: User
    way: Way = SUBMISSIONS

    @property
    def shuffled(self) -> bool:
        return self.form.kind is FormKind.QUESTIONNAIRE

    @property
    def policy(self) -> Policy:
        return self.charters.ruling.policy

    def columns(self) -> list[Column]:
        return of_form(self.form, self.purpose)

    def known(self) -> Mapping[str, Field]:
        return {field.id: field for field in self.form.fields}

    def besides(self) -> tuple[str, ...]:
        if self.shuffled:
            return ()
        state = (_("Answer"),) if of(self.form.kind).is_answered else ()
        return (_("Number"), _("Received"), *state, _("Language"))

    def tally(self, wanted: frozenset[Category], now: datetime) -> ExportTally:
        listed = self._listed().order_by()
        pending = listed.filter(state=State.PENDING).count()
        confirmed = listed.filter(state=State.ACCEPTED)
        living = confirmed.filter(Exists(self._grants(now))).count()
        rows = self._usable(now).order_by().count()

        def agreed(told: Sequence[int]) -> int:
            return self._usable(now).filter(Exists(self._grants(now).filter(charter_id__in=told))).count()

        closed = _closed(self, wanted, rows, agreed)
        return ExportTally(rows, pending, confirmed.count() - living, living - rows, closed, self._bound(now))

    def _bound(self, now: datetime) -> int:
        """How many of the rows nothing but an earlier statement covers."""
        earlier = list(earlier_words(self.purpose.slug, charters=self.charters))
        if not earlier:
            return 0
        newer = self._grants(now).exclude(charter_id__in=earlier)
        return self._usable(now).order_by().filter(~Exists(newer)).count()

    def entries(self, after: After | None, most: int, now: datetime) -> Sequence[ListEntry]:
        listed = self._usable(now)
        if after:
            listed = listed.filter(Q(created_at__lt=after.at) | Q(created_at=after.at, id__lt=after.id))
        return [
            ListEntry(row.person_id, row.id, After(row.created_at, row.id), self._besides(row))
            for row in listed.select_related("handling")[:most]
        ]

    def _besides(self, row: Submission) -> tuple[str, ...]:
        if self.shuffled:
            return ()
        state = in_words(submission_filter.handled(row))
        received = row.created_at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")
        return (number(row.id), received, *((state,) if of(self.form.kind).is_answered else ()), row.lang)

    @property
    def _zone(self) -> ZoneInfo:
        return self.policy.organisation.zone

    def _listed(self) -> QuerySet[Submission]:
        return submission_filter.submissions(self.form, self.wanted, me=self.me, zone=self._zone)

    def _grants(self, now: datetime) -> QuerySet[Grant]:
        """The living grants of a submission for the purpose, to be asked whether there is one."""
        own = Grant.objects.filter(submission_id=OuterRef("id"), person_id=OuterRef("person_id"))
        return own.living(now).filter(purpose=self.purpose.slug)

    def _usable(self, now: datetime) -> QuerySet[Submission]:
        told = covering(self.purpose.slug, (), charters=self.charters, way=self.way)
        grants = self._grants(now) if told is None else self._grants(now).filter(charter_id__in=told)
        return self._listed().filter(Exists(grants), state=State.ACCEPTED)


def _people(grants: QuerySet[Grant]) -> int:
    return grants.values("person_id").distinct().count()


def _closed(
    source: PeopleList | FormList, wanted: frozenset[Category], rows: int, agreed: Callable[[Sequence[int]], int]
) -> dict[Category, int]:
    """By category, how many of the rows will be empty there. Asked of those alone that not everybody was told of, by
    the charters that say it.
    """
    found = {c: covering(source.purpose.slug, (c,), charters=source.charters, way=source.way) for c in sorted(wanted)}
    closed = {category: rows - agreed(told) for category, told in found.items() if told is not None}
    return {category: count for category, count in closed.items() if count > 0}
