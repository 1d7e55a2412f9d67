"""From what a register tells of somebody to their terms, and what was paid for each.

Pure. What is not told follows from the class: the term of a dues year, or the one that ends on a day. A term that
reaches into the next one ends the day before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from azukari.features.members.history.columns import Line, LineError, Paid
from azukari.features.members.term import Rule, Span, TermKind, term_from, year_of
from azukari.lib.months import add_months

_DAY = timedelta(days=1)
_YEAR = 12


@dataclass(slots=True)
class PastTerm:
    """A term that was, or is; what was paid for it."""

    begins: date
    ends: date | None
    paid: list[Paid] = field(default_factory=list)

    def has(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Life:
    """A membership as the register has it; terms oldest first."""

    number: int | None
    since: date
    terms: Sequence[PastTerm]


def merged(lines: Sequence[Line]) -> Line:
    """What several rows of one membership tell together; the class is the newest one's."""
    newest = max(lines, key=lambda line: (line.ends or line.begins or date.min, line.row))
    numbers = {line.number for line in lines if line.number}
    if len(numbers) > 1:
        raise LineError("numbers")
    since = min((line.since for line in lines if line.since), default=None)
    kind = newest.kind or next((line.kind for line in lines if line.kind), "")
    return replace(newest, row=lines[0].row, number=next(iter(numbers), None), kind=kind, since=since)


def life_of(lines: Sequence[Line], rule: Rule, *, dues_month: int, until: date | None, today: date) -> Life:
    """The membership that some rows tell of.

    Args:
        until: until when the last term goes, where no row tells of any.

    Raises:
        LineError: it cannot be made out.
    """
    told = merged(lines)
    since = told.since or min((line.begins for line in lines if line.begins), default=None)
    terms: list[PastTerm] = []
    for line in lines:
        if line.begins or line.ends:
            _add(terms, _told_term(line.begins, line.ends, rule, since))
    paid = [each for line in lines for each in line.paid]
    if any(each.day and each.day > today for each in paid):
        raise LineError("ahead")
    for each in sorted(paid, key=lambda one: (one.year, one.day or date.max)):
        _settle(terms, each, rule, dues_month, since)
    if not terms:
        terms.append(_only_term(rule, since, until))
    terms.sort(key=lambda term: term.begins)
    for before, after in pairwise(terms):
        if before.ends is None or before.ends >= after.begins:
            before.ends = after.begins - _DAY
    since = min(since or terms[0].begins, terms[0].begins)
    if since > today:
        raise LineError("ahead")
    return Life(told.number, since, terms)


def _told_term(begins: date | None, ends: date | None, rule: Rule, since: date | None) -> PastTerm:
    if begins and ends and begins > ends:
        raise LineError("order")
    if begins:
        return PastTerm(begins, ends or term_from(rule, begins, anchor=begins).ends)
    return _ending(rule, since, ends or date.min)


def _ending(rule: Rule, since: date | None, ends: date) -> PastTerm:
    """The term whose last day that is."""
    if since and since > ends:
        raise LineError("order")
    if rule.kind is TermKind.ENDLESS:
        return PastTerm(since or ends, ends)
    begins = add_months(ends + _DAY, -(_YEAR if rule.by_year else rule.months))
    return PastTerm(max(begins, since) if since else begins, ends)


def _add(terms: list[PastTerm], new: PastTerm) -> PastTerm:
    """Put it there; one from the same day is the same, and goes as long as the longer one."""
    for term in terms:
        if term.begins == new.begins:
            term.ends = None if None in (term.ends, new.ends) else max(e for e in (term.ends, new.ends) if e)
            return term
    terms.append(new)
    return new


def _settle(terms: list[PastTerm], paid: Paid, rule: Rule, dues_month: int, since: date | None) -> None:
    year = paid.year or year_of(paid.day or date.min, dues_month)
    of_year = [term for term in terms if year_of(term.begins, dues_month) == year]
    covering = [term for term in terms if paid.day and not paid.year and term.has(paid.day)]
    long = [term for term in terms if term.has(add_months(date(year, dues_month, 1), _YEAR // 2))]
    found = next(iter(covering or of_year or long), None)
    if found is None:
        found = _add(terms, _of_year(rule, year, dues_month, since))
    found.paid.append(replace(paid, year=year))


def _of_year(rule: Rule, year: int, dues_month: int, since: date | None) -> PastTerm:
    """The term of a dues year."""
    if rule.kind is TermKind.ENDLESS:
        return PastTerm(since or date(year, dues_month, 1), None)
    if rule.by_year or since is None:
        begins = date(year, rule.month if rule.by_year else dues_month, 1)
        span = term_from(rule, begins, anchor=begins)
    else:
        begins = add_months(since, _YEAR * (year - year_of(since, dues_month)))
        span = term_from(rule, begins, anchor=since)
    if since and span.ends and span.ends < since:
        raise LineError("before-joined")
    if since and span.begins < since:
        span = Span(since, span.ends)
    return PastTerm(span.begins, span.ends)


def _only_term(rule: Rule, since: date | None, until: date | None) -> PastTerm:
    if rule.kind is TermKind.ENDLESS and since:
        return PastTerm(since, None)
    if until is None:
        raise LineError("no-term")
    return _ending(rule, since, until)
