"""What taking over a register would do: each registration with its number, class, terms and payments; or why not.

It writes nothing, so that it is shown before anything is done, and worked out again by the worker in the same way.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from uuid import UUID

from azukari.forms.models import Submission
from azukari.members.held import members_among
from azukari.members.history.columns import Line, LineError
from azukari.members.history.lives import Life, PastTerm, life_of, merged
from azukari.members.history.reading import Chosen, Refusals, chosen_of, refused_of, told_of
from azukari.members.models import History, MemberClass, Membership, MemberState, Register
from azukari.members.payments import LARGEST
from azukari.members.registers import classes_of, register_of

YEARS_BACK = 10
"""Payments of earlier years are not written into the books any more; their terms are."""


@dataclass(frozen=True, slots=True)
class Taking:
    """One membership as it would be."""

    submission: UUID
    row: int
    member_class: MemberClass
    life: Life
    since: date  # what was paid before stands in no books

    @property
    def booked(self) -> Sequence[tuple[PastTerm, date, int, int]]:
        """What goes into the books: the term it was paid for, the day, the amount, and the dues year."""
        return [
            (term, paid.day, amount, paid.year)
            for term in self.life.terms
            for paid in term.paid
            if paid.day and paid.day >= self.since and (amount := paid.amount or self.member_class.fee)
        ]


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it.

    Args:
        unknown: words for classes that no class has as its name, each with how many rows have it.
    """

    taken: Sequence[Taking]
    refused: Refusals
    unknown: Mapping[str, int]

    @property
    def terms(self) -> int:
        return sum(len(each.life.terms) for each in self.taken)

    @property
    def payments(self) -> int:
        """Those whose day is told, which go into the books."""
        return sum(len(each.booked) for each in self.taken)

    @property
    def yen(self) -> int:
        """What those come to."""
        return sum(amount for each in self.taken for _term, _day, amount, _year in each.booked)

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
    for submission, lines in rows.items():
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
    return Plan(taken, sorted(refused), unknown)


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
