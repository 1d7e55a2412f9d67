"""The journal of removals: what ended and what went, in files outside the database.

A backup is older than the day on which it is restored. What people had removed meanwhile must not come back, so a
restore repeats the journal before the instance serves again. It is a copy of rows that were written in the transaction
that removed (`people.removals`): every row that is not marked as copied is copied, and marked when it is on disk, so
neither a clock that was set back nor a transaction that took long can make it skip one.

It holds references, no personal data. Each bundle of keys has the journal as it was. Copy the folder ``removals`` to
where the backups are, as often as you like; the instance itself writes it every few seconds.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from azukari.core.backup import journal_head
from azukari.core.ledger import kept_head
from azukari.core.people.models import Removal
from azukari.core.people.removals import Removed, told_by, write_removals
from azukari.lib import private_file

_BATCH = 1000
_TAIL = 1_000_000  # bytes at the end of a file in which its last line lies whole


def folder() -> Path:
    return settings.AZUKARI.root / "removals"


def note(now: datetime) -> int:
    """Copy what was removed since the last time, and say in the folder that it is complete until now; returns how much.
    A crash leads to a line twice, never to none.

    Raises:
        SetBack: the database is older than the journal, which stays as it is.
    """
    known = journal_head.read(folder())
    if not files(folder()):
        Removal.objects.filter(copied=True).update(copied=False)  # somebody took it away: it begins anew, whole
    elif known is None or not known.known:
        adopt()
    copied = 0
    while count := _copy(now):
        copied += count
    journal_head.write(folder(), settings.AZUKARI.keys, now=now, rows=True)
    return copied


def adopt() -> int:
    """Write a row for each line of the journal that the database has none for, as after a restore: what its removals
    were repeated from. Returns how many. From then on a line without a row tells that the database was set back.
    """
    have = {_key(told_by(row)) for row in Removal.objects.iterator()}
    lacking = [one for one in once(read(files(folder()))) if _key(one) not in have]
    write_removals(lacking, copied=True)
    return len(lacking)


def lacking() -> list[Removed]:
    """The newest removal of each file of the journal that the database knows nothing of: it is older than the journal.

    Lines are written in the order of the rows, each after its row is on disk; so it is enough to look at the last ones.
    None where an older version left the journal, until the worker has looked through it (`adopt`).
    """
    head = journal_head.read(folder())
    if head is None or not head.known:
        return []
    last = [one for path in files(folder()) if (one := _last(path))]
    have = _rows_of(Removal.objects.filter(person_id__in={one.person for one in last if one.person}))
    last = [one for one in last if _key(one) not in have]
    have = _rows_of(Removal.objects.filter(about__in={one.about for one in last})) if last else set()  # no index
    return [one for one in last if _key(one) not in have]


def _rows_of(rows: QuerySet[Removal]) -> set[tuple[str, UUID, datetime]]:
    return set(rows.values_list("kind", "about", "at"))


def _key(one: Removed) -> tuple[str, UUID, datetime]:
    return one.kind.value, one.about, one.at


def _last(path: Path) -> Removed | None:
    """The last whole line of a file."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        lines = file.read().splitlines()
    for line in reversed(lines):
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            return Removed.from_json(json.loads(line))
    return None


def _copy(now: datetime) -> int:
    waiting = Removal.objects.filter(copied=False)
    if not waiting.exists():  # asked first, so that an idle journal takes no write lock
        return 0
    with transaction.atomic():
        if lacking():
            raise kept_head.SetBack("The database is older than the journal of removals. Run: azukari doctor")
        rows = list(waiting.select_for_update().order_by("id")[:_BATCH])
        _append(folder() / f"{now:%Y-%m}.jsonl", map(told_by, rows))
        Removal.objects.filter(id__in=[row.id for row in rows]).update(copied=True)
    return len(rows)


def waiting(alias: str) -> bytes:
    """The lines of rows that were not copied yet when a snapshot was taken: they belong to the bundle of keys."""
    rows = Removal.objects.using(alias).filter(copied=False).order_by("id")
    return b"".join(_line(told_by(row)) for row in rows.iterator())


def files(path: Path) -> list[Path]:
    """The files of a journal, in their order."""
    return sorted(path.glob("*.jsonl"))


def keep_all(removals: Iterable[Removed], *, after: int, now: datetime) -> None:
    """Leave a journal that was put together as that of this restored instance, which goes on with it.

    Args:
        after: the highest number that its head had so far.
    """
    for old in files(folder()):
        old.unlink()
    for month, those in groupby(sorted(removals, key=lambda one: one.at), key=lambda one: f"{one.at:%Y-%m}"):
        _append(folder() / f"{month}.jsonl", those)
    journal_head.write(folder(), settings.AZUKARI.keys, now=now, after=after, rows=False)


def _append(path: Path, removals: Iterable[Removed]) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with private_file.append(path) as file:
        file.writelines(_line(one) for one in removals)
        file.flush()
        os.fsync(file.fileno())


def _line(one: Removed) -> bytes:
    return json.dumps(one.as_json).encode("ascii") + b"\n"


def read(paths: Iterable[Path]) -> Iterator[Removed]:
    """The removals in journal files, some perhaps twice. What a crash cut off is passed over: it was written again."""
    for path in paths:
        for line in path.read_text("ascii").splitlines():
            with suppress(ValueError, TypeError, KeyError, AttributeError):
                yield Removed.from_json(json.loads(line))


def once(removals: Iterable[Removed]) -> list[Removed]:
    """Each removal once."""
    return list(dict.fromkeys(removals))
