"""Health check: what `/healthz` answers a watchman, in one word; ``ok``, or what does not work.

It says ``worker`` or ``mail`` when mail cannot leave for long, or letters are stopped because servers refuse everybody
alike: a site that takes registrations in and confirms none is not well; ``keys`` when a key is missing or does not open
the newest data; ``set-back`` when the database is older than what was signed and
removed here. A web process that answers at all does not get better by being started again: only who gets no answer is.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from azukari.core.mail.outgoing import unreachable
from azukari.core.mail.refused_letters import standing as stopped
from azukari.lib import heartbeat
from azukari.lib.heartbeat import Beat
from azukari.lib.job import Lane
from azukari.lib.room import room, takes_writes
from azukari.shells.worker import standing
from azukari.shells.worker.integrity import is_damaged
from azukari.shells.worker.worker import beat_file

_SILENT = timedelta(minutes=10)
_NO_MAIL = timedelta(minutes=30)


def look(now: datetime) -> tuple[str, int | None]:
    """What does not work, or ``ok``; and how many seconds ago the worker was heard of, if anybody can tell."""
    beat = heartbeat.read(beat_file(settings.AZUKARI))
    age = beat.age(now) if beat else None
    seconds = int(age.total_seconds()) if age is not None else None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if is_damaged():
            return "database", seconds
        if not (stands := standing.look()).is_well:
            return stands.word, seconds
        if room(settings.AZUKARI.root).little or not takes_writes(settings.AZUKARI.root / "data"):
            return "disk", seconds
        if beat and (age is None or age > _SILENT):
            return "worker", seconds
        if unreachable(now, since=_NO_MAIL) or stopped(now) or (beat and _hangs(beat)):
            return "mail", seconds
    except DatabaseError:
        return "database", seconds
    return "ok", seconds


def _hangs(beat: Beat) -> bool:
    """Whether one look at the queue has gone on for as long: its own bound is a few minutes."""
    begun = [job["since"] for job in beat.jobs.values() if job.get("lane") == Lane.MAIL and job.get("since")]
    return any(beat.at - datetime.fromisoformat(since) > _NO_MAIL for since in begun)
