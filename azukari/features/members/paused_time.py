"""Membership pause arithmetic: what a pause does to the end of a term, to its renewal, and to the dues of the next
year.

Pure. A paused membership uses up no time that was paid for. A term by date goes on for as many days as were paused. The
years of a class do not move: whoever comes back in the middle of one pays for the months that are left, and the
calendar months that were paid and wholly paused are taken off the next dues.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from azukari.lib.months import add_months

DAY = timedelta(days=1)
BACK = timedelta(days=92)
"""So long ago a pause may have begun that staff write down."""
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Paused:
    """From the first paused day to the last."""

    begins: date
    ends: date

    @property
    def days(self) -> int:
        return (self.ends - self.begins).days + 1

    def covers(self, day: date) -> bool:
        return self.begins <= day <= self.ends

    def of(self, first: date, last: date) -> int:
        """How many of its days lie between these, both of them counted."""
        return max(0, (min(self.ends, last) - max(self.begins, first)).days + 1)


@dataclass(frozen=True, slots=True)
class YearPaid:
    """A term by year that was paid: how many months of it the fee was for."""

    begins: date
    ends: date
    months: int


class PauseFault(StrEnum):
    """Why a membership is not paused."""

    ORDER = "pause-order"  # the last day lies before the first
    PAST = "pause-past"  # it would have begun too long ago
    FAR = "pause-far"  # the membership does not reach so far: it is renewed first
    LONG = "pause-long"  # longer than the class lets it be
    TWICE = "pause-twice"  # another pause is in these days
    OFFICE = "pause-office"  # members of this class ask the office


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a pause.

    Args:
        earliest: the first day on which it may begin.
        latest: the last day on which it may begin; None where the membership has no end.
        months: so long it may be.
    """

    earliest: date
    latest: date | None
    months: int


def why_not(wish: Paused, limits: Limits, others: Iterable[Paused]) -> PauseFault | None:
    """Why somebody's membership cannot be paused in these days, or None."""
    if not limits.months:
        return PauseFault.OFFICE
    if wish.ends < wish.begins:
        return PauseFault.ORDER
    if wish.begins < limits.earliest:
        return PauseFault.PAST
    if limits.latest and wish.begins > limits.latest:
        return PauseFault.FAR
    if wish.ends >= add_months(wish.begins, limits.months):
        return PauseFault.LONG
    return PauseFault.TWICE if any(each.of(wish.begins, wish.ends) for each in others) else None


def carried_on(begins: date, ends: date, pauses: Iterable[Paused]) -> date:
    """The last day of a term by date, which each pause that begins in it carries on by all of its days."""
    for each in sorted(pauses, key=_begin):
        if begins <= each.begins <= ends:
            ends += timedelta(days=each.days)
    return ends


def resumes_on(ends: date, pauses: Iterable[Paused]) -> date:
    """The day on which the next term begins: the one after the last, or after the pause that it lies in."""
    begins = ends + DAY
    for each in sorted(pauses, key=_begin):
        if each.covers(begins):
            begins = each.ends + DAY
    return begins


def opens_on(first: date, pauses: Iterable[Paused]) -> date:
    """From which day a renewal may be asked for: ``first``, or the day after any pause that is not over by then."""
    return max([first, *(each.ends + DAY for each in pauses if each.ends >= first)])


def moved(begins: date, ends: date, pause: Paused, days: int) -> tuple[date, date]:
    """First and last day of a term by date, once a pause became so many days longer, or shorter below 0.

    A term that runs when the pause begins keeps its first day; one that begins later moves as a whole.
    """
    by = timedelta(days=days)
    if ends < pause.begins:
        return begins, ends
    return (begins if begins <= pause.begins else begins + by), ends + by


def credit(years: Iterable[YearPaid], pauses: Sequence[Paused], used: int) -> int:
    """How many months are taken off the next dues: those that were paid and wholly paused, without those ``used``."""
    earned = sum(min(each.months, _whole_months(each, pauses)) for each in years)
    return max(0, earned - used)


def dues(fee: int, *, months: int, off: int) -> tuple[int, int]:
    """What a term by year costs, in whole yen, rounded down; and how many months were taken off.

    Args:
        fee: of a whole year.
        months: so many the fee is for; 12 where the class asks for a whole year.
        off: so many months may be taken off.
    """
    taken = min(off, months)
    return fee * (months - taken) // _YEAR, taken


def _whole_months(term: YearPaid, pauses: Sequence[Paused]) -> int:
    """In how many calendar months of a term there is no day that was not paused."""
    count, first = 0, term.begins
    while first <= term.ends:
        last = min(term.ends, first.replace(day=monthrange(first.year, first.month)[1]))
        count += sum(each.of(first, last) for each in pauses) == (last - first).days + 1
        first = last + DAY
    return count


def _begin(pause: Paused) -> date:
    return pause.begins
