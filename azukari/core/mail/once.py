"""Mail of the office that goes once: reminders and alerts, each with a row that says that it went."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Manager, Model

from azukari.core.mail.queue import enqueue


def enqueue_once[Row: Model](
    kind: str, rows: Manager[Row], key: Mapping[str, Any], *, lang: str, now: datetime, **more: Any
) -> int:
    """Put a message for the office into the queue, with the row that says that it went; where that is there, none.

    Args:
        rows: those that say it; a constraint of theirs keeps the key unique.
        key: what it is about, and to whom.
        more: what else stands in the row; what is callable is asked for it, once it is certain that a message goes.

    Returns:
        how many were put in.
    """
    if rows.filter(**key).exists():
        return 0
    with transaction.atomic():
        made, is_new = rows.get_or_create(**key, defaults=more)
        if is_new:
            enqueue(kind, person=None, reference=made.pk, lang=lang, now=now)
    return int(is_new)
