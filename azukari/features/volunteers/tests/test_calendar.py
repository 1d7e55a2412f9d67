"""Shifts every week on the clocks of any place, and days on its wall, against an oracle that looks at each quarter of
an hour (P06).
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.features.volunteers.openings import weekly
from azukari.features.volunteers.rules import holds_until
from azukari.policy.period import day_of

ZONES = st.sampled_from(
    ["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"]
)
DAYS = st.dates(date(2012, 1, 1), date(2036, 12, 31))
QUARTERS = st.integers(0, 24 * 4 - 1)
QUARTER = timedelta(minutes=15)
some = settings(max_examples=60, deadline=None)


def shown_on_clocks(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """The oracle: the moments around at which the clocks of that place show this time."""
    first = wall.replace(tzinfo=UTC) - timedelta(hours=15)
    moments = [first + QUARTER * n for n in range(30 * 4)]
    return [moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None) == wall]


@some
@given(ZONES, DAYS, QUARTERS, st.integers(1, 32), st.integers(1, 12))
def test_each_week_begins_and_ends_when_the_clocks_show_the_same(
    place: str, on: date, quarter: int, long: int, weeks: int
) -> None:
    zone, begin = ZoneInfo(place), datetime.combine(on, time()) + QUARTER * quarter
    first = shown_on_clocks(begin, zone), shown_on_clocks(begin + QUARTER * long, zone)
    if not all(first):
        return  # the clocks leap over it, so nobody can plan it
    found = weekly(first[0][0], first[1][0], weeks, zone)
    assert len(found) == weeks
    for week, (starts, ends) in enumerate(found):
        for moment, wall in ((starts, begin), (ends, begin + QUARTER * long)):
            wanted = shown_on_clocks(wall + timedelta(weeks=week), zone)
            assert not wanted or moment.astimezone(UTC) in wanted
        assert starts < ends


@some
@given(ZONES, DAYS, QUARTERS)
def test_a_day_lasts_from_midnight_to_midnight_there(place: str, on: date, quarter: int) -> None:
    moment = datetime.combine(on, time(), tzinfo=UTC) + QUARTER * quarter
    wall = moment.astimezone(ZoneInfo(place))
    day = day_of(moment, timezone=place)
    assert day == wall.date()
    assert moment in shown_on_clocks(wall.replace(tzinfo=None), ZoneInfo(place))


@some
@given(DAYS, st.integers(1, 60))
def test_a_check_holds_until_the_same_day_so_many_months_later_or_the_month_s_last(on: date, months: int) -> None:
    day, gone = on, 0
    while gone < months:  # walk to the first day of each next month
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        gone += 1
    assert holds_until(on, months) == day.replace(day=min(on.day, monthrange(day.year, day.month)[1]))
    assert holds_until(on, 0) is None
