"""What taking over a register would do: each registration with its number, class, terms and payments; or why not.

It writes nothing, so that it is shown before anything is done, and worked out again by the worker in the same way.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import batched
from typing import NamedTuple
from uuid import UUID

from azukari.core.forms.models import Submission
from azukari.features.members.held import members_among
from azukari.features.members.history.columns import Line, LineError, Paid
from azukari.features.members.history.lives import Life, PastTerm, life_of, merged
from azukari.features.members.history.reading import Chosen, Refusals, chosen_of, refused_of, told_of
from azukari.features.members.models import History, MemberClass, Membership, MemberState, Payment, Register
from azukari.features.members.payments import LARGEST
from azukari.features.members.registers import classes_of, register_of

type Booked = Mapping[UUID, Sequence[tuple[date, int]]]
"""Days and amounts of the payments of registrations."""
YEARS_BACK = 10
"""Payments of earlier years are not written into the books any more; their terms are."""


class BookedDues(NamedTuple):
    """Something that was paid: for which term, on which day, how many yen, of which dues year."""

    term: PastTerm
    day: date
    amount: int
    year: int


@dataclass(frozen=True, slots=True)
class Taking:
    """One membership as it would be."""

    submission: UUID
    row: int
    member_class: MemberClass
    life: Life
    since: date  # what was paid before stands in no books

    @property
    def paid(self) -> Sequence[BookedDues]:
        """What was paid on a day that the books reach back to."""
        return [
            BookedDues(term, paid.day, amount, paid.year)
            for term in self.life.terms
            for paid in term.paid
            if paid.day and paid.day >= self.since and (amount := paid.amount or self.member_class.fee)
        ]

    def apart(self, booked: Booked) -> tuple[list[BookedDues], list[BookedDues]]:
        """Of that: what is new to the books, and what stands there already."""
        left, new, known = Counter(booked.get(self.submission, ())), list[BookedDues](), list[BookedDues]()
        for each in self.paid:
            is_known = left[each.day, each.amount] > 0
            left[each.day, each.amount] -= is_known
            (known if is_known else new).append(each)
        return new, known


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it.

    Args:
        unknown: words for classes that no class has as its name, each with how many rows have it.
        booked: the payments of these registrations that stand in the books.
        twice: rows with a payment that another row tells of as well.
    """

    taken: Sequence[Taking]
    refused: Refusals
    unknown: Mapping[str, int]
    booked: Booked
    twice: Sequence[int]

    @property
    def terms(self) -> int:
        return sum(len(each.life.terms) for each in self.taken)

    @property
    def payments(self) -> int:
        """Those whose day is told, which go into the books."""
        return sum(len(each.apart(self.booked)[0]) for each in self.taken)

    @property
    def not_again(self) -> Refusals:
        """Payments that are not booked again: the row, and why."""
        known = [(each.row, "payment-booked") for each in self.taken for _one in each.apart(self.booked)[1]]
        return sorted([*known, *((row, "payment-twice") for row in self.twice)])

    @property
    def yen(self) -> int:
        """What those come to."""
        return sum(one.amount for each in self.taken for one in each.apart(self.booked)[0])

    def over(self, today: date) -> int:
        """How many have no term that runs."""
        return sum(not any(term.has(today) or term.begins > today for term in each.life.terms) for each in self.taken)


def plan_of(history: History, *, today: date) -> Plan:
    """What taking it over would do now. A fixed number of queries.

    Raises:
        FileGone: its day is over.
    """
    chosen, told = chosen_of(history), told_of(history)
    register, classes = register_of(history.form), classes_of(history.form)
    refused = refused_of(history)
    rows: dict[UUID, list[Line]] = {}
    for each in told:
        rows.setdefault(each.submission, []).append(each.line)
    own = _names(classes)
    unknown = Counter(line.kind for lines in rows.values() for line in lines if line.kind.casefold() not in own)
    by_id = {f"{each.id}": each for each in classes}
    known = own | {word.casefold(): by_id[id] for word, id in chosen.classes.items() if id in by_id}
    admitted = Membership.objects.filter(form=history.form, number__isnull=False, state=MemberState.ADMITTED)
    numbers = {number for number in admitted.values_list("number", flat=True) if number}
    decided, running, members = set[UUID](), dict[UUID, UUID](), set[UUID]()
    for some in batched(rows, 5000):
        decided |= {*Membership.objects.filter(pk__in=some).values_list("pk", flat=True)}
        people = dict(Submission.objects.filter(ending=None, id__in=some).values_list("id", "person_id"))
        running |= people
        members |= members_among(people.values(), history.form)
    taken: list[Taking] = []
    twice: list[int] = []
    for submission, told_lines in rows.items():
        lines, doubled = once_each(told_lines)
        try:
            taking = _taking(submission, lines, known, register, chosen, today)
        except LineError as wrong:
            refused.append((lines[0].row, wrong.code))
            continue
        person = running.get(submission)
        why = "already" if submission in decided else "member" if person in members else "" if person else "nobody"
        if why or taking.life.number in numbers:
            refused.append((lines[0].row, why or "number-taken"))
            continue
        if taking.life.number:
            numbers.add(taking.life.number)
        if person:
            members.add(person)
        taken.append(taking)
        twice += doubled
    return Plan(taken, sorted(refused), unknown, booked_on([each.submission for each in taken]), twice)


def booked_on(submissions: Sequence[UUID]) -> Booked:
    """The day and the amount of each payment on these registrations. One query for each few thousand."""
    found: dict[UUID, list[tuple[date, int]]] = {}
    for some in batched(submissions, 5000):
        rows = Payment.objects.filter(submission__in=some).values_list("submission_id", "paid_on", "amount")
        for submission, day, amount in rows:
            found.setdefault(submission, []).append((day, amount))
    return found


def once_each(lines: Sequence[Line]) -> tuple[list[Line], list[int]]:
    """The rows of one registration, each payment of a day in the first row alone that tells of it; and the others."""
    seen, kept, doubled = set[Paid](), list[Line](), list[int]()
    for line in lines:
        paid = tuple(each for each in dict.fromkeys(line.paid) if each.day is None or each not in seen)
        doubled += [line.row] * (len(line.paid) - len(paid))
        seen |= {*paid}
        kept.append(replace(line, paid=paid))
    return kept, doubled


def _taking(
    submission: UUID,
    lines: Sequence[Line],
    known: Mapping[str, MemberClass],
    register: Register,
    chosen: Chosen,
    today: date,
) -> Taking:
    told = merged(lines)
    member_class = known.get(told.kind.casefold())
    if member_class is None:
        raise LineError("class")
    life = life_of(lines, member_class.rule, dues_month=register.dues_month, until=chosen.until, today=today)
    if any(paid.amount > LARGEST for term in life.terms for paid in term.paid):
        raise LineError("amount")
    earliest = today.replace(year=today.year - YEARS_BACK, day=1)
    return Taking(submission, lines[0].row, member_class, life, earliest)


def _names(classes: Sequence[MemberClass]) -> dict[str, MemberClass]:
    """Each class by its names, in small letters; where there is one alone, a row need not name it."""
    alone = {"": classes[0]} if len(classes) == 1 else {}
    return alone | {name.casefold(): each for each in classes for name in (each.name_ja, each.name_en)}
