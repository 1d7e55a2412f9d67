"""The clock check of this instance: what the ledger, and a database server elsewhere, know about the time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from azukari.core.ledger.reading import last_at
from azukari.lib.clock_check import ClockCheck
from azukari.lib.network import is_loopback

_AGREES = timedelta(hours=1)


def clock_check() -> ClockCheck:
    """The check, with its mark beside the worker's heartbeat."""
    return ClockCheck(settings.AZUKARI.root / "data" / "clock.json", last_known=last_at, vouched=_vouched)


def _vouched(now: datetime) -> bool:
    """Whether a database server on another machine says the same. A mail server tells no time before it has mail."""
    host = str(connection.settings_dict.get("HOST") or "")
    several = host.split(",")
    if connection.vendor != "postgresql" or any(not one or one.startswith("/") or is_loopback(one) for one in several):
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            theirs: datetime = cursor.fetchone()[0]
    except DatabaseError:
        return False
    return abs(theirs - now) < _AGREES
