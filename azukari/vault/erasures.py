"""Erasures that have been done, for those who show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from azukari.vault.models import Erasure


@dataclass(frozen=True, slots=True)
class Done:
    """An erasure and its account; see `vault.account` for the items."""

    id: UUID
    purpose: str
    requested_at: datetime
    finished_at: datetime | None
    items: Sequence[dict[str, Any]]


def erasure(id: UUID) -> Done | None:
    """The erasure with this id, if it has been carried out."""
    row = Erasure.objects.filter(id=id, finished_at__isnull=False).first()
    return Done(row.id, row.purpose, row.requested_at, row.finished_at, row.items) if row else None


def begun(id: UUID) -> bool:
    """Whether an erasure with this id was asked for, carried out or not."""
    return Erasure.objects.filter(id=id).exists()
