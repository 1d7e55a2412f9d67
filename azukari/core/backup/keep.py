"""Making a backup: a bundle of data and a bundle of keys, both of the same moment; what is too old goes.

The bundle of data lists blocks of rows, without a key in any of them, and without what finds anybody (`left_out`);
blocks that an earlier backup wrote are used again. The bundle of keys has the instance's key files, each person's
wrapped keys, the addresses that must never be written to, and the journal of removals. It is whole each time, so that
a key is gone when the last bundle that knew it is. Keep the two in different places; the second is short-lived on
purpose.

The keys are written first: data without the keys of its people would be restored as people who were erased.
"""

import fcntl
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.migrations.recorder import MigrationRecorder

from azukari.core.backup import bundle, journal_head, key_trial, left_out, manifest, prune, removals
from azukari.core.backup.blocks import Writer
from azukari.core.backup.bundle import DATA, FORMAT, KEYS, BundleError
from azukari.core.backup.cut import cut
from azukari.core.backup.events import BACKUP_MADE
from azukari.core.backup.manifest import Manifest, OwnKey, Table
from azukari.core.backup.result import BACKUP, remember
from azukari.core.backup.snapshot import ROWS, columns, keyed_by, rows, snapshot, tables
from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.core.vault.key_backup import NEWEST, WHOLE, WITH_KEY, WRAPPED
from azukari.core.vault.key_trial import read_again
from azukari.core.vault.rotate import in_use
from azukari.lib.instance import key_files


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup has done.

    Args:
        data, keys: the two bundles.
        rows: how many rows the bundle of data stands for.
        blocks: how many blocks it needs, of which ``written`` are new. ``damaged`` of these were there, but not as they
            had been written.
        size: how many bytes were written, both bundles included.
        removed: old bundles, and ``pruned`` the blocks that no bundle needs any more.
        foreign: bundles of data that another instance made, or that are damaged; while there are any, no block goes.
    """

    data: Path
    keys: Path
    rows: int
    blocks: int
    written: int
    damaged: int
    size: int
    removed: int
    pruned: int
    foreign: int


def keep(
    folder: Path, *, to: str, keys_for: timedelta, data_for: timedelta, now: datetime, tell: Callable[[int], None]
) -> Made:
    """Back the instance up into ``folder``, while it goes on serving.

    Args:
        to: the operator's age recipient.
        keys_for: bundles of keys that are older go; the shorter, the sooner is an erased person unreadable everywhere.
        data_for: the same for bundles of data.
        tell: told how many rows are done.

    Raises:
        BundleError: the keys that are here do not open the newest data; the folder or something in it cannot be
            written, or another backup is at work in it. No older bundle was removed.
    """
    stamp = f"{now:%Y%m%dT%H%M%S.%fZ}"
    data, keys = (folder / f"{kind}-{stamp}.age" for kind in (DATA, KEYS))
    with _alone(folder):
        _try_keys()
        own = manifest.make_own_key(settings.AZUKARI.keys)
        known = prune.newest(folder, own=own, scratch=settings.AZUKARI.root)
        writer = Writer(folder, own.names, to, known)
        removals.note(now)
        held = _key_files()
        with snapshot() as alias:
            held |= _key_files()  # one that came, or went, since: the rows of this moment may need it
            bundle.write(keys, _keys(alias, now, held), to=[to])
            _see_that_it_opens(keys, held)
            listed = _data(alias, now, writer, own, tell)
        writer.settle()
        size = manifest.write(data, listed, to=to, own=own)
        removed = _remove(folder, KEYS, now - keys_for, keys) + _remove(folder, DATA, now - data_for, data)
        pruned, foreign = prune.prune(folder, own=own, scratch=settings.AZUKARI.root)
    with transaction.atomic():
        count = listed.rows % 10_000_000
        record(Event(BACKUP_MADE, {"actor": "operator", "count": count, "complete": True}), now=now)
    told = {"at": now.isoformat(), "rows": listed.rows, "damaged": writer.damaged, "data": str(data.resolve())}
    told["keys_days"] = keys_for.days
    remember(settings.AZUKARI.root, BACKUP, told)
    return Made(
        data=data,
        keys=keys,
        rows=listed.rows,
        blocks=len(listed.names()),
        written=writer.written,
        damaged=writer.damaged,
        size=writer.size + size + keys.stat().st_size,
        removed=removed,
        pruned=pruned,
        foreign=foreign,
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else makes a backup there meanwhile: their blocks would be taken for superfluous ones."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise BundleError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BundleError(f"Another backup into {folder} is under way.") from error
    except OSError as error:
        raise BundleError(f"The folder {folder} cannot be locked: {error.strerror}.") from error


def _data(alias: str, now: datetime, writer: Writer, own: OwnKey, tell: Callable[[int], None]) -> Manifest:
    done, found = 0, []
    for model in tables():
        if model in WHOLE or model in NEWEST or model._meta.label in left_out.declared().tables:
            continue
        counted, entries = 0, []
        for piece in cut(_without_keys(model, alias), by=keyed_by(model), key=own.borders):
            entries.append(writer.put(piece.content))
            counted += piece.rows
            tell(done + counted)
        found.append(Table(model._meta.label, columns(model), counted, manifest.as_blocks(entries)))
        done += counted
    applied = MigrationRecorder.Migration.objects.using(alias).order_by("app", "name")
    return Manifest(now, [*applied.values_list("app", "name")], found)


def _without_keys(model: type[models.Model], alias: str) -> Iterator[list[Any]]:
    """The rows of a table, without the key that each may have, and without what finds them (`left_out`)."""
    names = ["wrapped"] if model in WRAPPED else left_out.declared().columns.get(model._meta.label, ())
    blank = [columns(model).index(name) for name in names]
    for row in rows(model, alias):
        for at in blank:
            row[at] = None if row[at] is None else b""
        yield row


def _try_keys() -> None:
    """Pass if the keys that are here open the newest data. A backup without them would be one that opens nothing, and
    in time the last in the place of those that do.

    Raises:
        BundleError: they do not; it says which, and what brings them back.
    """
    read_again()  # what lies in the folder now is what goes into the bundle
    wrong = [*key_trial.missing_of_backups(), *key_trial.findings()]
    if wrong:
        raise BundleError(" ".join(("No backup was made, and none was removed.", *wrong, key_trial.BRING_BACK())))


def _see_that_it_opens(keys: Path, held: Collection[str]) -> None:
    """Remove a bundle that lacks a master key by which rows are wrapped: its file went while the bundle was written."""
    lacking = sorted({f"master-{version}" for version in in_use()}.difference(held))
    if lacking:
        keys.unlink()
        raise BundleError(f"No backup was made: {', '.join(lacking)} went while the bundle of keys was written.")


def _key_files() -> dict[str, dict[str, Any]]:
    """What is in the folder of keys now, by name."""
    found = {}
    for path in key_files(settings.AZUKARI.keys):
        with suppress(FileNotFoundError):  # its epoch ended just now
            made = path.stat().st_mtime
            found[path.name] = {"file": path.name, "content": path.read_bytes(), "made": made}
    return found


def _keys(alias: str, now: datetime, files: Mapping[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield {"azukari": FORMAT, "bundle": KEYS, "made": now}
    root = settings.AZUKARI.root
    yield from files.values()
    for name in ("azukari.toml", "policy.yaml"):
        if (root / name).exists():
            yield {"settings": name, "content": (root / name).read_bytes()}
    for path in [removals.folder() / journal_head.NAME, *removals.files(removals.folder())]:
        yield {"removals": path.name, "content": path.read_bytes()}
    yield {"removals": "not-copied-yet.jsonl", "content": removals.waiting(alias)}
    for model in WRAPPED:
        rows_with_keys = model._base_manager.using(alias).order_by("pk").values_list("pk", *WITH_KEY)
        for row, key, *under in rows_with_keys.iterator():
            yield {"wrapped": model._meta.label, "row": row, "key": [bytes(key), *under]}
    for model in (*WHOLE, *NEWEST):
        for piece in batched(rows(model, alias), ROWS):
            yield {"table": model._meta.label, "columns": columns(model), "rows": piece}


def _remove(folder: Path, kind: str, before: datetime, newest: Path) -> int:
    """Remove bundles made before that moment; never the one just made."""
    oldest = f"{kind}-{before:%Y%m%dT%H%M%S.%fZ}.age"
    old = [path for path in folder.glob(f"{kind}-*.age") if path.name < oldest and path != newest]
    for path in old:
        path.unlink()
    return len(old)
