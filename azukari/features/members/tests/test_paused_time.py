"""Paused time in the arithmetic of terms, against an oracle that walks the calendar day by day (P05)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.features.members.paused_time import Limits, Paused, PauseFault, YearPaid, credit, dues, moved, why_not
from azukari.features.members.term import (
    GRACE,
    OPENS,
    Renewal,
    Rule,
    Span,
    TermKind,
    TooEarly,
    first_term,
    next_term,
    renewal_fee,
)

DAY = timedelta(days=1)
DAYS = st.dates(date(1999, 1, 1), date(2061, 12, 31))
RULES = st.builds(
    Rule, st.sampled_from([TermKind.DATE, TermKind.YEAR, TermKind.FISCAL]), months=st.sampled_from([1, 6, 12]),
    begins=st.integers(1, 12), is_prorated=st.booleans(),
)  # fmt: skip
some = settings(max_examples=60)


def walked_end(begins: date, active: int, pauses: list[Paused]) -> date:
    """The oracle: the day on which so many days were lived that were not paused."""
    day, lived = begins, 0
    while True:
        lived += not any(pause.begins <= day <= pause.ends for pause in pauses)
        if lived == active:
            return day
        day += DAY


@some
@given(DAYS, st.sampled_from([1, 3, 6, 12]), st.integers(0, 360), st.integers(1, 400), st.integers(0, 400))
def test_a_term_by_date_has_as_many_days_as_were_paid_for_whenever_it_rests_and_comes_back(
    on: date, months: int, after: int, long: int, earlier: int
) -> None:
    term = first_term(Rule(TermKind.DATE, months), on)
    assert term.ends
    length = (term.ends - term.begins).days + 1
    begins = on + timedelta(days=after % length)
    pause = Paused(begins, begins + timedelta(days=long - 1))
    first, last = moved(term.begins, term.ends, pause, pause.days)
    assert (first, last) == (on, walked_end(on, length, [pause]))
    back = max(pause.begins - DAY, pause.ends - timedelta(days=earlier))  # it is ended earlier, or called off
    again = moved(first, last, pause, (back - pause.ends).days)
    rest = [Paused(pause.begins, back)] if back >= pause.begins else []
    lived = [again[0] + timedelta(days=n) for n in range((again[1] - again[0]).days + 1)]
    assert sum(not any(each.covers(day) for each in rest) for day in lived) == length


@some
@given(RULES, DAYS, st.integers(-60, 1), st.integers(1, 500), st.integers(-200, 200))
def test_a_renewal_waits_for_the_end_of_a_pause_and_begins_after_it(
    rule: Rule, on: date, before: int, long: int, late: int
) -> None:
    term = first_term(rule, on)
    assert term.ends
    begins = max(on, term.ends + timedelta(days=before))
    pause = Paused(begins, begins + timedelta(days=long - 1))
    ends = moved(term.begins, term.ends, pause, pause.days)[1] if rule.kind is TermKind.DATE else term.ends
    asked = max(ends, pause.ends) + timedelta(days=late)
    if asked <= pause.ends or asked < ends - OPENS:
        with pytest.raises(TooEarly):
            next_term(rule, ends, anchor=on, on=asked, pauses=[pause])
        return
    renewal = next_term(rule, ends, anchor=on, on=asked, pauses=[pause])
    day = ends + DAY
    while pause.begins <= day <= pause.ends:
        day += DAY
    assert renewal.span.begins == (day if asked < day + GRACE else asked)
    assert renewal.resumes == (renewal.span.begins == day and day > ends + DAY)
    assert renewal.span.ends
    assert renewal.span.ends > renewal.span.begins or rule.by_year


def months_walked(begins: date, ends: date, pauses: list[Paused]) -> int:
    """The oracle: calendar months in which no day of the term was lived."""
    lived: dict[tuple[int, int], bool] = {}
    day = begins
    while day <= ends:
        key = day.year, day.month
        lived[key] = lived.get(key, False) or not any(pause.covers(day) for pause in pauses)
        day += DAY
    return sum(not each for each in lived.values())


@some
@given(DAYS, st.lists(st.tuples(st.integers(0, 200), st.integers(1, 150)), max_size=3), st.integers(0, 14))
def test_what_was_paid_and_paused_is_taken_off_once(on: date, gaps: list[tuple[int, int]], used: int) -> None:
    term, pauses, day = first_term(Rule(TermKind.FISCAL), on), list[Paused](), on
    assert term.ends
    for gap, long in gaps:
        day += timedelta(days=gap)
        pauses.append(Paused(day, day + timedelta(days=long - 1)))
        day += timedelta(days=long)
    months = 12 * (term.ends.year - on.year) + term.ends.month - on.month + 1
    earned = months_walked(on, term.ends, pauses)
    paid = YearPaid(on, term.ends, months)
    assert credit([paid], pauses, used) == max(0, earned - used)
    off = credit([paid], pauses, 0)
    amount, taken = dues(12_000, months=12, off=off)
    assert (amount, taken) == (1000 * (12 - off), off)
    assert credit([paid], pauses, taken) == 0, "never taken off twice"


@pytest.mark.parametrize(
    ("begins", "ends", "back", "amount", "off"),
    [
        (date(2026, 10, 1), date(2027, 3, 31), date(2027, 4, 1), 6000, 6),  # half of the year that was paid
        (date(2026, 10, 1), date(2027, 6, 30), date(2027, 7, 1), 3000, 6),  # and three months of the next
        (date(2027, 3, 15), date(2027, 6, 14), date(2027, 6, 15), 10000, 0),  # no whole month of what was paid
        (date(2027, 4, 1), date(2028, 3, 31), date(2028, 4, 1), 12000, 0),  # a whole year, of which nothing was paid
        (date(2027, 4, 1), date(2028, 2, 29), date(2028, 3, 1), 1000, 0),  # a leap year's February
    ],
)
def test_after_a_fiscal_year_that_began_in_a_pause_the_months_are_paid_that_are_lived(begins, ends, back, amount, off):
    rule, pause = Rule(TermKind.FISCAL), Paused(begins, ends)
    paid = YearPaid(date(2026, 4, 1), date(2027, 3, 31), 12)
    renewal = next_term(rule, date(2027, 3, 31), anchor=date(2026, 4, 1), on=back, pauses=[pause])
    assert renewal.span.begins == back
    assert renewal_fee(rule, 12_000, renewal, off=credit([paid], [pause], 0)) == (amount, off)


def test_a_class_by_date_costs_the_same_after_a_pause():
    span = Span(date(2027, 5, 1), date(2028, 4, 30))
    assert renewal_fee(Rule(TermKind.DATE), 10_000, Renewal(span, span.begins, resumes=True), off=5) == (10_000, 0)


@pytest.mark.parametrize(
    ("begins", "ends", "months", "why"),
    [
        (date(2027, 1, 1), date(2027, 6, 30), 6, None),
        (date(2027, 1, 1), date(2027, 7, 1), 6, PauseFault.LONG),
        (date(2027, 1, 31), date(2027, 2, 27), 1, None),  # a month from the 31st is the month's last day
        (date(2027, 1, 31), date(2027, 2, 28), 1, PauseFault.LONG),
        (date(2027, 1, 2), date(2027, 1, 1), 6, PauseFault.ORDER),
        (date(2026, 12, 31), date(2027, 1, 1), 6, PauseFault.PAST),
        (date(2027, 4, 1), date(2027, 4, 1), 6, None),
        (date(2027, 4, 2), date(2027, 4, 3), 6, PauseFault.FAR),
        (date(2027, 2, 1), date(2027, 3, 1), 6, PauseFault.TWICE),
        (date(2027, 1, 1), date(2027, 1, 2), 0, PauseFault.OFFICE),
    ],
)
def test_why_a_membership_is_not_paused(begins, ends, months, why):
    others = [Paused(date(2027, 3, 1), date(2027, 3, 2))] if why is PauseFault.TWICE else []
    limits = Limits(date(2027, 1, 1), date(2027, 4, 1), months)
    assert why_not(Paused(begins, ends), limits, others) is why
