"""Erasures that have been done, for those who show them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from azukari.core.vault.epochs import FINAL_WITHIN
from azukari.core.vault.models import Erasure

type Done = Erasure
"""An erasure and its account (`vault.erasure_report` has the items); above the vault it goes by this name."""


def erasure(id: UUID) -> Done | None:
    """The erasure with this id, if it has been carried out and nothing contradicts it."""
    return Erasure.objects.filter(id=id, certified_at__isnull=False).first()


def final_by(done: Done) -> datetime:
    """When the keys that opened what was erased are destroyed at the latest, as long as they are not."""
    return (done.finished_at or done.requested_at) + FINAL_WITHIN


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
