"""What somebody does who has taken every byte that a database has written, and the folder of keys of a later day.

They look for draws of tickets, for answers, and for wrapped batch keys, by their form, wherever these lie; open what
the keys open; and pair the first draw with the first answer, the second with the second, and so on.
"""

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from azukari.core.vault import wrapping
from azukari.core.vault.batch_keys import BOUND
from azukari.core.vault.cipher import CannotOpen, made_ready, open_with
from azukari.core.vault.keys import BATCH
from azukari.core.vault.wrapping import Outer
from azukari.features.questionnaires.tests.attack import Pairs
from tests.postgres import programs

SAID = re.compile(rb"guest-(1\d{5})")
"""An answer, where it lies open: a number of six digits that nobody else has."""

DRAWN = "d4a3" * 4
"""How what is kept of a draw begins here, so that it is found at once; really it is a hash."""

_DRAWS = re.compile(DRAWN.encode() + rb"[0-9a-f]{48}")
_SEALED = re.compile(rb"sealed:([A-Za-z0-9+/]{100,}={0,2})")
_WRAPPED = re.compile(rb"questionnaires:[a-z]{1,40}\x7d?(?=(\x01[\s\S]{60}))")
_PAGE, _SHORT, _LONG = 8192, 24, 40  # bytes: of a page of PostgreSQL's log, and of the heads of one

_NUMBERED = (("invitation", "asked"), ("mixedanswers", "answers"), ("pooledanswers", "answers"))

_HELD = "SELECT pg_walfile_name(lsn) FROM pg_create_physical_replication_slot(%s, true)"
_FROM = "SELECT pg_walfile_name(restart_lsn) FROM pg_replication_slots WHERE slot_name = %s"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a folder of keys opens."""

    outer: Mapping[str, AESGCM]

    @classmethod
    def of_now(cls) -> "Keys":
        """The folder as it is."""
        instance, found = settings.AZUKARI, dict[str, AESGCM]()
        for master, epoch in product(instance.master_versions(), (None, *instance.versions("epoch"))):
            found[f"{master}/{epoch}"] = wrapping._outer_cipher.__wrapped__(Outer(master, epoch))
        return cls(found)

    def and_those_of(self, other: "Keys") -> "Keys":
        """Those of two moments."""
        return Keys({**self.outer, **{f"other {name}": key for name, key in other.outer.items()}})


def wrapped_keys(taken: bytes) -> frozenset[bytes]:
    """Every batch key that lies there, wrapped."""
    return frozenset(_WRAPPED.findall(taken))


def answers(taken: bytes, keys: Keys, wrapped: frozenset[bytes]) -> list[int]:
    """What was answered, in the order in which it first lies there, as far as it lies open or opens."""
    places = [(found.start(), int(found[1])) for found in SAID.finditer(taken)]
    first = {found[1]: found.start() for found in reversed([*_SEALED.finditer(taken)])}
    batch_keys = dict[bytes, AESGCM | None]()
    places += [(at, said) for sealed, at in first.items() if (said := _opened(sealed, wrapped, keys, batch_keys))]
    return [*dict.fromkeys(said for _at, said in sorted(places))]


def _opened(sealed: bytes, blobs: frozenset[bytes], keys: Keys, known: dict[bytes, AESGCM | None]) -> int | None:
    try:
        raw = base64.b64decode(sealed, validate=True)
    except ValueError:
        return None  # the beginning of one
    id = raw[:16]
    if id not in known:
        known[id] = _batch_key(UUID(bytes=id), blobs, keys)
    key = known[id]
    if key is None:
        return None
    try:
        said = SAID.search(open_with(key, raw[16:], BOUND + id))
    except CannotOpen:
        return None
    return int(said[1]) if said else None


def _batch_key(id: UUID, blobs: frozenset[bytes], keys: Keys) -> AESGCM | None:
    for blob, outer in product(blobs, keys.outer.values()):
        try:
            return made_ready(open_with(outer, blob, wrapping._key_binding(id, BATCH)))
        except CannotOpen:
            continue
    return None


def draws(taken: bytes, drawn: Mapping[str, int]) -> list[int]:
    """Who drew, in the order in which their draws first lie there.

    Args:
        drawn: what each said in truth, by what is kept of their draw.
    """
    found = dict.fromkeys(each.decode() for each in _DRAWS.findall(taken))
    return [drawn[each] for each in found if each in drawn]


def paired(drew: list[int], said: list[int]) -> Pairs:
    """Who drew is paired with what was said, in either's order."""
    return list(zip([one for one in drew if one in {*said}], said, strict=True))


class Log:
    """The database's log from now on, kept whole: on PostgreSQL by a replication slot, on SQLite never written back."""

    SLOT = "azukari_attack"

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_autocheckpoint = 0")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute(
                "SELECT pg_walfile_name(lsn) FROM pg_create_physical_replication_slot(%s, true)", [self.SLOT]
            )
            (self._first,) = cursor.fetchone()

    def taken(self) -> bytes:
        """All of it, in the order in which it was written."""
        if connection.vendor == "sqlite":
            return _file().with_name(_file().name + "-wal").read_bytes()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_walfile_name(restart_lsn) FROM pg_replication_slots WHERE slot_name = %s", [self.SLOT]
            )
            assert cursor.fetchone()[0] == self._first, "the slot holds it"
            cursor.execute("SELECT pg_walfile_name(pg_current_wal_lsn())")
            (last,) = cursor.fetchone()
        written = sorted(path for path in (_data() / "pg_wal").iterdir() if self._first <= path.name <= last)
        return b"".join(map(_without_heads, written))

    def write_back(self) -> None:
        """Let the database bring its files up to it."""
        with connection.cursor() as cursor:
            sqlite = connection.vendor == "sqlite"
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if sqlite else "CHECKPOINT")

    def end(self) -> None:
        """Let it be as before."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_autocheckpoint = 1000")
            else:
                cursor.execute("SELECT pg_drop_replication_slot(%s)", [self.SLOT])


def _without_heads(segment: Path) -> bytes:
    """Records of the log may begin on one page and end on another."""
    raw = segment.read_bytes()
    pages = (raw[at + (_SHORT if at else _LONG) : at + _PAGE] for at in range(0, len(raw), _PAGE))
    return b"".join(pages)


def heap() -> bytes:
    """All files in which rows lie, living or dead."""
    if connection.vendor == "sqlite":
        return _file().read_bytes()
    return b"".join(_rows_in(_data()))


def rows_by_number() -> bytes:
    """What stands in the tables of draws and of answers, by the number that the database gave each row as it came:
    within a page SQLite's bytes lie the other way round, and pages where there was room, so files alone tell less.
    """
    number = "rowid" if connection.vendor == "sqlite" else "ctid"
    told = list[str]()
    with connection.cursor() as cursor:
        for table, column in _NUMBERED:
            cursor.execute(f"SELECT {column} FROM questionnaires_{table} ORDER BY {number}")
            told += [str(value) for (value,) in cursor.fetchall()]
    return "\0".join(told).encode()


def _rows_in(data: Path) -> Iterator[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = cursor.fetchone()
    yield from (path.read_bytes() for path in sorted((data / "base" / str(oid)).iterdir()))


def base_backup(into: Path) -> bytes:
    """The files of a base backup, or on SQLite of a copy of the database with its log."""
    if connection.vendor == "sqlite":
        return heap() + _file().with_name(_file().name + "-wal").read_bytes()
    address = urlsplit(os.environ["AZUKARI_DATABASE"])
    to = ["-h", str(address.hostname), "-p", str(address.port), "-U", str(address.username)]
    command = [str(programs() / "pg_basebackup"), "-D", str(into), "-X", "fetch", "-c", "fast", *to]
    subprocess.run(command, check=True, capture_output=True, env={"PGPASSWORD": unquote(str(address.password))})
    taken = b"".join([*_rows_in(into), *(path.read_bytes() for path in sorted((into / "pg_wal").glob("0*")))])
    shutil.rmtree(into)
    return taken


def _file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _data() -> Path:
    return Path(os.environ["AZUKARI_TEST_PGDATA"])
