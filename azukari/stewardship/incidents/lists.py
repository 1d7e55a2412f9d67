"""Lists that staff ordered to take out, as the ledger tells of them: which, by whom, when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from azukari.ledger.catalogue import find
from azukari.ledger.reading import matching, recorded
from azukari.stewardship.incidents.tracing import ASKED

_BACK = timedelta(days=365)
_MOST = 100


@dataclass(frozen=True, slots=True)
class OrderedList:
    """One order."""

    id: str
    actor: str
    at: datetime


def fetched_lists(now: datetime) -> list[OrderedList]:
    """The orders of the last year, newest first."""
    ids = [
        id
        for query in matching([find(ASKED)], mentioning=[], since=now - _BACK, until=now + timedelta(minutes=1))
        for id in query.order_by("-id").values_list("id", flat=True)[:_MOST]
    ]
    return [OrderedList(e.payload["list"], e.payload["actor"], e.at) for e in recorded(ids)][:_MOST]
