"""What somebody opens who has every byte of the database's files and of its log, and every key file that there is.

Wrapped keys are found by their form, wherever they lie: a byte of the format, a nonce, 32 sealed bytes and a tag. On
PostgreSQL a byte of their length stands before them, on SQLite they stand behind the row's id and the person's. Each is
tried with every outer key that the files make, and then with the key of every group that one of these opens.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import product
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from azukari.core.vault import wrapping
from azukari.core.vault.cipher import CannotOpen, Place, made_ready, open_value, open_with
from azukari.core.vault.first_epoch import EPOCH
from azukari.core.vault.models import PersonKey, SealedValue
from azukari.core.vault.wrapping import Outer

_FORM = rb"\x01[\s\S]{60}"
_LONG = 61
_SIZED = re.compile(rb"\x7d(?=\x01)")


def files() -> Iterator[Path]:
    """Every file in which the database keeps rows, once everything is written there; without what other databases of
    the same server keep.
    """
    if connection.vendor == "sqlite":
        yield from Path(connection.settings_dict["NAME"]).parent.glob(f"{Path(connection.settings_dict['NAME']).name}*")
        return
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = cursor.fetchone()
    data = Path(os.environ["AZUKARI_TEST_PGDATA"])
    yield from (data / "base" / str(oid)).iterdir()
    yield from (path for path in (data / "pg_wal").iterdir() if path.is_file())


def everything() -> bytes:
    """All of it, one file behind the other."""
    return b"\0".join(path.read_bytes() for path in files())


class Taken:
    """What somebody notes who reads the database before anybody is erased: whose keys and values there are."""

    def __init__(self, people: Collection[UUID]) -> None:
        self.keys = list(PersonKey.objects.filter(person_id__in=people).values_list("id", "person_id", "use"))
        self.values = [(v.place, bytes(v.sealed)) for v in SealedValue.objects.filter(person_id__in=people)]

    def on(self, disk: bytes) -> int:
        """How many of the values lie on the disk, sealed."""
        return sum(sealed in disk for _place, sealed in self.values)

    def opened(self, disk: bytes) -> int:
        """How many of the values open, with everything on the disk and the key files of now."""
        blobs, outers = _blobs(disk), list(_outer_keys())
        ways = [*outers, *_groups(blobs, outers)]
        wrapped = {blob for _before, blob in blobs}
        raw: dict[UUID, set[bytes]] = {}
        for blob, (id, person, use), way in product(wrapped, self.keys, ways):
            try:
                raw.setdefault(person, set()).add(open_with(way, blob, wrapping._key_binding(id, use)))
            except CannotOpen:
                continue
        return sum(
            any(_opens(sealed, key, place) for key in raw.get(place.person, ())) for place, sealed in self.values
        )


def _opens(sealed: bytes, key: bytes, place: Place) -> bool:
    try:
        open_value(sealed, key=key, place=place)
    except CannotOpen:
        return False
    return True


def _blobs(disk: bytes) -> set[tuple[bytes, bytes]]:
    """What has the form of a wrapped key, each with the id that stands before it, where it is a group's."""
    if connection.vendor == "postgresql":
        starts = (found.end() for found in _SIZED.finditer(disk))
        return {(disk[start - 17 : start - 1], disk[start : start + _LONG]) for start in starts}
    of_people = re.findall(rb"[0-9a-f]{64}(?:data|ledger)(" + _FORM + rb")", disk)
    of_groups = re.findall(rb"([0-9a-f]{32})(" + _FORM + rb")", disk)
    return {(b"", blob) for blob in of_people} | {(bytes.fromhex(id.decode()), blob) for id, blob in of_groups}


def _outer_keys() -> Iterator[AESGCM]:
    instance = settings.AZUKARI
    for master, epoch in product(instance.master_versions(), (None, *instance.versions(EPOCH))):
        yield wrapping._outer_cipher.__wrapped__(Outer(master, epoch))


def _groups(blobs: Iterable[tuple[bytes, bytes]], outers: Iterable[AESGCM]) -> Iterator[AESGCM]:
    """The keys of groups that were on the disk at any time."""
    for (before, blob), outer in product((one for one in blobs if len(one[0]) == 16), list(outers)):
        try:
            yield made_ready(open_with(outer, blob, wrapping._group_binding(UUID(bytes=before))))
        except CannotOpen:
            continue
