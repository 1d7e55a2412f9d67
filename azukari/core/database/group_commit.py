"""Group commit: whoever waits for the disk shares the journey with all who wait.

Writers of independent rows leave them here and wait. A thread that does nothing else writes whatever has gathered in
one transaction, its tables in bulk. Alone, a writer's rows go at once, so nobody waits for company. Each is woken by
name, and only after the disk has their rows.

Were it the writers themselves who commit in turn, then between two transactions the disk would wait until the next of
them gets to run, among all threads that compute. On SQLite one thread commits: each connection forgets the pages that
it knows as soon as another has written. On PostgreSQL two do: while one waits for the disk, the other writes. As they
send the same few statements again and again, the server keeps their plans.
"""

import logging
import os
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from django.db import connection, connections

from azukari.core.database.commit import commit_all
from azukari.core.database.precondition import Precondition
from azukari.core.database.rows import Rows, merged
from azukari.core.database.turns import closed_lock, turn
from azukari.lib.deferral import Settle
from azukari.lib.failure import report

_log = logging.getLogger("azukari.core.database")
MOST = 64  # as many as one transaction takes
AT_ONCE: Mapping[str, int] = {"sqlite": 1, "postgresql": 2}
"""How many of these transactions it is good to have under way."""


@dataclass(slots=True)
class _Job:
    rows: Rows
    provided: Collection[Precondition] = ()
    done: threading.Lock = field(default_factory=closed_lock)  # opened once
    error: BaseException | None = None
    settle: Settle | None = None

    def is_over(self) -> None:
        """Wake whoever waits for it, or tell whoever has left it here."""
        if self.settle is None:
            self.done.release()
            return
        try:
            self.settle(self.error)
        except Exception as error:  # this thread goes on
            report(error, what="Nobody could be told what became of a write", log=_log)


class _Committers:
    """The threads that commit; they begin with the first rows."""

    def __init__(self) -> None:
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)  # a fork has none of its parent's threads

    def _begin_anew(self) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._beginning = threading.Lock()

    def give(self, job: _Job) -> None:
        if not self._threads:
            self._begin()
        self._jobs.put(job)

    def _begin(self) -> None:
        with self._beginning:
            for number in range(len(self._threads), AT_ONCE[connection.vendor]):
                thread = threading.Thread(target=self._work, name=f"azukari-commit-{number}", daemon=True)
                thread.start()
                self._threads.append(thread)

    def end(self) -> None:
        """Let them finish and go, with their connections; only when nobody writes any more."""
        for _ in self._threads:
            self._jobs.put(None)
        while self._threads:
            self._threads.pop().join()

    def _work(self) -> None:
        while batch := self._gathered():
            with turn():
                _commit(batch)
            for job in batch:
                job.is_over()
        connections.close_all()

    def _gathered(self) -> list[_Job]:
        """All who wait now, after the first has come; nobody, once this thread shall end."""
        batch: list[_Job] = []
        while len(batch) < MOST:
            try:
                job = self._jobs.get(block=not batch)
            except Empty:
                break
            if job is None:
                if batch:
                    self._jobs.put(None)  # these first
                break
            batch.append(job)
        return batch


_committers = _Committers()


def close_writers() -> None:
    """Close the connections that commit; the next rows open new ones."""
    _committers.end()


def write(rows: Rows, *, provided: Collection[Precondition] = ()) -> None:
    """Insert ``rows``, table by table in their order. When this returns, they survive a crash.

    Args:
        provided: what has to be true at that moment, in the same transaction.

    Raises:
        DatabaseError: the database refused these rows; rows of others are not concerned.
        PreconditionFailed: it is not true; nothing was written.
        RuntimeError: a transaction is under way, which could still be rolled back.
    """
    job = _Job(rows, provided)
    if connection.in_atomic_block:
        _commit([job])
    else:
        _committers.give(job)
        job.done.acquire()
    if job.error:
        raise job.error


def write_later(rows: Rows, settle: Settle, *, provided: Collection[Precondition] = ()) -> None:
    """As `write`, without waiting: a thread that commits calls ``settle``, with what `write` would have raised or with
    None. No transaction is under way.
    """
    _committers.give(_Job(rows, provided, settle=settle))


def _commit(batch: list[_Job]) -> None:
    try:
        commit_all(merged(job.rows for job in batch), provided={each for job in batch for each in job.provided})
    except BaseException as error:  # whatever it is: its writer hears of it, and this thread goes on
        if len(batch) == 1:
            batch[0].error = error
            return
        for job in batch:  # somebody's rows are at fault: each for themselves
            _commit([job])
