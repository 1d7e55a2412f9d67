"""A period reads as ISO 8601 writes it, in a machine's receipt, and as people say it; no part is lost on the way."""

from datetime import UTC, date, datetime, timedelta

import pytest

from azukari.policy.parse import STARTER, load
from azukari.policy.period import duration, rough_days, spell
from azukari.policy.terms import Period


@pytest.mark.parametrize(
    ("period", "iso", "ja", "en"),
    [
        (Period(years=1), "P1Y", "1年", "1 year"),
        (Period(years=2, months=6), "P2Y6M", "2年6か月", "2 years and 6 months"),
        (Period(months=1, days=2), "P1M2D", "1か月2日", "1 month and 2 days"),
        (Period(years=1, months=2, days=3), "P1Y2M3D", "1年2か月3日", "1 year, 2 months and 3 days"),
        (Period(days=30), "P30D", "30日", "30 days"),
    ],
)
def test_each_part_is_said(period: Period, iso: str, ja: str, en: str):
    assert duration(period) == iso
    assert spell(period) == {"ja": ja, "en": en}


def test_nothing_at_all_is_a_period_of_no_days():
    assert duration(Period()) == "P0D"


def test_midnight_belongs_to_the_day_before():
    midnight = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # in Tokyo
    for after, day in ((timedelta(0), 23), (timedelta(microseconds=1), 24), (timedelta(hours=24), 24)):
        assert load(STARTER).organisation.last_day(midnight + after) == date(2026, 11, day)


def test_twelve_months_are_as_long_as_a_year_and_all_else_can_be_told_apart():
    assert rough_days(Period(months=12)) == rough_days(Period(years=1))
    periods = [Period(days=30), Period(months=1), Period(days=31), Period(months=11), Period(days=365), Period(years=1)]
    lengths = [rough_days(each) for each in periods]
    assert lengths == sorted(lengths)
    assert len({*lengths}) == len(lengths)
