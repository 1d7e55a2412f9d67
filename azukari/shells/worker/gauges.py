"""Gauges: how full, how late and how old things are, read for a monitoring program (`/metrics`).

Every number is one that somebody should act on when it grows: the alert rules in docs/monitoring stand on them.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min

from azukari.core.cases.clocks import open_cases
from azukari.core.ledger.looking import backlog
from azukari.core.mail.models import MailingMessage, Message
from azukari.core.mail.retrying import GIVEN_UP
from azukari.core.policy_versions.current import NoCharter
from azukari.core.vault import retention
from azukari.lib import heartbeat
from azukari.lib.control import ControlState
from azukari.lib.control_outcomes import read_outcomes
from azukari.lib.pulse import Role
from azukari.lib.room import room
from azukari.policy.deadline import DeadlineStatus
from azukari.shells.worker import replaced
from azukari.shells.worker.controlling import outcomes_file
from azukari.shells.worker.worker import beat_file


@dataclass(frozen=True, slots=True)
class Reading:
    """
    Args:
        name: after Prometheus' rules, with its unit; without the prefix ``azukari_``.
        help: one sentence.
        labels: words of the program alone.
    """

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


def _worker(now: datetime) -> Iterator[Reading]:
    beat = heartbeat.read(beat_file(settings.AZUKARI))
    age = beat.age(now) if beat else None
    if beat is None or age is None:
        return
    yield Reading("worker_heartbeat_age_seconds", "Since the worker was last heard of.", age.total_seconds())
    yield Reading("worker_restarts", "How often a lane of the worker had to be restarted.", beat.restarts)
    for name, job in sorted(beat.jobs.items()):
        labels = {"job": name, "lane": str(job.get("lane", ""))}
        yield Reading("job_runs", "Runs of a job since the worker began.", job.get("runs", 0), labels)
        yield Reading("job_failures", "Runs that failed since the worker began.", job.get("failures", 0), labels)
        yield Reading("job_failing", "Failures in a row, beyond what the job tolerates.", job.get("failing", 0), labels)


def _replaced(now: datetime) -> Iterator[Reading]:  # noqa: ARG001
    counts = {found.role: found.count for found in replaced.each(settings.AZUKARI.root)}
    for role in Role:
        words = "How often a process whose loop stood was ended and restarted."
        yield Reading("process_replaced", words, counts.get(role, 0), {"process": role.value})


def _disk(now: datetime) -> Iterator[Reading]:  # noqa: ARG001
    found = room(settings.AZUKARI.root)
    yield Reading("disk_free_bytes", "Room on the disk of the instance.", found.free)
    yield Reading("database_bytes", "Size of the database.", _size_of_database())


def _size_of_database() -> float:
    if connection.vendor == "sqlite":
        beside = (settings.AZUKARI.sqlite.with_name(settings.AZUKARI.sqlite.name + end) for end in ("", "-wal"))
        return sum(path.stat().st_size for path in beside if path.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0])


def _mail(now: datetime) -> Iterator[Reading]:
    waiting = Message.objects.filter(sent_at__isnull=True).exclude(GIVEN_UP)
    found = waiting.aggregate(count=Count("id"), first=Min("created_at"))
    age = (now - found["first"]).total_seconds() if found["first"] else 0
    yield Reading("mail_waiting", "Letters that have not gone yet.", found["count"])
    yield Reading("mail_oldest_age_seconds", "How long the oldest of them has waited.", max(age, 0))
    given_up = Message.objects.filter(GIVEN_UP).count()
    yield Reading("mail_given_up", "Letters that were given up and are still on record.", given_up)
    states = MailingMessage.objects.values_list("state").annotate(Count("id")).order_by("state")
    for state, count in states:
        yield Reading("mailing_messages", "Messages of mailings, by state.", count, {"state": state})


def _ledger(now: datetime) -> Iterator[Reading]:
    waiting, lag = backlog(now)
    yield Reading("ledger_waiting", "Events recorded and not in the tree yet.", waiting)
    yield Reading("ledger_lag_seconds", "How long the oldest of them has waited.", lag)


def _duties(now: datetime) -> Iterator[Reading]:
    yield Reading("grants_due", "Ended grants whose data is still to be erased.", retention.due(now))
    try:
        clocks = [clock.standing for _case, clock in open_cases(now)]
    except NoCharter:
        clocks = []
    for status in DeadlineStatus:
        labels = {"status": status.value}
        yield Reading(
            "cases_open", "Requests that are not closed, by how their time stands.", clocks.count(status), labels
        )


def _controls(now: datetime) -> Iterator[Reading]:
    found = read_outcomes(outcomes_file())
    states = [each.at_time(now) for each in found[1]] if found else []
    for state in ControlState:
        labels = {"state": state.value}
        yield Reading("controls", "Controls, by what is known of them now.", states.count(state), labels)
    age = max((now - found[0]).total_seconds(), 0) if found else math.inf  # never: an alert sees that, too
    yield Reading("controls_age_seconds", "Since the controls last ran.", age)


_READERS: tuple[Callable[[datetime], Iterator[Reading]], ...] = (
    _worker,
    _replaced,
    _disk,
    _mail,
    _ledger,
    _duties,
    _controls,
)


def readings(now: datetime) -> Iterator[Reading]:
    """All gauges. Of a database that does not answer nothing is read but that: ``database_up`` is 0."""
    up = 1
    for read in _READERS:
        try:
            yield from list(read(now))
        except (DatabaseError, OSError):
            up = 0
    yield Reading("database_up", "Whether the database answered.", up)
