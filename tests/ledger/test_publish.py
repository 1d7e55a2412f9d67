"""What strangers see of the ledger grows on the beat and at no other moment, and what is shown is counted as it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.conf import settings

from azukari.core.ledger.models import Published
from azukari.core.ledger.publish import beat_before, publish_due
from azukari.core.ledger.report import SHOWN, Discrepancy, Report
from tests.ledger.writer import Writer

BEAT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SECOND, EVERY = timedelta(seconds=1), timedelta(minutes=20)


@pytest.fixture
def every(monkeypatch: pytest.MonkeyPatch):
    def beats(minutes: int) -> None:
        monkeypatch.setattr(settings, "AZUKARI", replace(settings.AZUKARI, ledger_minutes=minutes))

    beats(20)
    return beats


def shown() -> list[tuple[int, datetime]]:
    return list(Published.objects.order_by("size").values_list("size", "at"))


def test_nothing_is_shown_before_there_is_anything(writer: Writer, every):
    assert publish_due(BEAT) == 0
    assert shown() == []


def test_at_each_beat_all_that_there_is_then_is_shown(writer: Writer, every):
    writer.integrate(1)
    assert publish_due(BEAT) == 1
    writer.integrate(3)
    assert publish_due(BEAT + EVERY - SECOND) == 0
    assert shown() == [(1, BEAT)]
    assert publish_due(BEAT + EVERY) == 3
    assert shown() == [(1, BEAT), (4, BEAT + EVERY)]


def test_a_beat_at_which_nothing_is_new_is_kept_as_the_last_one(writer: Writer, every):
    writer.integrate(2)
    publish_due(BEAT)
    assert publish_due(BEAT + EVERY) == 0
    assert shown() == [(2, BEAT + EVERY)]


def test_without_a_beat_nothing_is_kept_since_all_is_shown_at_once(writer: Writer, every):
    writer.integrate(2)
    every(0)
    assert beat_before(BEAT) is None
    assert publish_due(BEAT) == 0
    assert shown() == []


@pytest.mark.parametrize(
    ("now", "beat"),
    [
        ("2026-11-24T00:00:00+00:00", "00:00"),
        ("2026-11-24T00:19:59.999999+00:00", "00:00"),
        ("2026-11-24T00:20:00+00:00", "00:20"),
        ("2026-11-24T23:59:59+00:00", "23:40"),
    ],
)
def test_beats_begin_with_the_day(every, now, beat):
    last = datetime.fromisoformat(f"2026-11-24T{beat}:00+00:00")
    moment = datetime.fromisoformat(now)
    assert beat_before(moment) == last
    assert beat_before(moment.astimezone(timezone(timedelta(hours=9, minutes=7)))) == last


def test_a_beat_that_does_not_fill_the_day_begins_anew_at_midnight(every):
    every(7)
    assert beat_before(BEAT.replace(hour=23, minute=59)) == BEAT.replace(hour=23, minute=55)
    assert beat_before(BEAT.replace(hour=0, minute=6)) == BEAT.replace(hour=0)


def test_a_hundred_problems_are_told_and_all_are_counted():
    report = Report()
    assert report.ok
    for place in range(SHOWN + 2):
        report.add("entry-missing", place)
    assert not report.ok
    assert (report.found, len(report.problems)) == (102, 100)
    assert (report.problems[0], report.problems[-1]) == (
        Discrepancy("entry-missing", "0"),
        Discrepancy("entry-missing", "99"),
    )
