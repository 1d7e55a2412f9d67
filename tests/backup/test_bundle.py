"""The form of a bundle: whole or not at all, for whom it was sealed, and opened by nobody else."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from pyrage import EncryptError, encrypt, x25519

from azukari.core.backup import blocks, bundle, manifest
from azukari.core.backup.blocks import BlockEntry
from azukari.core.backup.bundle import DATA, FORMAT, KEYS, BundleError
from azukari.core.backup.cut import cut
from azukari.core.backup.manifest import Manifest, OwnKey, Table

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FRAMES: list[dict[str, Any]] = [
    {"azukari": FORMAT, "bundle": KEYS, "made": NOON},
    {"file": "../../master-1", "content": b"key", "made": 1_600_000_000.0},
    {"settings": "/etc/azukari.toml", "content": b"fictional = true"},
    {"removals": "../2026-11.jsonl", "content": b"{}\n"},
    {"wrapped": "vault.PersonKey", "row": UUID(int=7), "key": b"x"},
]


@pytest.fixture
def secret() -> str:
    """The operator's."""
    return str(x25519.Identity.generate())


def opened(path: Path, identity: str) -> list[dict[str, Any]]:
    return list(bundle.read(path, identity=identity, scratch=path.parent))


def test_every_recipient_opens_it_and_gets_all_of_it(
    tmp_path: Path, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, synced = str(x25519.Identity.generate()), []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(Path(f"/proc/self/fd/{handle}").readlink()))
    frames = [*FRAMES, {"settings": "policy.yaml", "content": os.urandom(300_000)}]
    path = tmp_path / "keys-1.age"
    bundle.write(path, iter(frames), to=[bundle.public_of(one) for one in (secret, other)])
    for identity in (secret, other):
        told = opened(path, identity)
        assert [set(frame) for frame in told] == [set(frame) for frame in frames]
        assert (told[0]["made"], told[4]["row"], told[5]["content"]) == (NOON, UUID(int=7).bytes, frames[5]["content"])
    assert synced == [tmp_path / ".keys-1.age.part", tmp_path], "first what is in it, then its name"
    assert [each.name for each in tmp_path.iterdir()] == ["keys-1.age"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_nobody_else_opens_it_nor_one_that_was_changed_or_is_not_there(tmp_path: Path, secret: str) -> None:
    path = tmp_path / "keys-1.age"
    bundle.write(path, FRAMES, to=[bundle.public_of(secret)])
    with pytest.raises(BundleError, match="does not open with this key, or was changed"):
        opened(path, str(x25519.Identity.generate()))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(BundleError, match="does not open with this key, or was changed"):
        opened(path, secret)
    with pytest.raises(BundleError, match="cannot be read: No such file"):
        opened(tmp_path / "none", secret)


def test_of_one_that_breaks_off_nothing_is_left(tmp_path: Path, secret: str) -> None:
    def breaks(why: Exception):
        yield FRAMES[0]
        raise why

    to = [bundle.public_of(secret)]
    with pytest.raises(BundleError, match=r"a\.age cannot be written: No space left on device\.$"):
        bundle.write(tmp_path / "a.age", breaks(OSError(28, "No space left on device")), to=to)
    with pytest.raises(EncryptError, match="a fault of the program"):
        bundle.write(tmp_path / "a.age", breaks(ValueError("a fault of the program")), to=to)
    with pytest.raises(BundleError, match=r"a\.age cannot be written: No such file or directory\.$"):
        bundle.write(tmp_path / "none" / "a.age", FRAMES, to=to)
    with pytest.raises(BundleError, match="That is not an age recipient"):
        bundle.write(tmp_path / "a.age", FRAMES, to=["age1nobody"])
    assert list(tmp_path.iterdir()) == []


def test_one_without_its_last_frame_is_not_whole(tmp_path: Path, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_END", {"another": "end"})
    bundle.write(tmp_path / "a.age", FRAMES, to=[bundle.public_of(secret)])
    monkeypatch.undo()
    with pytest.raises(BundleError, match="is not whole"):
        opened(tmp_path / "a.age", secret)


def test_keys_settings_and_journal_are_laid_out_in_their_own_folders(tmp_path: Path) -> None:
    bundle.unpack_keys(iter(FRAMES), tmp_path / "a" / "b")
    root = tmp_path / "a" / "b"
    found = {str(path.relative_to(tmp_path)): path for path in tmp_path.rglob("*") if path.is_file()}
    assert set(found) == {"a/b/keys/master-1", "a/b/azukari.toml", "a/b/removals/2026-11.jsonl"}
    assert (root / "keys" / "master-1").stat().st_mtime == 1_600_000_000, "A key is as old as it was."
    assert (root / "keys" / "master-1").read_bytes() == b"key"
    assert {path.stat().st_mode & 0o777 for path in found.values()} == {0o600}
    assert {(root / name).stat().st_mode & 0o777 for name in ("keys", "removals")} == {0o700}


@pytest.mark.parametrize("head", [{}, {"azukari": FORMAT + 1, "bundle": KEYS}, {"azukari": FORMAT, "bundle": DATA}])
def test_what_is_no_bundle_of_keys_is_not_laid_out(tmp_path: Path, head: dict[str, Any]) -> None:
    with pytest.raises(BundleError, match="This is no bundle of keys that this version reads"):
        bundle.unpack_keys(iter([head, *FRAMES[1:]] if head else []), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_found_in_its_file(tmp_path: Path) -> None:
    path = tmp_path / "operator.key"
    public = bundle.make_key(path)
    assert path.read_text().splitlines()[0] == f"# public key: {public}"
    assert bundle.public_of(bundle.identity_in(path)) == public
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BundleError, match="cannot be written: File exists"):
        bundle.make_key(path)
    path.write_text("# nothing\n")
    with pytest.raises(BundleError, match="holds no age secret key"):
        bundle.identity_in(path)
    path.write_bytes(b"\xff")
    for unreadable in (path, tmp_path / "none"):
        with pytest.raises(BundleError, match="cannot be read"):
            bundle.identity_in(unreadable)


def test_a_bundle_of_data_is_its_instances_own_and_says_what_was_said(tmp_path: Path, secret: str) -> None:
    own, path = manifest.make_own_key(tmp_path), tmp_path / "data-1.age"
    entries = [BlockEntry(bytes([number]) * 16, bytes([number]) * 8) for number in (1, 2, 3)]
    one = Table("people.Person", ["id"], 5, manifest.as_blocks(entries[:2]))
    two = Table("people.Trail", ["entry_id"], 4, manifest.as_blocks(entries[2:]))
    said = Manifest(NOON, [("people", "0001_initial")], [one, two])
    assert list(one.entries()) == entries[:2]
    assert (said.rows, said.names()) == (9, {entry.name for entry in entries})
    assert manifest.write(path, said, to=bundle.public_of(secret), own=own) == path.stat().st_size
    for identity in (secret, own.identity):
        assert manifest.read(path, own=own, identity=identity, scratch=tmp_path) == said
    with pytest.raises(BundleError, match="was not made by the instance whose keys these are"):
        manifest.read(path, own=OwnKey(str(x25519.Identity.generate())), identity=secret, scratch=tmp_path)
    for frames in ([], FRAMES):
        bundle.write(path, frames, to=[bundle.public_of(secret)])
        with pytest.raises(BundleError, match="This is no bundle of data"):
            manifest.read(path, own=own, identity=secret, scratch=tmp_path)


def test_the_own_key_is_made_at_the_first_backup_and_stays(tmp_path: Path) -> None:
    with pytest.raises(BundleError):
        manifest.own_key(tmp_path)
    (tmp_path / ".key-backup").write_text("broken off")
    made = manifest.make_own_key(tmp_path)
    assert manifest.make_own_key(tmp_path) == manifest.own_key(tmp_path) == made
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
    assert len({made.names, made.borders, made.proof}) == 3


def test_a_bundle_that_an_earlier_version_made_opens_and_is_whole(tmp_path: Path, secret: str) -> None:
    frames: list[dict[str, Any]] = [
        {"azukari": 2, "bundle": "keys", "made": NOON},
        {"settings": "policy.yaml", "content": b"languages: [ja, en]"},
        {"end": True},
    ]
    path = tmp_path / "keys-1.age"
    for count, whole in ((3, True), (2, False)):
        packed = b"".join(len(one).to_bytes(4) + one for one in map(msgspec.msgpack.encode, frames[:count]))
        path.write_bytes(encrypt(packed, [x25519.Identity.from_str(secret).to_public()]))
        if whole:
            assert opened(path, secret) == frames[:2]
        else:
            with pytest.raises(BundleError, match="is not whole"):
                opened(path, secret)
    bundle.unpack_keys(iter(frames[:2]), tmp_path / "root")
    assert (tmp_path / "root" / "policy.yaml").read_bytes() == b"languages: [ja, en]"


def test_blocks_are_called_and_cut_as_they_were() -> None:
    """Else the next backup writes everything anew, and proves of none of the older ones that they are its own."""
    own = OwnKey("AGE-SECRET-KEY-1X")
    assert [each.hex()[:16] for each in (own.names, own.borders, own.proof)] == [
        "71d11a67e696c7d8",
        "596de35dbf66b54c",
        "a132ee5d5d8e8431",
    ]
    assert blocks._name(b"k" * 32, "age1x", b"rows").hex() == "70dc2c2ad3b615ca4875f551836f5a3c"
    assert blocks._check(b"sealed").hex() == "c9d0036bed6744bc"
    cuts = [piece.rows for piece in cut([[number, b"x" * 100] for number in range(2000)], by=[0], key=b"k" * 32)]
    assert cuts == [1162, 367, 131, 51, 93, 42, 82, 72]
