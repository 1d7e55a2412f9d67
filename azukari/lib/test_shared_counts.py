"""Counts that outlive the process which counts."""

import multiprocessing
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from azukari.lib import rate, shared_counts
from azukari.lib.rate import RateLimit
from azukari.lib.shared_counts import VARIABLE, SharedCounts, allot

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
END = NOON + timedelta(hours=1)


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.delenv(VARIABLE, raising=False)
    allot()
    named = os.environ.pop(VARIABLE)
    monkeypatch.setenv(VARIABLE, named)
    rate._shared.cache_clear()
    yield named
    rate._shared.cache_clear()
    os.close(int(Path(named).name))


def _take(path: str, times: int) -> None:
    counts = SharedCounts(path)
    for _ in range(times):
        counts.take("a", limit=3, now=NOON, until=END)
    os._exit(0)


def test_what_a_process_took_stays_taken_when_it_ends(path):
    for _ in range(2):
        child = multiprocessing.get_context("spawn").Process(target=_take, args=(path, 1))
        child.start()
        child.join()
    counts = SharedCounts(path)
    assert counts.take("a", limit=3, now=NOON, until=END)
    assert not counts.take("a", limit=3, now=NOON, until=END)
    assert counts.take("b", limit=3, now=NOON, until=END)


def test_room_comes_back_with_the_next_window(path):
    counts = SharedCounts(path)
    assert counts.take("a", limit=1, now=NOON, until=END)
    assert not counts.take("a", limit=1, now=END - timedelta(seconds=1), until=END)
    assert counts.take("a", limit=1, now=END, until=END + timedelta(hours=1))


@pytest.mark.parametrize("shared", [True, False])
def test_a_new_day_forgets_everything_and_nothing_readable_was_ever_there(path, shared):
    counts = SharedCounts(path) if shared else SharedCounts()
    counts.take("192.0.2.0/24", limit=1, now=NOON, until=END)
    before = counts._memory[:]
    assert b"192.0.2" not in before
    counts.take("198.51.100.0/24", limit=1, now=NOON + timedelta(days=1), until=END + timedelta(days=1))
    used = [place for place in range(64, len(before), 24) if any(before[place : place + 24])]
    assert len(used) == 1
    assert not any(counts._memory[used[0] : used[0] + 24])
    assert before[4:36] != counts._memory[4:36]


@pytest.mark.parametrize("shared", [True, False])
def test_a_crowd_is_counted_together(path, monkeypatch, shared):
    monkeypatch.setattr(shared_counts, "_SLOTS", 8)
    monkeypatch.setattr(shared_counts, "_CROWD_FACTOR", 5)
    counts = SharedCounts(path) if shared else SharedCounts()
    taken = [counts.take(str(n), limit=1, now=NOON, until=END) for n in range(100)]
    assert sum(taken) == 7 + 5  # each slot once, and the crowd


def test_a_named_limit_counts_there_and_two_names_do_not_share(path):
    assert RateLimit(timedelta(hours=1), "x").take("a", limit=1, now=NOON) == 0
    assert RateLimit(timedelta(hours=1), "x").take("a", limit=1, now=NOON + timedelta(minutes=15)) == 45 * 60
    assert RateLimit(timedelta(hours=1), "y").take("a", limit=1, now=NOON) == 0
    assert RateLimit(timedelta(hours=1)).take("a", limit=1, now=NOON) == 0


def test_what_is_counted_past_a_slot_that_has_become_free_stays_counted(path, monkeypatch):
    monkeypatch.setattr(shared_counts, "_SLOTS", 8)
    counts, later = SharedCounts(path), END + timedelta(hours=1)
    for n in range(6):
        assert counts.take(str(n), limit=1, now=NOON, until=later if n % 2 else END)
    assert not any(counts.take(str(n), limit=1, now=END, until=later) for n in (1, 3, 5))
