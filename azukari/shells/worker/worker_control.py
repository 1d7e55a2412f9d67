"""The control of the worker: it is heard of, it is one, and no job of it fails or hangs."""

from datetime import datetime, timedelta

from django.conf import settings

from azukari.lib import heartbeat
from azukari.lib.control import Findings
from azukari.lib.job import Lane
from azukari.shells.worker import control_words as words
from azukari.shells.worker import one_worker
from azukari.shells.worker.worker import beat_file

_SILENT = timedelta(minutes=2)  # a worker that has not been heard of for so long does not work
_TAKES = {
    Lane.CORE: timedelta(hours=1),
    Lane.MAIL: timedelta(minutes=15),
    Lane.BULK: timedelta(hours=12),
    Lane.NETWORK: timedelta(hours=1),
    Lane.UPKEEP: timedelta(hours=12),
}
"""A job that takes longer than any of its lane should, hangs."""


def findings(now: datetime) -> Findings:
    """What is wrong with the worker. No query."""
    yield from one_worker.findings(beat_file(settings.AZUKARI).parent, now)
    beat = heartbeat.read(beat_file(settings.AZUKARI))
    if beat is None:
        yield words.NO_WORKER()
        return
    silent = beat.age(now)
    if silent is None:
        yield words.WORKER_AHEAD()
    elif silent > _SILENT:
        yield words.WORKER_SILENT(minutes=silent // timedelta(minutes=1))
    if beat.restarted and now - beat.restarted < timedelta(days=1):
        yield words.WORKER_ANEW(count=beat.restarts)
    for name, job in beat.jobs.items():
        if job["failing"]:
            yield words.JOB_FAILS(name=name, count=job["failing"], error=job["error"])
        if job.get("since") and beat.at - datetime.fromisoformat(job["since"]) > _TAKES[Lane(job["lane"])]:
            yield words.JOB_HANGS(name=name, since=job["since"])
