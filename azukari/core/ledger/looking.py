"""Looking through the ledger by kind, actor and age, for whoever audits: references and payloads, nobody's name."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db.models import Count, Min

from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.models import Cosignature, Entry, Pending, Published
from azukari.core.ledger.record import first_id, instant


class EntryText(NamedTuple):
    """What an entry says."""

    at: datetime
    kind: str
    payload: Mapping[str, Any]


def told(kinds: Collection[Kind], *, since: datetime | None = None) -> Iterator[EntryText]:
    """What the entries of these kinds say, those that wait for their place last."""
    wanted: dict[str, Any] = {"kind__in": [kind.name for kind in kinds]}
    if since is not None:
        wanted |= {"id__gte": first_id(since), "at__gte": instant(since)}
    for table in (Entry, Pending):
        rows = table.objects.filter(**wanted).order_by("id").values_list("at", "kind", "payload")
        for at, kind, payload in rows.iterator(chunk_size=1000):
            yield EntryText(datetime.fromisoformat(at), kind, msgspec.json.decode(payload))


def newest_of(kind: Kind, most: int) -> list[UUID]:
    """The newest entries of a kind that have a place in the tree."""
    return list(Entry.objects.filter(kind=kind.name).order_by("-index").values_list("id", flat=True)[:most])


def done_by(actor: str, *, since: datetime, most: int) -> list[UUID]:
    """The newest entries of the tree that name this actor (`events.actor_reference`)."""
    rows = Entry.objects.filter(id__gte=first_id(since), payload__contains=f'"actor":"{actor}"').order_by("-id")
    return list(rows.values_list("id", flat=True)[:most])


def backlog(now: datetime) -> tuple[int, float]:
    """How many events are recorded and not in the tree yet, and for how many seconds the oldest has waited."""
    found = Pending.objects.aggregate(count=Count("id"), first=Min("at"))
    first = datetime.fromisoformat(found["first"]) if found["first"] else now
    return found["count"], max((now - first).total_seconds(), 0)


def is_unwitnessed(now: datetime, *, longer_than: timedelta) -> bool | None:
    """Whether what was shown so long ago has still been cosigned by nobody; None if nobody ever cosigned."""
    last = Cosignature.objects.order_by("-size").values_list("size", flat=True).first()
    if last is None:
        return None
    return Published.objects.filter(size__gt=last, at__lt=now - longer_than).exists()
