"""Group commit: whoever waits for the disk takes along whoever waits behind.

Writers of independent rows meet here. The first becomes the leader, and writes everything that has gathered in one
transaction, its tables in bulk; the others only wait for it. Alone, a writer commits at once, so nobody waits
for company. Each is told of their own success only after the disk has it.

Who is done is woken by name, and the lead goes straight to the next who came, so that the disk never waits for a
queue of threads to look whether their turn has come.
"""

import threading
from collections import deque
from dataclasses import dataclass, field

from django.db import connection, models

from azukari.database.commit import AT_ONCE, commit_all
from azukari.database.proviso import Proviso
from azukari.database.rows import Row, Rows

MOST = 64  # as many as one transaction takes


def _closed() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True)
class _Job:
    rows: Rows
    provided: Proviso | None = None
    turn: threading.Lock = field(default_factory=_closed)  # opened once: the job is done, or its writer leads now
    done: bool = False
    error: Exception | None = None


class _Queue:
    """Who waits, and how many lead."""

    def __init__(self) -> None:
        self._waiting: deque[_Job] = deque()
        self._leaders = 0
        self._changing = threading.Lock()

    def join(self, job: _Job, *, leaders: int) -> bool:
        """Take a place in the queue; True for whoever has to lead, since fewer than so many do."""
        with self._changing:
            leads = self._leaders < leaders
            if leads:
                self._leaders += 1
            else:
                self._waiting.append(job)
        return leads

    def company(self) -> list[_Job]:
        """Those whom a leader takes along."""
        with self._changing:
            return [self._waiting.popleft() for _ in range(min(MOST - 1, len(self._waiting)))]

    def leave(self) -> None:
        """Give the lead to the next who came."""
        with self._changing:
            if not self._waiting:
                self._leaders -= 1
                return
            heir = self._waiting.popleft()
        heir.turn.release()


_queue = _Queue()


def write(rows: Rows, *, provided: Proviso | None = None) -> None:
    """Insert ``rows``, table by table in their order. When this returns, they survive a crash.

    Args:
        provided: what has to be true at that moment, in the same transaction.

    Raises:
        DatabaseError: the database refused these rows; rows of others are not concerned.
        ProvisoError: it is not true; nothing was written.
    """
    job = _Job(rows, provided)
    if not _queue.join(job, leaders=AT_ONCE[connection.vendor]):
        job.turn.acquire()
    if not job.done:
        _lead(job)
    if job.error:
        raise job.error


def _lead(job: _Job) -> None:
    batch = [job]
    try:
        batch += _queue.company()
        _commit(batch)
    finally:  # come what may: nobody waits for a leader who is gone
        _queue.leave()
        for other in batch[1:]:
            other.turn.release()


def _commit(batch: list[_Job]) -> None:
    try:
        commit_all(_merged(batch), provided={job.provided for job in batch if job.provided})
    except Exception as error:
        if len(batch) > 1:  # somebody's rows are at fault: each for themselves
            for job in batch:
                _commit([job])
            return
        batch[0].error = error
    except BaseException:  # the process is being ended
        for job in batch:
            job.error = RuntimeError("The transaction was broken off.")
        raise
    finally:
        for job in batch:
            job.done = True


def _merged(batch: list[_Job]) -> Rows:
    merged: dict[type[models.Model], list[Row]] = {}
    for job in batch:
        for model, rows in job.rows.items():
            merged.setdefault(model, []).extend(rows)
    return merged
