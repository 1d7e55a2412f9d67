"""The rules of shifts: waves, clashes, and that what a coordinator sees ends with the shift (P06)."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.features.volunteers.rules import (
    SignUpFault,
    Span,
    Wave,
    called,
    clashes,
    may_check_in,
    may_see_names,
    may_see_phone,
    why_not,
)

START = datetime(2026, 12, 5, 0, 0, tzinfo=UTC)
SPAN = Span(START, START + timedelta(hours=3))
HOUR = timedelta(hours=1)
EVERYBODY = Wave()


def _why(now=START - timedelta(days=20), wave=EVERYBODY, size=1, most=1, minutes=0, called_off=False, cleared=True):
    return why_not(SPAN, wave, called_off=called_off, size=size, most=most, minutes=minutes, cleared=cleared, now=now)


def test_whoever_gave_fewer_hours_comes_first_and_later_everybody():
    wave = Wave(hours=10, days=7)
    assert _why(wave=wave, minutes=599) is None
    assert _why(wave=wave, minutes=600) is SignUpFault.LATER
    assert _why(wave=wave, minutes=600, now=START - timedelta(days=7, seconds=1)) is SignUpFault.LATER
    assert _why(wave=wave, minutes=600, now=START - timedelta(days=7)) is None
    assert _why(wave=Wave(hours=10), minutes=600, now=START - timedelta(seconds=1)) is SignUpFault.LATER
    assert _why(minutes=10_000) is None, "without a wave it is open to everybody"


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ({"now": START}, SignUpFault.OVER),
        ({"now": START - timedelta(seconds=1)}, None),
        ({"size": 3, "most": 2}, SignUpFault.GROUP),
        ({"now": START, "called_off": True}, SignUpFault.CALLED_OFF),
        ({"called_off": True}, SignUpFault.CALLED_OFF),
        ({"size": 2}, SignUpFault.GROUP),
        ({"size": 0}, SignUpFault.GROUP),
        ({"cleared": False}, SignUpFault.SCREENING),
        ({"size": 2, "most": 2}, None),
    ],
)
def test_why_somebody_cannot_sign_up(case, why):
    assert _why(**case) is why


def test_shifts_that_touch_do_not_clash():
    assert clashes(SPAN, [Span(START + HOUR, START + 9 * HOUR)])
    assert not clashes(SPAN, [Span(SPAN.ends, SPAN.ends + HOUR), Span(START - HOUR, START)])


@pytest.mark.parametrize(
    ("now", "names", "phone", "check_in"),
    [
        (START - timedelta(days=3), False, False, False),
        (START - timedelta(days=2, seconds=1), False, False, False),
        (START - timedelta(days=2), True, False, False),
        (START - timedelta(hours=3, seconds=1), True, False, False),
        (START - timedelta(hours=3), True, True, True),
        (START - timedelta(days=1), True, False, False),
        (START - HOUR, True, True, True),
        (SPAN.ends, True, True, True),
        (SPAN.ends + timedelta(seconds=1), True, False, True),
        (SPAN.ends + timedelta(hours=3), True, False, True),
        (SPAN.ends + timedelta(hours=3, seconds=1), False, False, True),
        (SPAN.ends + 4 * HOUR, False, False, True),
    ],
)
def test_what_a_coordinator_sees_ends_with_the_shift(now, names, phone, check_in):
    assert may_see_names(SPAN, now=now) is names
    assert may_see_phone(SPAN, now=now) is phone
    assert may_check_in(SPAN, now=now) is check_in


@pytest.mark.parametrize(
    ("name", "short"), [("見本 花子", "見本"), ("𠮷田　仮名", "𠮷田"), ("Amelia Sample", "Amelia"), ("", "")]
)
def test_a_list_greets_by_the_first_word_of_the_name(name, short):
    assert called(name) == short
