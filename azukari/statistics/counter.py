"""Counting without slowing anybody down: in memory first, and into the database a batch at a time.

A process that is killed loses the few seconds that it had not written down yet; a total that is a little too low harms
nobody.
"""

import logging
import threading
from collections import Counter
from datetime import date

from django.db import connection, transaction
from django.db.models import F

from azukari.forms.steps import Step
from azukari.lib.failure import report
from azukari.statistics.models import FormCount

PAUSE = 5.0
"""Seconds between two batches."""

type Key = tuple[date, str, str, str]

_log = logging.getLogger("azukari.statistics")
_lock = threading.Lock()
_waiting: Counter[Key] = Counter()


def note(step: Step, form: str, lang: str, day: date) -> None:
    """One more. No query, no wait."""
    with _lock:
        _waiting[day, form, lang, step.value] += 1


def flush() -> int:
    """Write down what waits, in one transaction. Returns how many totals grew.

    Raises:
        DatabaseError: it could not be written; it goes on waiting.
    """
    with _lock:
        taken = Counter(_waiting)
        _waiting.clear()
    if not taken:
        return 0
    try:
        with transaction.atomic(durable=True):
            for (day, form, lang, step), more in sorted(taken.items()):
                _add(day, form, lang, step, more)
    except BaseException:
        with _lock:
            _waiting.update(taken)
        raise
    return len(taken)


def _add(day: date, form: str, lang: str, step: str, more: int) -> None:
    row = FormCount.objects.filter(day=day, form=form, lang=lang, step=step)
    if row.update(count=F("count") + more):
        return
    FormCount.objects.bulk_create([FormCount(day=day, form=form, lang=lang, step=step)], ignore_conflicts=True)
    row.update(count=F("count") + more)


def forget() -> None:
    """Let go of what waits."""
    with _lock:
        _waiting.clear()


def begin(stop: threading.Event) -> threading.Thread:
    """Write batches from a thread beside the server's, until ``stop`` is set; then the last one."""
    thread = threading.Thread(target=_round, args=(stop,), name="azukari-statistics", daemon=True)
    thread.start()
    return thread


def _round(stop: threading.Event) -> None:
    ended = False
    while not ended:
        ended = stop.wait(PAUSE)
        try:
            flush()
        except Exception as error:
            report(error, what="Counts of page use wait, since they could not be written", log=_log)
        finally:
            connection.close()
