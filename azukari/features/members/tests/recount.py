"""A second bookkeeping of a membership, by its events alone, written from the rules. It imports nothing of ours.

Events are tuples: a day, what happened, and to whom. Everything else (terms, invoices, what a payment settles, whose
renewal counts, who lapses) is worked out here.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from azukari.features.members.tests.second_books import Kind, Period, Someone

__all__ = ["Kind", "Recount"]

DAY = timedelta(days=1)
LEAD = timedelta(days=92)


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
        if any(end >= max(day, last.ends - LEAD) for _first, end in one.rests):
            return  # it rests, or will
        begins = last.ends + DAY
        while one.rests_on(begins):
            begins += DAY
        if day >= begins + LEAD:
            begins = one.anchor = day
        if begins != _in_month(one.anchor, begins):
            one.anchor = begins
        self._add_term(one, begins, day, renewal=True)

    def _pause(self, _day: date, who: int, first: date, last: date) -> None:
        one = self.members[who]
        one.rests.append((first, last))
        if any(term.begins < first for term in one.live):
            for term in one.live:
                term.void = term.begins >= first and not term.is_paid and not term.paid
        self._shift(one, first, (last - first).days + 1)

    def _resume(self, day: date, who: int) -> None:
        """The pause that runs ends, or the next one is called off."""
        one = self.members[who]
        first, last = min(rest for rest in one.rests if rest[1] >= day)
        one.rests.remove((first, last))
        end = max(first, day) - DAY
        if end >= first:
            one.rests.append((first, end))
        self._shift(one, first, (end - last).days)

    def _shift(self, one: Someone, first: date, days: int) -> None:
        """Terms by date that are not over by then become longer, or move."""
        for term in one.live if self.kinds[one.kind].term == "date" else ():
            if term.ends is None or term.ends < first:
                continue
            if term.begins > first:
                counted = term.renewal and term.is_paid
                self.months["renewed", one.kind, _first(term.begins)] -= counted
                term.begins += timedelta(days=days)
                self.months["renewed", one.kind, _first(term.begins)] += counted
            term.ends += timedelta(days=days)

    def _reinstate(self, day: date, who: int) -> None:
        one = self.members[who]
        one.gone, one.back = None, day
        self.months["returned", one.kind, _first(day)] += 1
        self.cohorts[one.joined.year][day.year] += 1
        self._renew(day, who)

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
            last = max([last, *(end for _first_day, end in one.rests), *([one.back] if one.back else [])])
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
        fee, ends, off = kind.fee, None, 0
        if kind.term == "fiscal":
            ends = date(begins.year + (begins.month >= 4), 3, 31)
            if kind.prorated:
                months = (ends.year - begins.year) * 12 + ends.month - begins.month + 1
                off = min(self._credit(one), months)
                fee = fee * (months - off) // 12
        elif kind.term == "date":
            year = begins.year + 1
            ends = date(year, begins.month, min(one.anchor.day, monthrange(year, begins.month)[1])) - DAY
        term = Period(begins, ends, fee, renewal, begins.year - (begins.month < 4), day + timedelta(days=30), off=off)
        one.terms.append(term)
        if renewal and not fee:
            self.months["renewed", one.kind, _first(begins)] += 1
        self._settle(one)

    def _credit(self, one: Someone) -> int:
        """Months that were paid and wholly rested, without those that were taken off before."""
        earned = 0
        for term in one.live:
            if term.ends and term.is_paid and term.fee:
                lived = dict[tuple[int, int], bool]()
                day = term.begins
                while day <= term.ends:
                    lived[day.year, day.month] = lived.get((day.year, day.month), False) or not one.rests_on(day)
                    day += DAY
                earned += min(len(lived) - term.off, sum(not each for each in lived.values()))
        return max(0, earned - sum(term.off for term in one.live if term.is_paid and term.ends))

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


def _in_month(anchor: date, day: date) -> date:
    """The anchor's day in the month of another day."""
    return day.replace(day=min(anchor.day, monthrange(day.year, day.month)[1]))


def _first(day: date) -> date:
    return day.replace(day=1)
