"""The clock of a request: day by day over ten years, in a zone without and a zone with summer time, and by chance."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as some

from azukari.policy.deadline import (
    Clock,
    DeadlineStatus,
    Event,
    Happened,
    NotReceived,
    clock,
    month_end,
)
from azukari.policy.office import is_business_day
from azukari.policy.pack import Pack, PackUnknown, Rule, pack, slugs, usual_pack
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Policy

POLICY = load(STARTER)
TOKYO = POLICY
BERLIN = replace(
    POLICY,
    organisation=replace(POLICY.organisation, timezone="Europe/Berlin"),
    requests=replace(
        POLICY.requests,
        hours=replace(POLICY.requests.hours, holidays="DE", year_end=None),
        target_days=3,
        limit_days=14,
    ),
)
TEN_YEARS = range(3653)
FIRST = date(2026, 11, 24)


def at(office: Policy, day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=office.organisation.zone).astimezone(UTC)


def received(office: Policy, day: date, hour: int = 12) -> list[Event]:
    return [Event(Happened.RECEIVED, at(office, day, hour))]


def stand(events: list[Event], now: datetime, *, law: str = "appi", office: Policy = TOKYO) -> Clock:
    return clock(events, pack(law), office, now)


def walked(office: Policy, start: date, count: int) -> date:
    """Business days counted on the fingers."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_business_day(office.requests.hours, day)
    return day


@pytest.mark.parametrize("office", [TOKYO, BERLIN], ids=["Tokyo", "Berlin"])
def test_ten_years_day_by_day_under_appi(office):
    zone = office.organisation.zone
    for n in TEN_YEARS:
        day = FIRST + timedelta(days=n)
        found = stand(received(office, day, 23), at(office, day, 23), office=office)
        target, due = found.target.astimezone(zone), found.due.astimezone(zone)
        assert target.date() == walked(office, day, 3), day
        assert target.time() == time(17, 30)
        assert (due.date(), due.time()) == (day + timedelta(days=15), time.min)
        assert found.last_day == day + timedelta(days=14)
        assert found.warn_at < found.escalate_at == found.target <= found.due
        assert found.standing is DeadlineStatus.CALM or found.warn_at <= at(office, day, 23)


@cache
def _free(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def counted(day: date, months: int, country: str) -> date:
    """A month's end without the code under test: forward to the month, then back from the 31st, then off free days."""
    free = _free(country)
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    number = day.day
    while True:
        try:
            end = date(year, month, number)
            break
        except ValueError:
            number -= 1
    while end.strftime("%a") in ("Sat", "Sun") or end in free:
        end += timedelta(days=1)
    return end


@pytest.mark.parametrize("office", [TOKYO, BERLIN], ids=["Tokyo", "Berlin"])
def test_ten_years_day_by_day_under_gdpr(office):
    for n in TEN_YEARS:
        day = FIRST + timedelta(days=n)
        events = received(office, day)
        found = stand(events, at(office, day), law="gdpr", office=office)
        assert found.last_day == counted(day, 1, office.requests.hours.holidays)
        longer = [*events, Event(Happened.EXTENDED, found.due - timedelta(seconds=1))]
        told = stand(longer, found.due, law="gdpr", office=office)
        assert told.extended
        assert told.last_day == counted(day, 3, office.requests.hours.holidays)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2027, 1, 29), 1, date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2028, 1, 31), 1, date(2028, 2, 29)),  # a leap year
        (date(2026, 11, 24), 1, date(2026, 12, 24)),
        (date(2026, 11, 25), 1, date(2026, 12, 28)),  # Christmas, then a weekend
        (date(2026, 11, 30), 3, date(2027, 3, 1)),  # no 30 February; the 28th is a Sunday
        (date(2026, 12, 31), 2, date(2027, 3, 1)),
    ],
)
def test_months_end_as_regulation_1182_71_says(start, months, end):
    assert month_end(start, months, "DE") == end


def test_the_simulated_clock_warns_escalates_and_tells_what_is_overdue():
    friday = date(2026, 11, 20)  # then a weekend and a public holiday
    events = received(TOKYO, friday)
    seen: dict[DeadlineStatus, datetime] = {}
    for hour in range(24 * 16):
        moment = at(TOKYO, friday) + timedelta(hours=hour)
        seen.setdefault(stand(events, moment).standing, moment)
    assert seen == {
        DeadlineStatus.CALM: at(TOKYO, friday),
        DeadlineStatus.SOON: at(TOKYO, date(2026, 11, 25), 9),
        DeadlineStatus.ESCALATED: at(TOKYO, date(2026, 11, 26), 18),
        DeadlineStatus.OVERDUE: at(TOKYO, date(2026, 12, 5), 0),
    }


def test_an_answer_stops_the_clock():
    events = received(TOKYO, FIRST)
    due = stand(events, at(TOKYO, FIRST)).due
    late = due + timedelta(days=9)
    in_time = stand([*events, Event(Happened.ANSWERED, due - timedelta(seconds=1))], late)
    too_late = stand([*events, Event(Happened.ANSWERED, due)], late)
    assert (in_time.standing, too_late.standing) == (DeadlineStatus.ANSWERED, DeadlineStatus.ANSWERED_LATE)


@pytest.mark.parametrize("asked", [date(2026, 12, 20), date(2027, 2, 3)])
def test_nothing_that_happens_after_an_answer_makes_it_be_in_time(asked):
    events = [*received(BERLIN, FIRST), Event(Happened.IDENTITY_ASKED, at(BERLIN, asked))]
    events.append(Event(Happened.ANSWERED, at(BERLIN, date(2027, 2, 20 if asked.year == 2026 else 1))))
    before = stand(events, at(BERLIN, date(2027, 2, 21)), law="gdpr", office=BERLIN)
    later = [*events, Event(Happened.IDENTITY_SHOWN, at(BERLIN, date(2027, 3, 20)))]
    assert stand(later, at(BERLIN, date(2027, 4, 1)), law="gdpr", office=BERLIN) == before


def test_nobody_waits_for_what_was_taken_back_however_late_it_is():
    events = [*received(TOKYO, FIRST), Event(Happened.TAKEN_BACK, at(TOKYO, FIRST + timedelta(days=1)))]
    far = at(TOKYO, FIRST + timedelta(days=900))
    assert stand(events, far).standing is DeadlineStatus.TAKEN_BACK
    assert stand(events, at(TOKYO, FIRST)).standing is DeadlineStatus.CALM, "not withdrawn yet"
    old = [*events, Event(Happened.ANSWERED, at(TOKYO, FIRST + timedelta(days=1)))]
    assert stand(old, far).standing is DeadlineStatus.TAKEN_BACK, "as it was once written down"


def test_time_stands_still_for_identity_only_where_the_law_lets_it():
    events = [*received(BERLIN, FIRST), Event(Happened.IDENTITY_ASKED, at(BERLIN, date(2026, 11, 25)))]
    while_asked = at(BERLIN, date(2026, 12, 1))
    assert stand(events, while_asked, law="gdpr", office=BERLIN).standing is DeadlineStatus.PAUSED
    assert stand(events, while_asked, law="appi", office=BERLIN).standing is DeadlineStatus.ESCALATED
    events.append(Event(Happened.IDENTITY_SHOWN, at(BERLIN, date(2026, 12, 2))))
    after = at(BERLIN, date(2026, 12, 2))
    assert stand(events, after, law="gdpr", office=BERLIN).last_day == date(2026, 12, 31)
    assert stand(events, after, law="appi", office=BERLIN).last_day == date(2026, 12, 8)


def test_a_month_more_is_a_month_more_and_the_day_before_it_is_the_last_call():
    law = Pack("law", {}, (Rule(FIRST, "1", 1, 1, pauses=False, sentence={}),), {})
    told = Event(Happened.EXTENDED, at(TOKYO, FIRST + timedelta(days=3)))
    found = clock([*received(TOKYO, FIRST), told], law, TOKYO, at(TOKYO, FIRST + timedelta(days=4)))
    assert (found.extended, found.last_day) == (True, date(2027, 1, 25))
    assert found.escalate_at == at(TOKYO, date(2027, 1, 22), 9)


def test_who_is_asked_twice_does_not_lose_the_days_of_the_first_asking():
    days = (("25", Happened.IDENTITY_ASKED), ("28", Happened.IDENTITY_ASKED), ("30", Happened.IDENTITY_SHOWN))
    events = [*received(BERLIN, FIRST), *(Event(what, at(BERLIN, date(2026, 11, int(day)))) for day, what in days)]
    once = [event for event in events if event.at.day != 28]
    for kept in (events, once):
        assert stand(kept, at(BERLIN, date(2026, 12, 1)), law="gdpr", office=BERLIN).last_day == date(2026, 12, 29)


def test_time_runs_from_what_was_received_whatever_was_noted_before():
    before = Event(Happened.IDENTITY_ASKED, at(TOKYO, FIRST - timedelta(days=3)))
    events = [before, *received(TOKYO, FIRST)]
    assert stand(events, at(TOKYO, FIRST)).last_day == FIRST + timedelta(days=14)
    with pytest.raises(NotReceived):
        stand([before], at(TOKYO, FIRST))


def test_nothing_but_the_answer_to_who_it_is_ends_the_pause():
    asked = Event(Happened.IDENTITY_ASKED, at(BERLIN, date(2026, 11, 25)))
    told = Event(Happened.EXTENDED, at(BERLIN, date(2026, 11, 26)))
    now = at(BERLIN, date(2026, 12, 1))
    events = [*received(BERLIN, FIRST), asked, told]
    assert stand(events, now, law="gdpr", office=BERLIN).standing is DeadlineStatus.PAUSED


def test_reasons_given_after_the_first_month_extend_nothing():
    events = received(BERLIN, FIRST)
    due = stand(events, at(BERLIN, FIRST), law="gdpr", office=BERLIN).due
    late = stand([*events, Event(Happened.EXTENDED, due)], due, law="gdpr", office=BERLIN)
    assert (late.extended, late.standing) == (False, DeadlineStatus.OVERDUE)
    appi = stand([*events, Event(Happened.EXTENDED, at(BERLIN, FIRST))], at(BERLIN, FIRST), office=BERLIN)
    assert not appi.extended


def test_a_request_is_judged_by_the_rule_of_its_own_day():
    old = [Event(Happened.RECEIVED, at(TOKYO, date(2022, 3, 31)))]
    new = [Event(Happened.RECEIVED, at(TOKYO, date(2022, 4, 1)))]
    assert stand(old, at(TOKYO, FIRST)).clause == "APPI 28-30"
    assert stand(new, at(TOKYO, FIRST)).clause == "APPI 33-35"
    with pytest.raises(PackUnknown):
        stand(received(BERLIN, date(2018, 5, 24)), at(BERLIN, FIRST), law="gdpr", office=BERLIN)


def test_no_clock_without_a_request():
    with pytest.raises(NotReceived):
        stand(received(TOKYO, FIRST), at(TOKYO, FIRST - timedelta(days=1)))


def test_a_day_is_the_organisations_day_not_utcs():
    night = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # half past midnight on the 25th in Tokyo
    assert stand([Event(Happened.RECEIVED, night)], night).last_day == date(2026, 12, 9)


def test_the_day_on_which_clocks_change_is_still_one_day():
    for day in (date(2027, 3, 14), date(2027, 10, 17)):  # fourteen days before summer time begins and ends
        found = stand(received(BERLIN, day), at(BERLIN, day), office=BERLIN)
        assert found.due.astimezone(ZoneInfo("Europe/Berlin")).time() == time.min


def test_each_pack_is_whole():
    for slug in slugs():
        found = pack(slug)
        assert {"ja", "en"} == set(found.name)
        assert [rule.begins for rule in found.rules] == sorted(rule.begins for rule in found.rules)
        for ground in found.grounds.values():
            assert set(ground.text) == set(ground.clause) == {"ja", "en"}
            assert ground.kinds
    assert usual_pack(POLICY) == "appi"
    with pytest.raises(PackUnknown):
        pack("../packs/appi")


_days = some.dates(date(2026, 11, 24), date(2036, 11, 24))


@given(
    some.sampled_from(["appi", "gdpr"]),
    some.sampled_from(["Tokyo", "Berlin"]),
    _days,
    some.lists(some.tuples(some.sampled_from([*Happened]), some.integers(0, 4000)), max_size=5),
    some.integers(0, 6000),
    some.integers(0, 6000),
)
def test_whatever_happens_the_times_are_in_order_and_nothing_goes_back(law, where, day, happened, first, later):
    office = {"Tokyo": TOKYO, "Berlin": BERLIN}[where]
    events = received(office, day) + [Event(what, at(office, day) + timedelta(hours=hours)) for what, hours in happened]
    earlier, after = sorted((first, later))
    one, two = (stand(events, at(office, day) + timedelta(hours=h), law=law, office=office) for h in (earlier, after))
    for found in (one, two):
        assert found.warn_at <= found.due
        assert found.target <= found.due
        assert found.escalate_at <= found.due
    assert one.due <= two.due, "A deadline never comes nearer."
    if law == "appi":
        assert one.due == two.due, "Under a law without pauses and extensions it never moves."
    done = {DeadlineStatus.ANSWERED, DeadlineStatus.ANSWERED_LATE, DeadlineStatus.TAKEN_BACK}
    assert one.standing not in done or two.standing is one.standing
