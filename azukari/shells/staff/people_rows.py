"""People as a list shows them: a number, a form, a date. Nothing is opened, and the number of queries is fixed.

A list is sorted by date alone. Sorted by name it would tell who comes before whom, which is a part of the name.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.core.consent.covered import covered_by, covering, earlier_words
from azukari.core.consent.models import Grant, GrantQuerySet
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Charters
from azukari.core.vault.release import Opened
from azukari.lib.day import begins
from azukari.policy.terms import Category, Ground, Policy, Text
from azukari.policy.ways import Way
from azukari.shells.staff.list_columns import Column
from azukari.shells.staff.opened import as_asked, names_in_one_line
from azukari.shells.staff.people_filter import OLDEST, Filter, GrantState
from azukari.shells.staff.scope import Scope
from azukari.shells.staff.submission_rows import number

PAGE = 50
_ORDERS = {"": ("-begins_at", "-id"), OLDEST: ("begins_at", "id")}
MOST = 10_000
"""So far the list on the page goes; whoever looks for somebody further back narrows it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What was opened of one category; ``closed`` says that the person has not agreed to its use for this purpose."""

    label: str
    texts: tuple[str, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class ColumnCell:
    """What a slice's column says of somebody: a day, or words; neither where they have nothing to do with it."""

    label: str
    day: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person on the list.

    Args:
        words_of_then: the earlier statement by which the grant is bound, where the one that rules allows more.
        name: what they are called, where it was opened.
    """

    person: UUID
    number: str
    form: str
    grant: Grant
    cells: tuple[Cell, ...]
    words_of_then: str = ""
    name: str = ""
    standing: tuple[ColumnCell, ...] = ()


def granted(
    wanted: Filter,
    *,
    known: Charters,
    now: datetime,
    agreed: bool = True,
    counts: bool = False,
    way: Way | None = None,
) -> GrantQuerySet:
    """The grants that put somebody on the list; a person may have several.

    Whom a law alone still keeps is on no list: nothing is done for them any more. Nor is whoever has not agreed to what
    the purpose has become (law 10).

    Args:
        agreed: False to have those as well who have not, to count them.
        counts: whether people are to be counted, and not listed.
        way: in which they are to be used, where they are not only looked at; whoever has not agreed to it is left out.
    """
    policy = known.ruling.policy
    begun = Grant.objects.begun_by_people(now) if counts else Grant.objects.begun(now)
    found = begun.filter(purpose=wanted.purpose)
    if wanted.state == GrantState.LIVING:
        found = found.not_ended(now)
        told = covering(wanted.purpose, (), charters=known, way=way)
        if told is not None and agreed:
            found = found.filter(charter_id__in=told)
    else:
        later = Grant.objects.not_ended(now).filter(person_id=OuterRef("person_id"), purpose=wanted.purpose)
        found = found.ended(now).filter(~Exists(later))
    if policy.purposes[wanted.purpose].ground is Ground.LAW:
        at_work = Grant.objects.not_ended(now).filter(person_id=OuterRef("person_id")).exclude(ground=Ground.LAW)
        found = found.filter(Exists(at_work))
    if wanted.form:
        found = found.filter(Exists(Submission.objects.filter(id=OuterRef("submission_id"), form=wanted.form)))
    zone = policy.organisation.zone
    if wanted.since:
        found = found.filter(begins_at__gte=begins(wanted.since, zone))
    if wanted.until:
        found = found.filter(begins_at__lt=begins(wanted.until, zone) + timedelta(days=1))
    return found


class People(Paginator):  # type: ignore[type-arg]
    """Fifty people a page, newest first, each once: by their newest grant that fits.

    Args:
        most: count no further, and page no further. To count is all that takes longer the more people there are.
        way: in which they are to be used, as `granted` has it.
    """

    def __init__(
        self, wanted: Filter, *, known: Charters, now: datetime, most: int | None = None, way: Way | None = None
    ) -> None:
        fitting = granted(wanted, known=known, now=now, way=way)
        # Said for the index `grant_in_use`, and only here: the correlated queries have a better one, by person.
        listed = fitting.unsettled() if wanted.state == GrantState.LIVING else fitting
        several = granted(wanted, known=known, now=now, counts=True, way=way)
        self.found = several.unsettled() if wanted.state == GrantState.LIVING else several
        newer = fitting.filter(person_id=OuterRef("person_id")).filter(
            Q(begins_at__gt=OuterRef("begins_at")) | Q(begins_at=OuterRef("begins_at"), id__gt=OuterRef("id"))
        )
        self.listed: GrantQuerySet = listed.filter(~Exists(newer)).order_by(*_ORDERS[wanted.sort])
        self.most = most
        super().__init__(self.listed, PAGE)

    @cached_property
    def _counted(self) -> int:
        """How many there are; one more than the most, if there are more."""
        each = self.found.values("person_id").distinct()
        return (each if self.most is None else each[: self.most + 1]).count()

    @property
    def count(self) -> int:
        return self._counted if self.most is None else min(self._counted, self.most)

    @property
    def goes_on(self) -> bool:
        """Whether there are more than are counted."""
        return self._counted > self.count


def of_people(people: Sequence[UUID], wanted: Filter, *, known: Charters, now: datetime) -> list[Grant]:
    """The newest living grant of each of these people, in their order. One query."""
    newest: dict[UUID, Grant] = {}
    for grant in granted(wanted, known=known, now=now).filter(person_id__in=people).order_by("begins_at", "id"):
        newest[grant.person_id] = grant
    return [newest[person] for person in people if person in newest]


def rows(
    grants: Sequence[Grant],
    *,
    known: Charters,
    scope: Scope,
    opened: Mapping[UUID, Sequence[Opened]],
    categories: Collection[Category],
    columns: Sequence[Column] = (),
) -> list[PersonRow]:
    """The grants as rows, with what was opened. Two queries at most, and one for each of ``columns``. A form of another
    duty is not named.
    """
    lang, policy = get_language() or "ja", known.ruling.policy
    ids = [grant.submission_id for grant in grants]
    found = Submission.objects.filter(id__in=ids).values_list("id", "form")
    forms = {id: form for id, form in found if form in scope.forms}  # said here: no index by form is of use
    closed = _closed(grants, categories, known)
    bound = {purpose: earlier_words(purpose, charters=known) for purpose in {grant.purpose for grant in grants}}
    elsewhere = _("Agreed when registering for something else")
    people = [grant.person_id for grant in grants]
    asked = as_asked(policy)
    values = {person: sorted(opened.get(person, ()), key=asked) for person in people}
    standings = [(str(column.title), column.cells(people, scope.forms)) for column in columns]
    return [
        PersonRow(
            person=grant.person_id,
            number=number(grant.person_id),
            form=policy.forms[forms[grant.submission_id]].title[lang] if grant.submission_id in forms else elsewhere,
            grant=grant,
            words_of_then=bound[grant.purpose].get(grant.charter_id, {}).get(lang, ""),
            name=names_in_one_line(values[grant.person_id]),
            cells=_cells(values[grant.person_id], categories, closed[grant.charter_id], policy),
            standing=tuple(_standing(label, cells.get(grant.person_id), lang) for label, cells in standings),
        )
        for grant in grants
    ]


def _standing(label: str, said: date | Text | None, lang: str) -> ColumnCell:
    if isinstance(said, date):
        return ColumnCell(label, day=said)
    return ColumnCell(label, words=said[lang] if said else "")


def _closed(
    grants: Sequence[Grant], categories: Collection[Category], known: Charters
) -> Mapping[int, frozenset[Category]]:
    """By the charter of a grant, which of ``categories`` it does not cover (law 10)."""
    if not categories:
        return dict.fromkeys((grant.charter_id for grant in grants), frozenset())
    wanted = frozenset(categories)
    purposes = {grant.charter_id: grant.purpose for grant in grants}
    return {n: wanted - covered_by(n, purpose, charters=known) for n, purpose in purposes.items()}


def _cells(
    opened: Sequence[Opened], categories: Collection[Category], closed: frozenset[Category], policy: Policy
) -> tuple[Cell, ...]:
    lang = get_language() or "ja"
    return tuple(
        Cell(
            policy.categories[category][lang],
            tuple(dict.fromkeys(o.text for o in opened if o.category is category)),
            closed=category in closed,
        )
        for category in Category
        if category in categories
    )
