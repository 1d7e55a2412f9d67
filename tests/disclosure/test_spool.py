"""A transfer's parts on disk: whole before they stand in their place, opened by what sealed them, and gone with it."""

import io
import os
import shutil
from collections.abc import Iterator
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag

from azukari.core.transfers import spool
from azukari.lib import instance_secret
from azukari.lib.instance_secret import Secret
from tests.cast import NOW

ID = UUID("01a2243a-b6d0-7ad2-9d88-b494a0e231b8")
OTHER = UUID(int=7)
SALT = "a salt"
OLD, NEW = (bytes([number]) * 32 for number in (1, 2))
SEALED = bytes.fromhex("000102030405060708090a0b3759adf80959ac878b75a1386163d59d9b45a247501db331")
"""Part 3 of a transfer, as it was enclosed under the old secret."""


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    for transfer in (ID, OTHER):
        spool.remove(transfer)


@pytest.fixture
def rotated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The instance's secret was changed once."""
    known = [Secret(2, NEW, None), Secret(1, OLD, NOW)]
    monkeypatch.setattr(instance_secret, "versions", lambda _instance: known)
    monkeypatch.setattr(instance_secret, "newest", lambda _instance: NEW)


def test_a_part_is_whole_on_disk_before_it_stands_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    place, synced = spool.path(ID, 3), []
    shutil.rmtree(spool.folder(ID).parent, ignore_errors=True)  # the first of all

    def sync(handle: int) -> None:
        synced.append((os.fstat(handle).st_size, place.exists()))

    monkeypatch.setattr(os, "fsync", sync)
    spool.write(ID, 3, b"first")
    assert (place.name, place.read_bytes()) == ("000003.part", b"first")
    spool.write(ID, 3, b"again.")  # one that a crash left is replaced
    spool.write(ID, 4, b"next")
    assert synced == [(5, False), (6, True), (4, True)]
    assert place.read_bytes() == b"again."
    assert sorted(path.name for path in place.parent.iterdir()) == ["000003.part", "000004.part"]
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_what_was_enclosed_opens_again_as_that_part_of_that_transfer_alone(rotated: None) -> None:
    told = {"transfer": ID, "part": 3, "salt": SALT}
    sealed = spool.enclose(b"one line", **told)  # type: ignore[arg-type]
    assert b"one line" not in sealed
    assert sealed != spool.enclose(b"one line", **told)  # type: ignore[arg-type]
    assert spool.open_part(sealed, **told) == b"one line"  # type: ignore[arg-type]
    for other in ({"transfer": OTHER}, {"part": 4}, {"salt": "another"}):
        with pytest.raises(InvalidTag):
            spool.open_part(sealed, **{**told, **other})  # type: ignore[arg-type]


def test_what_the_version_before_enclosed_opens_after_the_secret_has_changed(rotated: None) -> None:
    assert spool.open_part(SEALED, transfer=ID, part=3, salt=SALT) == b"one line"


def test_all_of_a_transfer_goes_and_nothing_of_another() -> None:
    for transfer in (ID, OTHER):
        spool.write(transfer, 1, b"x")
        spool.sealed_file(transfer).write_bytes(b"x")
    spool.remove_parts(ID)
    assert not spool.folder(ID).exists()
    assert spool.sealed_file(ID).exists()
    for _twice in range(2):
        spool.remove(ID)
    assert not spool.sealed_file(ID).exists()
    assert spool.path(OTHER, 1).exists()
    assert spool.sealed_file(OTHER).exists()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 8, 9, -1])
def test_pieces_are_read_as_one_file(size: int) -> None:
    pieces = [b"abc", b"", b"d", b"efgh"]
    chain, file = spool.Chain(iter(pieces)), io.BytesIO(b"".join(pieces))
    for _read in range(10):
        assert chain.read(size) == file.read(size)
    assert chain.read() == file.read()


def test_no_more_pieces_are_taken_than_are_asked_for() -> None:
    left = iter([b"abc", b"def", b"ghi"])
    chain = spool.Chain(left)
    assert chain.read(0) == b""
    assert chain.read(3) == b"abc"
    assert next(left) == b"def"
    assert (chain.read(1), chain.read(0), chain.read(2)) == (b"g", b"", b"hi")
