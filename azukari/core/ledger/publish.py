"""Publication on a fixed beat: what strangers see of the ledger changes every few minutes, whether or not anything
happened, and shows all that was recorded until then at once.

The tree itself grows within a second, so that what was recorded cannot be changed unnoticed. Shown as fast, it would
tell at which moment somebody did something, and how much was recorded for it.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from azukari.core.ledger import tree
from azukari.core.ledger.models import Published


def publish_due(now: datetime) -> int:
    """Show how far the tree has come, once at each beat; returns how many entries are newly shown."""
    beat = beat_before(now)
    last = Published.objects.order_by("-size").first()
    if beat is None or (last is not None and last.at == beat):
        return 0
    size, shown = tree.size(), last.size if last else 0
    if size < max(shown, 1):
        return 0
    with transaction.atomic(durable=True):
        Published.objects.update_or_create(size=size, defaults={"at": beat})
    return size - shown


def beat_before(now: datetime) -> datetime | None:
    """The last beat; beats begin with the day (UTC). None where everything is shown at once."""
    every = timedelta(minutes=settings.AZUKARI.ledger_minutes)
    if not every:
        return None
    now = now.astimezone(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (now - midnight) // every * every
