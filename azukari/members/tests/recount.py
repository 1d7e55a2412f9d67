"""A second bookkeeping of a membership, by its events alone. It imports nothing of ours; it was written from the rules.

Events are tuples: a day, what happened, and to whom. Everything else (terms, invoices, what a payment settles, whose
renewal counts, who lapses) is worked out here.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

DAY = timedelta(days=1)
LEAD = timedelta(days=92)


@dataclass
class Kind:
    """A class: its fee, how its terms run (``fiscal``, ``date``, ``endless``), and when it lapses."""

    fee: int
    term: str
    prorated: bool = False
    lapses: int = 0


@dataclass
class Period:
    """A term with its invoice."""

    begins: date
    ends: date | None
    fee: int
    renewal: bool
    year: int
    due: date
    paid: int = 0
    void: bool = False

    @property
    def is_paid(self) -> bool:
        return self.paid >= self.fee


@dataclass
class Someone:
    """A membership."""

    kind: str
    joined: date
    anchor: date
    gone: date | None = None
    erased: bool = False
    terms: list[Period] = field(default_factory=list)
    payments: list[int] = field(default_factory=list)
    days: list[date] = field(default_factory=list)

    @property
    def live(self) -> list[Period]:
        return [term for term in self.terms if not term.void]


class Recount:
    """All numbers after some events."""

    def __init__(self, kinds: Mapping[str, Kind], events: Iterable[tuple[Any, ...]]) -> None:
        self.kinds, self.members = kinds, dict[int, Someone]()
        self.months: Counter[tuple[str, str, date]] = Counter()
        self.received: Counter[date] = Counter()
        self.cohorts: dict[int, Counter[int]] = {}
        for day, what, *about in events:
            getattr(self, f"_{what}")(day, *about)

    def _admit(self, day: date, who: int, kind: str) -> None:
        self.members[who] = Someone(kind, day, day)
        self._add_term(self.members[who], day, day, renewal=False)
        self.months["joined", kind, _first(day)] += 1
        self.cohorts.setdefault(day.year, Counter())[day.year] += 1

    def _renew(self, day: date, who: int) -> None:
        one = self.members[who]
        last = max(one.live, key=lambda term: term.begins)
        if one.gone or not last.is_paid or last.ends is None or day < last.ends - LEAD:
            return
        begins = last.ends + DAY
        if day > last.ends + LEAD:
            begins = one.anchor = day
        self._add_term(one, begins, day, renewal=True)

    def _pay(self, day: date, who: int, amount: int) -> None:
        one = self.members[who]
        one.payments.append(amount)
        one.days.append(day)
        self.received[_first(day)] += amount
        self._settle(one)

    def _undo(self, _day: date, who: int) -> None:
        """The last payment was a mistake."""
        one = self.members[who]
        amount = one.payments.pop()
        self.received[_first(one.days.pop())] -= amount
        for term in sorted(one.live, key=lambda term: term.due, reverse=True):
            part = min(amount, term.paid) if term.fee else 0
            if part:
                self._pay_term(one, term, -part)
                amount -= part

    def _leave(self, day: date, who: int) -> None:
        self._end(self.members[who], day, "left")

    def _lapse(self, day: date) -> None:
        """Memberships end whose last paid term ended too long ago."""
        for one in self.members.values():
            limit = self.kinds[one.kind].lapses
            paid = [term.ends for term in one.live if term.is_paid]
            if one.gone or not limit or None in paid:
                continue
            last = max((end for end in paid if end), default=one.joined)
            if last + timedelta(days=limit) < day:
                self._end(one, day, "lapsed")

    def _erase(self, _day: date, who: int) -> None:
        self.members[who].erased = True

    def _end(self, one: Someone, day: date, how: str) -> None:
        one.gone = day
        self.months[how, one.kind, _first(day)] += 1
        self.cohorts[one.joined.year][day.year] -= 1
        for term in one.live:
            if not term.is_paid and term.begins > day:
                term.void = True

    def _add_term(self, one: Someone, begins: date, day: date, *, renewal: bool) -> None:
        kind = self.kinds[one.kind]
        fee, ends = kind.fee, None
        if kind.term == "fiscal":
            ends = date(begins.year + (begins.month >= 4), 3, 31)
            if kind.prorated:
                fee = fee * ((ends.year - begins.year) * 12 + ends.month - begins.month + 1) // 12
        elif kind.term == "date":
            year = begins.year + 1
            ends = date(year, one.anchor.month, min(one.anchor.day, monthrange(year, one.anchor.month)[1])) - DAY
        term = Period(begins, ends, fee, renewal, begins.year - (begins.month < 4), day + timedelta(days=30))
        one.terms.append(term)
        if renewal and not fee:
            self.months["renewed", one.kind, _first(begins)] += 1
        self._settle(one)

    def _settle(self, one: Someone) -> None:
        left = sum(one.payments) - sum(term.paid for term in one.terms)
        for term in sorted(one.live, key=lambda term: term.due):
            part = min(left, term.fee - term.paid)
            if part > 0:
                self._pay_term(one, term, part)
                left -= part

    def _pay_term(self, one: Someone, term: Period, part: int) -> None:
        before, term.paid = term.is_paid, term.paid + part
        if term.renewal and term.is_paid != before:
            self.months["renewed", one.kind, _first(term.begins)] += 1 if term.is_paid else -1

    def members_now(self) -> Counter[str]:
        return Counter(one.kind for one in self.members.values() if not one.gone)

    def open_dues(self) -> dict[int, tuple[int, int]]:
        """Of each dues year: how many invoices are open, and how much."""
        found: dict[int, tuple[int, int]] = {}
        for one in self.members.values():
            for term in one.live:
                if not term.is_paid and not one.erased:
                    count, owed = found.get(term.year, (0, 0))
                    found[term.year] = (count + 1, owed + term.fee - term.paid)
        return found

    def stayed(self, until: int) -> dict[int, list[int]]:
        """Of those who joined in each year: how many were members at the end of that year and of each next one."""
        return {
            year: [sum(n for at, n in changes.items() if at <= end) for end in range(year, until + 1)]
            for year, changes in self.cohorts.items()
        }


def _first(day: date) -> date:
    return day.replace(day=1)
