"""Erasures that have been done, for those who show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from azukari.vault.models import Erasure


@dataclass(frozen=True, slots=True)
class Done:
    """An erasure and its account; see `vault.erasure_report` for the items."""

    id: UUID
    purpose: str
    requested_at: datetime
    finished_at: datetime | None
    items: Sequence[dict[str, Any]]


def erasure(id: UUID) -> Done | None:
    """The erasure with this id, if it has been carried out and nothing contradicts it."""
    row = Erasure.objects.filter(id=id, certified_at__isnull=False).first()
    return Done(row.id, row.purpose, row.requested_at, row.finished_at, row.items) if row else None


def begun(id: UUID) -> bool:
    """Whether an erasure with this id was asked for, carried out or not."""
    return Erasure.objects.filter(id=id).exists()


def contradicted(ids: Iterable[UUID]) -> bool:
    """Whether any of these erasures has no certificate: it is not done, or something is left."""
    ids = set(ids)
    return Erasure.objects.filter(id__in=ids, certified_at__isnull=False).count() < len(ids)


def any_since(moment: datetime) -> bool:
    """Whether anybody asked for an erasure after that."""
    return Erasure.objects.filter(requested_at__gt=moment).exists()
