"""Shifts as pages show them: places that are offered, whom they suit, what stands before; times on the wall, and
calendar files. Nothing is asked of a database.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import override

from azukari.features.volunteers.desk.numbers import ShiftTally, add_up
from azukari.features.volunteers.icalendar import calendar
from azukari.features.volunteers.models import Opening, Requirement, Shift, SignUp
from azukari.features.volunteers.shown import Offer, ShownShift, offers
from azukari.features.volunteers.times import from_to, hours

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
SOON = NOW + timedelta(days=7)
HOUR = timedelta(hours=1)


def _shift(at: datetime = SOON, *, places: int = 2, of: Opening | None = None, off: bool = False) -> Shift:
    opening = of or Opening(form="volunteers", title={"en": "Cleaning"}, made_at=NOW)
    return Shift(opening=opening, starts=at, ends=at + 3 * HOUR, places=places, called_off_at=NOW if off else None)


def _shown(shift: Shift, *, taken: int = 0, waiting: int = 0, seeking: int = 0) -> ShownShift:
    return ShownShift(shift, from_to(shift.starts, shift.ends, ZoneInfo("Asia/Tokyo")), taken, waiting, seeking, 0)


def _offered(
    shift: Shift, *own: SignUp, minutes: int = 0, chosen: frozenset[str] = frozenset(), **cleared
) -> list[Offer]:
    return offers([_shown(shift)], own, minutes=minutes, chosen=chosen, cleared=cleared.get("cleared", {}), now=NOW)


@pytest.mark.parametrize(
    ("taken", "seeking", "left", "offered"), [(0, 0, 2, 2), (1, 0, 1, 1), (2, 0, 0, 0), (3, 0, 0, 0), (2, 1, 0, 1)]
)
def test_places_whose_holders_ask_for_cover_are_offered_too(taken: int, seeking: int, left: int, offered: int) -> None:
    shown = _shown(_shift(), taken=taken, seeking=seeking)
    assert (shown.left, shown.offered) == (left, offered)


@pytest.mark.parametrize(
    ("state", "there"), [("taken", False), ("waiting", False), ("cancelled", True), ("came", True)]
)
def test_what_i_have_is_not_offered_to_me_again(state: str, there: bool) -> None:
    here = _shift()
    assert bool(_offered(here, SignUp(shift=here, state=state))) is there


@pytest.mark.parametrize(
    ("state", "later", "off", "clash"),
    [
        ("taken", 2, False, True),
        ("waiting", 2, False, True),
        ("taken", 3, False, False),
        ("cancelled", 2, False, False),
        ("taken", 2, True, False),
    ],
)
def test_another_shift_of_mine_at_that_time_is_a_clash(state: str, later: int, off: bool, clash: bool) -> None:
    other = SignUp(shift=_shift(SOON + later * HOUR, off=off), state=state)
    [offer] = _offered(_shift(), other)
    assert offer.clashes is clash


@pytest.mark.parametrize(
    ("chosen", "fits"), [(frozenset({"activities:office"}), True), (frozenset({"activities:cleaning"}), False)]
)
def test_what_suits_me_stands_first(chosen: frozenset[str], fits: bool) -> None:
    office = _shift(of=Opening(form="volunteers", fits="activities:office", made_at=NOW))
    everybody = _shift(SOON + HOUR)
    found = offers([_shown(office), _shown(everybody)], (), minutes=0, chosen=chosen, cleared={}, now=NOW)
    assert [one.fits for one in found] == [True, fits]
    assert (found[0].at.shift is office) is fits


def test_those_with_many_hours_read_from_when_it_is_open_to_them() -> None:
    popular = _shift(of=Opening(form="volunteers", first_hours=3, all_days=2, made_at=NOW))
    assert [one.opens for one in _offered(popular, minutes=180)] == [SOON - timedelta(days=2)]
    assert [one.opens for one in _offered(popular, minutes=179)] == [None]
    soon = _shift(NOW + timedelta(days=2), of=popular.opening)
    assert [one.opens for one in _offered(soon, minutes=180)] == [None], "from this moment on it is open"


def test_what_was_looked_at_holds_through_its_last_day() -> None:
    talk = Requirement(form="volunteers", name={"en": "Talk"}, made_at=NOW)
    here = _shift(datetime(2026, 12, 4, 15, 30, tzinfo=UTC), of=Opening(requirement=talk, made_at=NOW))
    day = date(2026, 12, 5)  # in Tokyo
    for until, first in ((None, talk), (day - timedelta(days=1), talk), (day, None), (date.max, None)):
        [offer] = _offered(here, cleared={talk.id: until} if until else {})
        assert offer.first == first
    assert _offered(_shift())[0].first is None


@pytest.mark.parametrize(
    ("starts", "long", "told"),
    [
        (SOON, 3 * HOUR, (date(2026, 12, 5), "12:00–15:00")),
        (datetime(2026, 12, 4, 15, 5, tzinfo=UTC), 2 * HOUR, (date(2026, 12, 5), "0:05–2:05")),
        (datetime(2026, 12, 5, 14, tzinfo=UTC), 2 * HOUR, (date(2026, 12, 5), "23:00–12/6 1:00")),
    ],
)
def test_a_time_is_told_on_the_clocks_of_the_organisation(starts: datetime, long: timedelta, told: tuple[date, str]):
    with override("en"):
        time = from_to(starts, starts + long, ZoneInfo("Asia/Tokyo"))
    assert (time.day, time.hours) == told


@pytest.mark.parametrize(
    ("lang", "told"), [("ja", "2026年12月5日(土) 12:00〜15:00"), ("en", "Sat 5 Dec 2026, 12:00–15:00")]
)
def test_a_comma_stands_before_the_hour_in_english(lang: str, told: str) -> None:
    with override(lang):
        said = render_to_string(
            "volunteers/when.html", {"time": from_to(SOON, SOON + 3 * HOUR, ZoneInfo("Asia/Tokyo"))}
        )
    assert strip_tags(said).strip() == told


@pytest.mark.parametrize(("minutes", "told"), [(0, "0"), (60, "1"), (90, "1.5"), (100, "1.7"), (600, "10")])
def test_hours_have_one_decimal_at_most(minutes: int, told: str) -> None:
    assert hours(minutes) == told


def test_sums_of_sums_and_the_share_of_places_filled() -> None:
    whole = add_up([ShiftTally(1, 4, 3, 100, 2, 1), ShiftTally(1, 2, 1, 50, 1, 0)])
    assert ShiftTally(places=8, filled=1).share == 13, "a half goes upwards, as in results and on paper"
    assert (whole.shifts, whole.places, whole.filled, whole.minutes, whole.came, whole.absent) == (2, 6, 4, 150, 3, 1)
    assert (whole.share, whole.hours, ShiftTally().share) == (67, "2.5", 0)


def _lines(row: SignUp, **more: str) -> list[str]:
    return calendar([row], lang="en", now=NOW, **more).decode().split("\r\n")


@pytest.mark.parametrize(
    ("state", "off", "status"),
    [
        ("taken", False, "CONFIRMED"),
        ("waiting", False, "TENTATIVE"),
        ("cancelled", False, "CANCELLED"),
        ("taken", True, "CANCELLED"),
        ("waiting", True, "CANCELLED"),
    ],
)
def test_a_calendar_says_how_a_shift_stands(state: str, off: bool, status: str) -> None:
    assert f"STATUS:{status}" in _lines(SignUp(shift=_shift(off=off), state=state))


def test_a_calendar_file_is_one_that_other_programs_read() -> None:
    opening = Opening(
        title={"en": "Cleaning, with; care"},
        place={"en": "Bridge\\West"},
        needs={"en": "Boots\r\nGloves\nHat"},
        made_at=NOW,
    )
    row = SignUp(shift=_shift(of=opening), state="taken", revision=4)
    lines = _lines(row, method="PUBLISH", name="My, shifts")
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//azukari//shifts//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:My\\, shifts",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "BEGIN:VEVENT",
        f"UID:{row.id}@localhost",
        "SEQUENCE:4",
        "DTSTAMP:20261128T030000Z",
        "DTSTART:20261205T030000Z",
        "DTEND:20261205T060000Z",
        "SUMMARY:Cleaning\\, with\\; care",
        "LOCATION:Bridge\\\\West",
        "DESCRIPTION:Boots\\nGloves\\nHat",
        "URL:http://localhost/en/me/shifts",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    plain = _lines(SignUp(shift=_shift(), state="taken"))
    assert not [one for one in plain if one.startswith(("METHOD", "X-WR", "REFRESH", "LOCATION", "DESCRIPTION"))]


@pytest.mark.parametrize("letter", ["a", "川", "𠮷"])
def test_long_lines_are_folded_between_characters(letter: str) -> None:
    row = SignUp(shift=_shift(of=Opening(title={"en": letter * 300}, made_at=NOW)), state="taken")
    file = calendar([row], lang="en", now=NOW)
    size = len(letter.encode())
    folded = [line for line in file.split(b"\r\n") if line.startswith((b"SUMMARY", b" "))]
    assert {len(line) for line in folded[:-1]} <= {*range(74 - size, 76)}
    assert b"".join(line.removeprefix(b" ") for line in folded).decode() == f"SUMMARY:{letter * 300}"
