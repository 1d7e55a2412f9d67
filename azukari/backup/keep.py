"""Making a backup: one bundle of data, one of keys, both of the same moment; old ones go.

The bundle of data has no key in it. The bundle of keys has the instance's key files, each person's wrapped keys and the
addresses that must never be written to. Keep the two in different places; the second is short-lived on purpose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.migrations.recorder import MigrationRecorder

from azukari.backup import bundle
from azukari.backup.bundle import DATA, FORMAT, KEYS
from azukari.backup.drill import BACKUP, remember
from azukari.backup.snapshot import columns, rows, snapshot, tables
from azukari.ledger.events import Event, Kind
from azukari.ledger.record import record
from azukari.vault.apart import NEWEST, WHOLE, WRAPPED


@dataclass(frozen=True, slots=True)
class Made:
    """Two bundles, and how many old ones went."""

    data: Path
    keys: Path
    rows: int
    removed: int


def keep(folder: Path, *, to: str, keys_for: timedelta, data_for: timedelta, now: datetime) -> Made:
    """Back the instance up into ``folder``, while it goes on serving.

    Args:
        to: the operator's age recipient.
        keys_for: bundles of keys that are older go; the shorter, the sooner is an erased person unreadable everywhere.
        data_for: the same for bundles of data.

    Raises:
        BundleError: the folder or a bundle cannot be written.
    """
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    made = [folder / f"{kind}-{stamp}.age" for kind in (DATA, KEYS)]
    counted = [0]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise bundle.BundleError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    with snapshot() as alias:
        bundle.write(made[0], _data(alias, now, counted), to=to)
        bundle.write(made[1], _keys(alias, now), to=to)
    removed = _remove(folder, KEYS, now - keys_for, made[1]) + _remove(folder, DATA, now - data_for, made[0])
    with transaction.atomic():
        record(Event(Kind.BACKUP_MADE, {"actor": "operator", "count": counted[0], "complete": True}), now=now)
    remember(settings.AZUKARI.root, BACKUP, {"at": now.isoformat(), "rows": counted[0]})
    return Made(made[0], made[1], counted[0], removed)


def _head(kind: str, alias: str, now: datetime) -> dict[str, Any]:
    applied = MigrationRecorder.Migration.objects.using(alias).order_by("app", "name").values_list("app", "name")
    return {"azukari": FORMAT, "bundle": kind, "made": now, "migrations": [list(one) for one in applied]}


def _data(alias: str, now: datetime, counted: list[int]) -> Iterator[dict[str, Any]]:
    yield _head(DATA, alias, now)
    for model in tables():
        if model in WHOLE or model in NEWEST:
            continue
        names = columns(model)
        blank = names.index("wrapped") if model in WRAPPED else None
        for piece in rows(model, alias):
            if blank is not None:
                piece = [[*row[:blank], b"", *row[blank + 1 :]] for row in piece]  # noqa: PLW2901
            counted[0] += len(piece)
            yield {"table": model._meta.label, "columns": names, "rows": piece}


def _keys(alias: str, now: datetime) -> Iterator[dict[str, Any]]:
    yield _head(KEYS, alias, now)
    root = settings.AZUKARI.root
    for path in sorted(settings.AZUKARI.keys.iterdir()):
        yield {"file": path.name, "content": path.read_bytes()}
    for name in ("azukari.toml", "policy.yaml"):
        if (root / name).exists():
            yield {"settings": name, "content": (root / name).read_bytes()}
    for model in (*WHOLE, *NEWEST):
        for piece in rows(model, alias):
            yield {"table": model._meta.label, "columns": columns(model), "rows": piece}
    for model in WRAPPED:
        for own in model._base_manager.using(alias).order_by("pk").values_list("pk", "wrapped").iterator():
            yield {"wrapped": model._meta.label, "row": own[0], "key": bytes(own[1])}


def _remove(folder: Path, kind: str, before: datetime, newest: Path) -> int:
    """Remove bundles made before that moment; never the one just made."""
    oldest = f"{kind}-{before:%Y%m%dT%H%M%SZ}.age"
    old = [path for path in folder.glob(f"{kind}-*.age") if path.name < oldest and path != newest]
    for path in old:
        path.unlink()
    return len(old)
