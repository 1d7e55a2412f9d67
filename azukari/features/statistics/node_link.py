"""The way on which web nodes tell each other what they have seen: notifications of PostgreSQL, which pass through its
memory and stand in no table.

Where that way is closed (a pooler that keeps no session, a database that is away) each node counts for itself, and
what it tells is told to be a part.
"""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from azukari.features.statistics import audience, receive
from azukari.features.statistics.node_group import NodeGroup
from azukari.lib import instance_secret
from azukari.lib.failure import report

PAUSE = 5.0
"""Seconds between two rounds in which a node says that it is here, and what is new."""

_CHANNEL = "azukari_page_statistics"
_LISTENS = 0.5  # seconds at a time, then it looks whether to stop
_LASTS = timedelta(minutes=5)  # so long a secret of before is accepted, while nodes notice a new one
_AHEAD = timedelta(minutes=10)  # so long before midnight the next day has its salt
_log = logging.getLogger("azukari.features.statistics")


def begin(stop: threading.Event) -> threading.Thread | None:
    """Count together with other nodes until ``stop`` is set; None on SQLite, which has one."""
    if connection.vendor != "postgresql":
        return None
    group = NodeGroup(audience.periods, began=time.time(), keys=_keys)
    audience.count_with(group)
    thread = threading.Thread(target=_go_on, args=(group, stop), name="azukari-statistics-nodes", daemon=True)
    thread.start()
    return thread


def _keys() -> list[bytes]:
    return instance_secret.accepted(settings.AZUKARI, lasts=_LASTS, now=datetime.now(UTC))


def _go_on(group: NodeGroup, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {_CHANNEL}")
            _rounds(group, stop)
        except Exception as error:
            report(error, what="Visitors of several web nodes are not counted together", log=_log)
            stop.wait(PAUSE)
        finally:
            connection.close()


def _rounds(group: NodeGroup, stop: threading.Event) -> None:
    due = 0.0
    while not stop.is_set():
        now = time.monotonic()
        if now >= due:
            due = now + PAUSE
            known = receive.named()
            if known and group.is_eldest(now):
                moment = datetime.now(UTC)
                audience.periods.prepare({at.astimezone(known.zone).date() for at in (moment, moment + _AHEAD)})
            _send([group.hello(), *group.tell(now)])
        for heard in list(connection.connection.notifies(timeout=_LISTENS, stop_after=1)):
            _send(group.receive(heard.payload, time.monotonic()))
    _send(group.tell(time.monotonic()))


def _send(messages: list[str]) -> None:
    with connection.cursor() as cursor:
        for message in messages:
            cursor.execute("SELECT pg_notify(%s, %s)", [_CHANNEL, message])
