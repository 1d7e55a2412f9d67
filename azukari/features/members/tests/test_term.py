"""Terms of membership against an oracle that walks the calendar day by day (P05)."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.features.members.term import (
    GRACE,
    OPENS,
    Rule,
    Span,
    TermKind,
    TooEarly,
    difference,
    fee_for,
    first_term,
    next_term,
    year_of,
)

DAYS = st.dates(date(1999, 1, 1), date(2061, 12, 31))
RULES = st.builds(
    Rule, st.sampled_from(TermKind), months=st.sampled_from([1, 3, 6, 12]), begins=st.integers(1, 12),
    is_prorated=st.booleans(),
)  # fmt: skip
DAY = timedelta(days=1)
some = settings(max_examples=40)


def begins_anew(day: date, rule: Rule, anchor: date) -> bool:
    """The oracle: whether a term begins on that day, by its number in the calendar alone."""
    if rule.kind is TermKind.ENDLESS:
        return False
    if rule.kind is not TermKind.DATE:
        return (day.month, day.day) == (4 if rule.kind is TermKind.FISCAL else rule.begins, 1)
    months = (day.year * 12 + day.month) - (anchor.year * 12 + anchor.month)
    last = monthrange(day.year, day.month)[1]
    return months > 0 and months % rule.months == 0 and day.day == min(anchor.day, last)


def walked(rule: Rule, begins: date, anchor: date) -> Span:
    """The term that begins on that day, found by walking."""
    if rule.kind is TermKind.ENDLESS:
        return Span(begins, None)
    day = begins
    while not begins_anew(day + DAY, rule, anchor):
        day += DAY
    return Span(begins, day)


@some
@given(RULES, DAYS, st.integers(0, 5))
def test_terms_follow_each_other_as_the_calendar_says(rule: Rule, on: date, renewals: int) -> None:
    term, anchor = first_term(rule, on), on
    assert term == walked(rule, on, on)
    for _ in range(renewals if term.ends else 0):
        assert term.ends
        renewed = next_term(rule, term.ends, anchor=anchor, on=term.ends)
        assert renewed.anchor == anchor or rule.kind is not TermKind.DATE
        assert renewed.span == walked(rule, term.ends + DAY, on)
        term, anchor = renewed.span, renewed.anchor


@some
@given(RULES, DAYS, st.integers(-400, 400))
def test_a_renewal_leaves_no_gap_before_the_grace_is_over_and_begins_anew_after_it(
    rule: Rule, on: date, late: int
) -> None:
    term = first_term(rule, on)
    asked = (term.ends or on) + timedelta(days=late)
    if term.ends is None or asked < term.ends - OPENS:
        with pytest.raises(TooEarly):
            next_term(rule, term.ends, anchor=on, on=asked)
        return
    begins = term.ends + DAY if asked <= term.ends + GRACE else asked
    assert next_term(rule, term.ends, anchor=on, on=asked).span.begins == begins


@some
@given(DAYS, st.integers(1, 12))
def test_the_dues_year_is_the_one_whose_first_day_was_the_last_to_come(day: date, month: int) -> None:
    first = day
    while (first.month, first.day) != (month, 1):
        first -= DAY
    assert year_of(day, month) == first.year


@some
@given(RULES, DAYS, st.integers(0, 100_000))
def test_the_fee_is_for_the_months_that_are_left(rule: Rule, on: date, fee: int) -> None:
    term = first_term(rule, on)
    by_year = rule.kind in (TermKind.YEAR, TermKind.FISCAL)
    months = {(d.year, d.month) for d in _days(term)} if term.ends else set()
    expected = fee * len(months) // 12 if by_year and rule.is_prorated else fee
    assert fee_for(rule, fee, term) == expected


@some
@given(DAYS, st.integers(0, 50_000), st.integers(0, 50_000), st.integers(0, 364))
def test_a_change_of_class_costs_the_difference_for_the_months_that_are_left(
    on: date, old: int, new: int, later: int
) -> None:
    term = first_term(Rule(TermKind.FISCAL), date(on.year, 4, 1))
    assert term.ends
    changed = min(term.begins + timedelta(days=later), term.ends)
    left = {(d.year, d.month) for d in _days(Span(changed, term.ends))}
    assert difference(old, new, term, on=changed) == max(0, new - old) * len(left) // 12


@pytest.mark.parametrize(
    ("on", "months", "begins"),
    [
        (date(2024, 2, 29), 12, [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]),
        (date(2025, 1, 31), 1, [date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31)]),
    ],
)
def test_the_end_of_a_month_does_not_drift(on: date, months: int, begins: list[date]) -> None:
    rule, term, found = Rule(TermKind.DATE, months), first_term(Rule(TermKind.DATE, months), on), []
    for _ in begins:
        assert term.ends
        term = next_term(rule, term.ends, anchor=on, on=term.ends).span
        found.append(term.begins)
    assert found == begins


@pytest.mark.parametrize("wrong", [{"months": 0}, {"months": 121}, {"begins": 0}, {"begins": 13}])
def test_a_rule_that_no_calendar_has_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="months"):
        Rule(TermKind.DATE, **wrong)


def _days(span: Span) -> list[date]:
    assert span.ends
    return [span.begins + timedelta(days=n) for n in range((span.ends - span.begins).days + 1)]
