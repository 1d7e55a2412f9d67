"""The thread that writes counts down, a batch every few seconds, beside those that answer visitors.

A process that is killed loses what it had not written: one interval at most. Its run stays open, by which the day is
told to be partial.
"""

import logging
import threading
from datetime import UTC, datetime, timedelta

from django.db import connection

from azukari.features.statistics import audience, counter, node_link, page_counts, receive
from azukari.features.statistics.models import CountingRun
from azukari.lib.failure import report

PAUSE = 5.0
"""Seconds between two batches."""

BEAT = timedelta(minutes=1)
"""So often at least a process says that it lives."""

_LAST_WORDS = 2.0  # seconds
_log = logging.getLogger("azukari.features.statistics")


class Writer:
    """Writes what this process has counted."""

    def __init__(self) -> None:
        self._run: CountingRun | None = None

    def write(self, now: datetime, *, last: bool = False) -> None:
        """One batch. The run says that it lives before the first, and that it ended after the last."""
        counter.flush()
        known = receive.refresh()
        if known is None:
            return
        today = now.astimezone(known.zone).date()
        if self._run is None:
            audience.begin(today)
            if last:
                return
            self._run = CountingRun.objects.create(began_at=now, beat_at=now, day=today)
        wrote = page_counts.flush(least=known.least, today=today, last=last) + audience.write(self._run.pk, today)
        if not (wrote or last or now - self._run.beat_at > BEAT):
            return
        self._run.beat_at, self._run.day, self._run.ended = now, today, last
        self._run.save(update_fields=["beat_at", "day", "ended"])


def begin(stop: threading.Event) -> threading.Thread:
    """Write batches from a thread beside the server's, until ``stop`` is set; then the last one."""
    nodes = node_link.begin(stop)
    thread = threading.Thread(target=_round, args=(stop, nodes), name="azukari-statistics", daemon=True)
    thread.start()
    return thread


def _round(stop: threading.Event, nodes: threading.Thread | None) -> None:
    writer, ended = Writer(), False
    while True:
        try:
            writer.write(datetime.now(UTC), last=ended)
        except Exception as error:
            report(error, what="Counts of page use wait, since they could not be written", log=_log)
        finally:
            connection.close()
        if ended:
            if nodes:
                nodes.join(timeout=_LAST_WORDS)  # other nodes are told what this one has seen
            return
        ended = stop.wait(PAUSE)
