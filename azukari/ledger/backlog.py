"""Backlog of the ledger: events that are recorded and not in the tree yet."""

from datetime import datetime

from django.db.models import Count, Min

from azukari.ledger.models import Pending


def backlog(now: datetime) -> tuple[int, float]:
    """How many there are, and for how many seconds the oldest has waited."""
    found = Pending.objects.aggregate(count=Count("id"), first=Min("at"))
    first = datetime.fromisoformat(found["first"]) if found["first"] else now
    return found["count"], max((now - first).total_seconds(), 0)
