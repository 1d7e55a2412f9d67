"""Membership term arithmetic: when a term begins and ends, what its fee is, and to which dues year it counts.

Pure: no clock and no database. Days are the organisation's calendar days; the last day of a term belongs to it. A term
by date is always counted from the day of admission, never from the term before, so that 31 January and 29 February
do not drift towards the beginning of the month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from azukari.features.members.paused_time import Paused, carried_on, dues, opens_on, resumes_on
from azukari.lib.months import add_months

FISCAL_MONTH = 4
"""April, in which the fiscal year of most organisations in Japan begins."""

GRACE = timedelta(days=92)
"""So long after the last day a renewal still follows it without a gap."""

OPENS = timedelta(days=92)
"""So long before the last day a renewal may be asked for."""

_YEAR = 12
DAY = timedelta(days=1)


class TermKind(StrEnum):
    """From where a term is counted."""

    DATE = "date"  # from the day of admission
    YEAR = "year"  # the membership year of the class, which begins with a month of its own
    FISCAL = "fiscal"  # the fiscal year, which begins in April
    ENDLESS = "endless"  # until the member leaves


@dataclass(frozen=True, slots=True)
class Rule:
    """The term of a class.

    Args:
        months: the length of a term by date.
        begins: the month in which the membership year begins, 1 to 12; for `TermKind.YEAR` alone.
        is_prorated: whether somebody who joins in the middle of a year pays for the months that are left.

    Raises:
        ValueError: there is no such length or month.
    """

    kind: TermKind
    months: int = _YEAR
    begins: int = FISCAL_MONTH
    is_prorated: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.months <= 10 * _YEAR or not 1 <= self.begins <= _YEAR:
            raise ValueError("A term has 1 to 120 months, and a year begins in month 1 to 12.")

    @property
    def month(self) -> int:
        """The month in which its years begin."""
        return FISCAL_MONTH if self.kind is TermKind.FISCAL else self.begins

    @property
    def by_year(self) -> bool:
        return self.kind in (TermKind.YEAR, TermKind.FISCAL)


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a term; ``ends`` is its last day, None where it has none."""

    begins: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Renewal:
    """The term that follows.

    Args:
        anchor: the day from which terms by date are counted from now on.
        resumes: whether it begins when a pause is over, that reached across the end of the term before.
    """

    span: Span
    anchor: date
    resumes: bool = False


class TooEarly(Exception):
    """The term has long to run, or has no end, so there is nothing to renew yet."""


def year_of(day: date, month: int) -> int:
    """The year, beginning in ``month``, in which the day lies: the calendar year of its first day."""
    return day.year if day.month >= month else day.year - 1


def first_term(rule: Rule, on: date) -> Span:
    """The term of somebody who is admitted on a day."""
    return term_from(rule, on, anchor=on)


def next_term(rule: Rule, ends: date | None, *, anchor: date, on: date, pauses: Sequence[Paused] = ()) -> Renewal:
    """The term after one whose last day is ``ends``, asked for on the day ``on``.

    It follows without a gap, but for a pause, until `GRACE` is over; after that it begins anew, on ``on``.

    Raises:
        TooEarly: see there.
    """
    if ends is None or on < opens_on(ends - OPENS, pauses):
        raise TooEarly
    begins = resumes_on(ends, pauses)
    if on >= begins + GRACE:
        return Renewal(term_from(rule, on, anchor=on), on)
    anchor = anchor if _is_counted_from(anchor, begins, rule) else begins
    return Renewal(with_pauses(rule, term_from(rule, begins, anchor=anchor), pauses), anchor, begins > ends + DAY)


def with_pauses(rule: Rule, span: Span, pauses: Sequence[Paused]) -> Span:
    """A term, carried on by the pauses in it where it is counted by date."""
    if span.ends is None or rule.kind is not TermKind.DATE:
        return span
    return Span(span.begins, carried_on(span.begins, span.ends, pauses))


def term_from(rule: Rule, begins: date, *, anchor: date) -> Span:
    """The term that begins on that day, which terms by date counted from ``anchor`` come to."""
    if rule.kind is TermKind.ENDLESS:
        return Span(begins, None)
    if rule.by_year:
        following = date(year_of(begins, rule.month) + 1, rule.month, 1)
        return Span(begins, following - timedelta(days=1))
    gone = (begins.year - anchor.year) * _YEAR + begins.month - anchor.month
    return Span(begins, add_months(anchor, gone + rule.months) - timedelta(days=1))


def _is_counted_from(anchor: date, begins: date, rule: Rule) -> bool:
    """Whether terms from ``anchor`` on come to one that begins on that day; no longer after a change of class."""
    gone = (begins.year - anchor.year) * _YEAR + begins.month - anchor.month
    return rule.kind is TermKind.DATE and add_months(anchor, gone) == begins


def months_in(span: Span) -> int:
    """How many calendar months a term touches; of one without an end, a year."""
    if span.ends is None:
        return _YEAR
    return (span.ends.year - span.begins.year) * _YEAR + span.ends.month - span.begins.month + 1


def fee_for(rule: Rule, fee: int, span: Span) -> int:
    """What a term costs, in whole yen.

    Args:
        fee: of a whole term.
        span: the term; where the class says so, only the months are paid for that are left of its first year, the one
            of the day of admission among them. What does not come out even is rounded down.
    """
    if not (rule.by_year and rule.is_prorated):
        return fee
    return fee * min(months_in(span), _YEAR) // _YEAR


def renewal_fee(rule: Rule, fee: int, renewal: Renewal, *, off: int) -> tuple[int, int]:
    """What the term that follows costs, as `fee_for`, and how many months were taken off it.

    Args:
        off: months that were paid and paused before, which a term by year is cheaper by. After a pause the months are
            paid for that are left of the year, whatever the class says.
    """
    if not rule.by_year:
        return fee_for(rule, fee, renewal.span), 0
    by_month = rule.is_prorated or renewal.resumes
    return dues(fee, months=min(months_in(renewal.span), _YEAR) if by_month else _YEAR, off=off)


def difference(old: int, new: int, span: Span, *, on: date) -> int:
    """What somebody pays on top who changes their class on a day in mid-term: the difference of the fees of two whole
    terms for the months that are left, this one among them. Nothing is paid back.
    """
    left = months_in(Span(max(on, span.begins), span.ends))
    return max(0, new - old) * max(0, left) // max(1, months_in(span))
