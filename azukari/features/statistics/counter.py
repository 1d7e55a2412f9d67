"""Counting without slowing anybody down: in memory first, and into the database a batch at a time.

A process that is killed loses the few seconds that it had not written down yet; a total that is a little too low harms
nobody.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from azukari.core.database.rows import insert
from azukari.core.forms.steps import FunnelStep
from azukari.features.statistics.models import FormCount

type Key = tuple[date, str, str, str]

_lock = threading.Lock()
_waiting: Counter[Key] = Counter()


def note(step: FunnelStep, form: str, lang: str, day: date) -> None:
    """One more. No query, no wait."""
    with _lock:
        _waiting[day, form, lang, step.value] += 1


def flush() -> int:
    """Write down what waits, in one transaction. Returns how many totals grew.

    Raises:
        DatabaseError: it could not be written; it goes on waiting.
    """
    with taken(_waiting, _lock) as some:
        if some:
            with transaction.atomic(durable=True):
                insert(FormCount, [(*key, more) for key, more in sorted(some.items())])
    return len(some)


@contextmanager
def taken[Key](waiting: Counter[Key], lock: threading.Lock) -> Iterator[Counter[Key]]:
    """Take what waits, to write it down; if that fails, it goes on waiting."""
    with lock:
        some = Counter(waiting)
        waiting.clear()
    try:
        yield some
    except BaseException:
        with lock:
            waiting.update(some)
        raise


def forget() -> None:
    """Let go of what waits."""
    with _lock:
        _waiting.clear()
