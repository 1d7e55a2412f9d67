"""Counts that outlive the process which counts."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from mmap import mmap

import pytest

from azukari.lib import core_dumps, rate, shared_counts, shared_memory
from azukari.lib.rate import RateLimit
from azukari.lib.shared_counts import VARIABLE, SharedCounts, allot
from azukari.lib.shared_memory import HandedOn

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
END = NOON + timedelta(hours=1)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[mmap]:
    monkeypatch.setenv(VARIABLE, "")
    allot()
    file = int(os.environ[VARIABLE])
    rate._shared.cache_clear()
    made = shared_memory.opened(VARIABLE)
    assert made
    yield made
    rate._shared.cache_clear()
    os.close(file)


def _take(memory: HandedOn) -> None:
    counts = shared_counts.shared()
    assert counts
    counts.take("a", limit=3, now=NOON, until=END)
    os._exit(0)


def test_what_a_process_took_stays_taken_when_it_ends(memory):
    for _ in range(2):
        child = multiprocessing.get_context("spawn").Process(target=_take, args=(HandedOn((VARIABLE,)),))
        child.start()
        child.join()
        assert child.exitcode == 0
    counts = SharedCounts(memory)
    assert counts.take("a", limit=3, now=NOON, until=END)
    assert not counts.take("a", limit=3, now=NOON, until=END)
    assert counts.take("b", limit=3, now=NOON, until=END)


def test_room_comes_back_with_the_next_window(memory):
    counts = SharedCounts(memory)
    assert counts.take("a", limit=1, now=NOON, until=END)
    assert not counts.take("a", limit=1, now=END - timedelta(seconds=1), until=END)
    assert counts.take("a", limit=1, now=END, until=END + timedelta(hours=1))


@pytest.mark.parametrize("shared", [True, False])
def test_a_new_day_forgets_everything_and_nothing_readable_was_ever_there(memory, shared):
    counts = SharedCounts(memory) if shared else SharedCounts()
    counts.take("192.0.2.0/24", limit=1, now=NOON, until=END)
    before = counts._memory[:]
    assert b"192.0.2" not in before
    counts.take("198.51.100.0/24", limit=1, now=NOON + timedelta(days=1), until=END + timedelta(days=1))
    used = [place for place in range(64, len(before), 24) if any(before[place : place + 24])]
    assert len(used) == 1
    assert not any(counts._memory[used[0] : used[0] + 24])
    assert before[4:36] != counts._memory[4:36]


@pytest.mark.parametrize("shared", [True, False])
def test_a_crowd_is_counted_together(memory, monkeypatch, shared):
    monkeypatch.setattr(shared_counts, "_SLOTS", 8)
    monkeypatch.setattr(shared_counts, "_CROWD_FACTOR", 5)
    counts = SharedCounts(memory) if shared else SharedCounts()
    taken = [counts.take(str(n), limit=1, now=NOON, until=END) for n in range(100)]
    assert sum(taken) == 7 + 5  # each slot once, and the crowd


def test_a_named_limit_counts_there_and_two_names_do_not_share(memory):
    assert RateLimit(timedelta(hours=1), "x").take("a", limit=1, now=NOON) == 0
    assert RateLimit(timedelta(hours=1), "x").take("a", limit=1, now=NOON + timedelta(minutes=15)) == 45 * 60
    assert RateLimit(timedelta(hours=1), "y").take("a", limit=1, now=NOON) == 0
    assert RateLimit(timedelta(hours=1)).take("a", limit=1, now=NOON) == 0


def test_what_is_counted_past_a_slot_that_has_become_free_stays_counted(memory, monkeypatch):
    monkeypatch.setattr(shared_counts, "_SLOTS", 8)
    counts, later = SharedCounts(memory), END + timedelta(hours=1)
    for n in range(6):
        assert counts.take(str(n), limit=1, now=NOON, until=later if n % 2 else END)
    assert not any(counts.take(str(n), limit=1, now=END, until=later) for n in (1, 3, 5))


def _as_nobody(work: Callable[[], bool]) -> bool:
    """Whether ``work`` succeeds in a process of an ordinary user that may not be looked into."""
    child = os.fork()
    if child == 0:
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        core_dumps.forbid()
        os._exit(0 if work() else 1)
    return os.waitpid(child, 0)[1] == 0


def test_a_process_that_may_not_be_looked_into_hands_it_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(VARIABLE, "")

    def counted_by_another() -> bool:
        allot()
        child = os.fork()
        if child == 0:
            counts = shared_counts.shared()
            os._exit(0 if counts and counts.take("a", limit=1, now=NOON, until=END) else 1)
        ended = os.waitpid(child, 0)[1]
        counts = shared_counts.shared()
        return ended == 0 and counts is not None and not counts.take("a", limit=1, now=NOON, until=END)

    assert _as_nobody(counted_by_another)


def test_a_number_that_stands_for_another_file_is_not_taken(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(VARIABLE, "0")
    assert shared_memory.opened(VARIABLE) is None
