"""Combining: whoever waits for the writer's turn shares one transaction with all who wait.

Work on rows that are there already cannot be left to `group_commit`, which only inserts. So each asks here. Who comes
first leads: they do the work of all who have asked by then, in one batch, hand the lead to the first of those who have
come meanwhile, and wake the others by name, so that nobody whose work is done waits behind the next batch. Alone, it is
done at once, so nobody waits for company. If a batch fails, each of it is done by itself, so that nobody fails for
another's fault.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from azukari.core.database.turns import closed_lock

MOST = 64  # as many as one batch takes


@dataclass(slots=True)
class _Asked[Work]:
    work: Work
    is_done: bool = False
    woken: threading.Lock = field(default_factory=closed_lock)  # opened once: it is done, or its thread leads
    result: Any = None
    error: BaseException | None = None


class Combined[Work, Result]:
    """What does work in batches.

    Args:
        act: does the work of all of them in a transaction of its own; returns a result for each, in their order.
    """

    def __init__(self, act: Callable[[Sequence[Work]], Sequence[Result]]) -> None:
        self._act = act
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)  # a fork has none of its parent's threads

    def _begin_anew(self) -> None:
        self._mutex = threading.Lock()
        self._is_led = False
        self._waiting: deque[_Asked[Work]] = deque()

    def __call__(self, work: Work) -> Result:
        """Do it, with whatever else waits. When this returns, its transaction is over.

        Raises:
            whatever ``act`` raises for this work alone.
        """
        if connection.in_atomic_block:  # the caller's transaction, which is nobody else's
            return self._act([work])[0]
        mine = _Asked(work)
        with self._mutex:
            self._waiting.append(mine)
            waits, self._is_led = self._is_led, True
        if waits:
            mine.woken.acquire()
        if not mine.is_done:
            self._lead(mine)
        if mine.error:
            raise mine.error
        result: Result = mine.result
        return result

    def _lead(self, mine: _Asked[Work]) -> None:
        """Do what waits, of which ``mine`` is the first; then somebody else leads, if anybody waits."""
        with self._mutex:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        self._do(batch)
        with self._mutex:
            following = self._waiting[0] if self._waiting else None
            self._is_led = following is not None
        for asked in (following, *batch):
            if asked and asked is not mine:
                asked.woken.release()

    def _do(self, batch: Sequence[_Asked[Work]]) -> None:
        try:
            done = list(zip(batch, self._act([asked.work for asked in batch]), strict=True))
        except BaseException as error:  # whatever it is: each hears of their own
            if len(batch) == 1:
                batch[0].error, batch[0].is_done = error, True
                return
            for asked in batch:
                self._do([asked])
            return
        for asked, result in done:
            asked.result, asked.is_done = result, True
