"""Combining: those who wait share a batch, and each has their own result."""

import threading
import time
from collections.abc import Sequence

import pytest
from django.db import connection

from azukari.core.database.combining import Combined

WAITING = 12


def _sevenths(numbers: Sequence[int]) -> list[int]:
    if any(number % 7 == 6 for number in numbers):
        raise ValueError(next(number for number in numbers if number % 7 == 6))
    return [number * number for number in numbers]


def test_those_who_wait_are_done_together_and_nobody_fails_for_anothers_fault():
    batches: list[Sequence[int]] = []
    results: dict[int, object] = {}
    first, go = threading.Event(), threading.Event()

    def act(numbers: Sequence[int]) -> list[int]:
        batches.append(numbers)
        if not first.is_set():  # the first one's turn lasts until the others wait
            first.set()
            go.wait(10)
        return _sevenths(numbers)

    combined = Combined(act)

    def ask(number: int) -> None:
        try:
            results[number] = combined(number)
        except ValueError as error:
            results[number] = error.args[0]

    threads = [threading.Thread(target=ask, args=[0])]
    threads[0].start()
    assert first.wait(10)
    for number in range(1, WAITING + 1):
        threads.append(threading.Thread(target=ask, args=[number]))
        threads[-1].start()
    while len(combined._waiting) < WAITING:
        pass
    go.set()
    for thread in threads:
        thread.join(10)
    assert results == {number: 6 if number == 6 else number * number for number in range(WAITING + 1)}
    assert [len(batch) for batch in batches] == [1, WAITING, *[1] * WAITING]  # all together, then each by itself


@pytest.mark.django_db
def test_within_a_callers_transaction_nobody_else_is_waited_for():
    assert connection.in_atomic_block
    combined = Combined(_sevenths)
    combined._is_led = True  # by somebody who never comes back
    assert combined(2) == 4


def test_who_is_done_goes_on_while_the_next_batch_is_worked_on():
    """And whoever came meanwhile leads it."""
    begun, gates = [threading.Event(), threading.Event()], [threading.Event(), threading.Event()]
    batches: list[tuple[int, ...]] = []
    gone: dict[int, threading.Event] = {number: threading.Event() for number in range(4)}

    def act(numbers: Sequence[int]) -> list[int]:
        batches.append(tuple(numbers))
        if len(batches) <= len(gates):
            begun[len(batches) - 1].set()
            gates[len(batches) - 1].wait(10)
        return [*numbers]

    combined = Combined(act)

    def ask(number: int) -> None:
        assert combined(number) == number
        gone[number].set()

    def wait_for(count: int) -> None:
        until = time.monotonic() + 10
        while len(combined._waiting) < count:
            assert time.monotonic() < until

    threads = [threading.Thread(target=ask, args=[number], daemon=True) for number in range(4)]
    threads[0].start()
    assert begun[0].wait(10)
    for count, thread in enumerate(threads[1:3], 1):
        thread.start()
        wait_for(count)
    gates[0].set()
    assert gone[0].wait(10)
    assert begun[1].wait(10), "Nobody took the lead."
    threads[3].start()
    wait_for(1)
    assert not gone[1].is_set()
    assert not gone[2].is_set()
    gates[1].set()
    assert all(each.wait(10) for each in gone.values())
    assert batches == [(0,), (1, 2), (3,)]
    assert not combined._is_led
    assert combined(9) == 9, "Alone again, it is done at once."
