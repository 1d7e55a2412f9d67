"""A control is kept, broken or unknown; an error and an old answer are unknown, and unknown is never kept."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.lib.control import Control, ControlResult, ControlState, Doubt, Unknown, examine
from azukari.lib.control_outcomes import Noted, read_outcomes, version_of, write_again, write_outcomes

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _control(check):
    return Control("sample", "All is well.", (35,), check)


def test_no_finding_is_a_pass():
    assert examine(_control(lambda now: ()), NOW).passed


def test_a_finding_is_not():
    outcome = examine(_control(lambda now: ["The door is open. Close it."]), NOW)
    assert not outcome.passed
    assert outcome.findings == ("The door is open. Close it.",)


def _error(now):
    raise ValueError("hanako@example.org")


def _half(now):
    yield "The door is open. Close it."
    raise ValueError("hanako@example.org")


def _no_answer(now):
    raise Unknown(Doubt.SILENT, "Nobody answered.")


@pytest.mark.parametrize(
    ("check", "state", "failed"),
    [
        (lambda now: (), ControlState.KEPT, False),
        (lambda now: ["The door is open. Close it."], ControlState.BROKEN, False),
        (_error, ControlState.UNKNOWN, True),
        (_half, ControlState.BROKEN, True),
        (_no_answer, ControlState.UNKNOWN, False),
    ],
    ids=["nothing", "finding", "error", "error after a finding", "no answer"],
)
def test_an_error_is_unknown_and_tells_nothing_of_its_words(check, state, failed):
    outcome = examine(_control(check), NOW)
    assert (outcome.state, outcome.failed) == (state, failed)
    assert outcome.passed is (state is ControlState.KEPT)
    assert "hanako" not in "".join((*outcome.findings, *outcome.doubts))


def _ago(age):
    return lambda: NOW - age


def test_what_was_observed_too_long_ago_is_unknown():
    day = timedelta(days=1)
    for age, state in ((day, ControlState.KEPT), (3 * day, ControlState.UNKNOWN), (-day, ControlState.UNKNOWN)):
        control = Control("x", "y", (), lambda now: (), shelf=2 * day, seen=_ago(age))
        assert examine(control, NOW).state is state
        kept = Noted("x", ControlState.KEPT, NOW - age, NOW - age, shelf=2 * day)
        assert kept.at_time(NOW) is state
    broken = Noted("x", ControlState.BROKEN, NOW - 9 * day, NOW - 9 * day, 1)
    assert broken.at_time(NOW) is ControlState.UNKNOWN
    assert broken.was_broken(NOW), "Who looks no more has not mended it."
    long_ago = Control("x", "y", (), lambda now: ["It is open."], shelf=2 * day, seen=_ago(3 * day))
    assert examine(long_ago, NOW).state is ControlState.UNKNOWN


def test_since_when_is_kept_from_round_to_round(tmp_path):
    file = tmp_path / "controls.json"
    found: list[str] = []
    control = _control(lambda now: list(found))
    for hours, broken in ((0, False), (6, False), (12, True), (18, True)):
        found[:] = ["The door is open."] if broken else []
        now = NOW + timedelta(hours=hours)
        write_outcomes(file, [examine(control, now)], now, version="1")
    kept = read_outcomes(file)
    assert kept
    at, [noted] = kept
    assert (at, noted.state, noted.findings) == (NOW + timedelta(hours=18), ControlState.BROKEN, 1)
    assert (noted.since, noted.at) == (NOW + timedelta(hours=12), NOW + timedelta(hours=18))
    assert version_of(file) == "1"
    assert ControlResult(control, ()).passed


def test_one_that_is_run_out_of_turn_takes_its_place_among_the_others(tmp_path):
    file, hour = tmp_path / "controls.json", timedelta(hours=1)
    door = _control(lambda _now: ())
    write_again(file, examine(door, NOW), NOW)
    assert read_outcomes(file) is None, "Without a round there is nothing to take a place in."
    broken = ControlResult(door, ("The door is open.",), at=NOW)
    other = ControlResult(Control("other", "All is well.", (), lambda _now: ()), (), at=NOW)
    write_outcomes(file, [other, broken], NOW, version="1")
    write_again(file, examine(door, NOW + hour), NOW + hour)
    kept = read_outcomes(file)
    assert kept
    at, rows = kept
    assert (at, version_of(file)) == (NOW, "1"), "No round has begun."
    assert [(row.name, row.state, row.at, row.since) for row in rows] == [
        ("other", ControlState.KEPT, NOW, NOW),
        ("sample", ControlState.KEPT, NOW + hour, NOW + hour),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["controls.json"]
