"""Group commit: whoever waits for the disk takes along whoever waits behind.

Writers of independent rows meet here. The first becomes the leader, and writes everything that has gathered in one
transaction, one statement per table; the others only wait for it. Alone, a writer commits at once, so nobody waits
for company. Each is told of their own success only after the disk has it.
"""

import threading
from collections import deque
from dataclasses import dataclass, field

from django.db import models, transaction

from azukari.database.rows import Row, Rows, insert_all

MOST = 64  # as many as one transaction takes


@dataclass(slots=True)
class _Job:
    rows: Rows
    done: bool = False
    error: Exception | None = field(default=None)


_arrivals: deque[_Job] = deque()
_leading = threading.Lock()


def write(rows: Rows) -> None:
    """Insert ``rows``, table by table in their order. When this returns, they survive a crash.

    Raises:
        DatabaseError: the database refused these rows; rows of others are not concerned.
    """
    job = _Job(rows)
    _arrivals.append(job)
    with _leading:
        while not job.done:
            _commit([_arrivals.popleft() for _ in range(min(MOST, len(_arrivals)))])
    if job.error:
        raise job.error


def _commit(batch: list[_Job]) -> None:
    try:
        with transaction.atomic(durable=True):
            insert_all(_merged(batch))
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
        for job in batch:  # come what may: nobody waits for a leader who is gone
            job.done = True


def _merged(batch: list[_Job]) -> Rows:
    merged: dict[type[models.Model], list[Row]] = {}
    for job in batch:
        for model, rows in job.rows.items():
            merged.setdefault(model, []).extend(rows)
    return merged
