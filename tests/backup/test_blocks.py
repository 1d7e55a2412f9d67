"""Blocks: rows are cut so that a change stays where it is, and a block that is there, whole, is not written again."""

import errno
import fcntl
import os
import random
from pathlib import Path
from uuid import UUID

import pytest
from pyrage import encrypt, x25519

from azukari.core.backup import blocks, manifest, prune
from azukari.core.backup.blocks import Writer, path_of
from azukari.core.backup.bundle import BundleError
from azukari.core.backup.cut import TARGET, cut, unpack
from azukari.core.backup.keep import _alone
from azukari.core.backup.manifest import Manifest, OwnKey, Table
from tests.cast import NOW

KEY = b"k" * 32
_CHANCE = random.Random(1)
type Rows = list[tuple[UUID | int, bytes]]


def _rows(keys: list[UUID] | list[int]) -> Rows:
    return [(key, _CHANCE.randbytes(200)) for key in keys]


def _random() -> Rows:
    return _rows(sorted(UUID(int=_CHANCE.getrandbits(128)) for _ in range(5000)))


def _ascending() -> Rows:
    return _rows(list(range(5000)))


def _contents(rows: Rows) -> list[bytes]:
    return [piece.content for piece in cut(rows, by=[0], key=KEY)]


@pytest.fixture(params=[_random, _ascending])
def rows(request) -> Rows:
    return request.param()


def test_cut_rows_are_all_there_in_their_order(rows: Rows):
    found = [row for content in _contents(rows) for row in unpack(content)]
    assert found == [[key.bytes if isinstance(key, UUID) else key, said] for key, said in rows]
    assert 10 < len(_contents(rows)) < 200
    assert max(map(len, _contents(rows))) < 15 * TARGET


def test_a_row_that_comes_goes_or_changes_changes_its_own_block_alone(rows: Rows):
    before = set(_contents(rows))
    at = len(rows) // 2
    new: Rows = [(UUID(int=rows[at][0].int + 1), b"new") if isinstance(rows[at][0], UUID) else (10**6, b"new")]
    for after in (
        sorted([*rows, *new], key=lambda row: row[0]),
        [*rows[:at], *rows[at + 1 :]],
        [*rows[:at], (rows[at][0], b"c" * 200), *rows[at + 1 :]],
    ):
        assert 1 <= len(set(_contents(after)) - before) <= 2


def test_a_large_row_ends_its_block():
    big: Rows = [(number, b"x" * TARGET) for number in range(5)]
    assert len(_contents(big)) == 5


@pytest.fixture
def operator() -> x25519.Identity:
    return x25519.Identity.generate()


def _writer(folder: Path, operator: x25519.Identity, known=None) -> Writer:
    return Writer(folder, KEY, str(operator.to_public()), known or {})


def test_what_is_there_is_not_written_again(tmp_path: Path, operator):
    first = _writer(tmp_path, operator)
    entry = first.put(b"rows")
    path = path_of(tmp_path, entry.name)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [each.name for each in path.parent.iterdir()] == [path.name], "nothing unfinished"
    again = _writer(tmp_path, operator, {entry.name: entry.check})
    assert again.put(b"rows") == entry
    assert (first.written, again.written, again.size, again.damaged) == (1, 0, 0, 0)
    read = blocks.reader(tmp_path, key=KEY, identity=str(operator))
    assert read(entry.name) == b"rows"


def test_a_block_that_is_gone_is_written_anew_and_is_no_damaged_one(tmp_path: Path, operator):
    entry = _writer(tmp_path, operator).put(b"rows")
    path_of(tmp_path, entry.name).unlink()
    again = _writer(tmp_path, operator, {entry.name: entry.check})
    assert again.put(b"rows").name == entry.name
    assert (again.written, again.damaged) == (1, 0)
    assert blocks.reader(tmp_path, key=KEY, identity=str(operator))(entry.name) == b"rows"


def test_a_block_that_cannot_be_written_is_no_block(tmp_path: Path, operator):
    (tmp_path / blocks.FOLDER).write_text("a file in its place")
    writer = _writer(tmp_path, operator)
    with pytest.raises(BundleError, match=r"^The block .*\.age cannot be written: (Not a directory|File exists)\.$"):
        writer.put(b"rows")
    assert (writer.written, writer.size) == (0, 0)
    with pytest.raises(BundleError, match="That is not an age recipient"):
        Writer(tmp_path, KEY, "age1nobody", {})


def test_for_another_recipient_everything_is_written_anew(tmp_path: Path, operator):
    entry = _writer(tmp_path, operator).put(b"rows")
    other = _writer(tmp_path, x25519.Identity.generate(), {entry.name: entry.check})
    assert other.put(b"rows").name != entry.name
    assert other.written == 1


def test_a_block_that_no_whole_backup_vouches_for_is_written_anew(tmp_path: Path, operator):
    """After a power cut there may be a name without its bytes."""
    entry = _writer(tmp_path, operator).put(b"rows")
    path_of(tmp_path, entry.name).write_bytes(b"")
    again = _writer(tmp_path, operator)
    again.put(b"rows")
    assert (again.written, again.damaged) == (1, 0), "Nobody has said how it should be."
    assert blocks.reader(tmp_path, key=KEY, identity=str(operator))(entry.name) == b"rows"


def test_what_takes_the_place_of_a_block_is_on_disk_before_it_does(tmp_path: Path, operator, monkeypatch):
    """An older backup relies on that name; one that is new to the folder waits for the sync of all."""
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    entry = _writer(tmp_path, operator).put(b"rows")
    assert synced == []
    path_of(tmp_path, entry.name).write_bytes(b"damaged")
    _writer(tmp_path, operator, {entry.name: entry.check}).put(b"rows")
    assert len(synced) == 1


def test_a_block_that_was_damaged_on_disk_is_seen_and_written_anew(tmp_path: Path, operator):
    entry = _writer(tmp_path, operator).put(b"rows")
    path = path_of(tmp_path, entry.name)
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(bytes(raw))
    again = _writer(tmp_path, operator, {entry.name: entry.check})
    again.put(b"rows")
    assert again.damaged == 1
    assert blocks.reader(tmp_path, key=KEY, identity=str(operator))(entry.name) == b"rows"


def test_a_block_that_is_not_what_it_is_called_is_refused(tmp_path: Path, operator):
    """Anybody can seal to the operator; the name proves that the instance put it there."""
    writer = _writer(tmp_path, operator)
    one, other = writer.put(b"one"), writer.put(b"other")
    read = blocks.reader(tmp_path, key=KEY, identity=str(operator))
    path_of(tmp_path, one.name).write_bytes(path_of(tmp_path, other.name).read_bytes())
    with pytest.raises(BundleError, match="something else"):
        read(one.name)
    path_of(tmp_path, one.name).write_bytes(encrypt(b"no rows", [operator.to_public()]))
    with pytest.raises(BundleError, match="was changed"):
        read(one.name)


def test_missing_blocks_are_counted_and_the_first_is_named(tmp_path: Path, operator):
    writer = _writer(tmp_path, operator)
    there, gone = writer.put(b"there").name, writer.put(b"gone").name
    path_of(tmp_path, gone).unlink()
    read = blocks.reader(tmp_path, key=KEY, identity=str(operator))
    with pytest.raises(BundleError, match=rf"1 of the 2 blocks .* {path_of(tmp_path, gone)}"):
        blocks.look_through(tmp_path, [there, gone], read, tell=lambda _done, _of: None)
    path_of(tmp_path, there).write_bytes(b"damaged")
    with pytest.raises(BundleError, match=f"{path_of(tmp_path, there)} does not open"):
        blocks.look_through(tmp_path, [there], read, tell=lambda _done, _of: None)


@pytest.fixture
def own() -> OwnKey:
    return OwnKey(str(x25519.Identity.generate()))


def _bundle(folder: Path, operator, own: OwnKey, *contents: bytes, called: str) -> Path:
    entries = [_writer(folder, operator).put(content) for content in contents]
    path = folder / f"data-{called}.age"
    table = Table("people.Person", ["id"], len(contents), manifest.as_blocks(entries))
    manifest.write(path, Manifest(NOW, [("people", "0001_initial")], [table]), to=str(operator.to_public()), own=own)
    return path


def test_blocks_go_when_no_bundle_lists_them_any_more(tmp_path: Path, operator, own: OwnKey):
    old = _bundle(tmp_path, operator, own, b"both", b"old", called="1")
    _bundle(tmp_path, operator, own, b"both", b"new", called="2")
    left = path_of(tmp_path, _writer(tmp_path, operator).put(b"of a backup that was broken off").name)
    left.with_suffix(".part").write_bytes(b"half")
    assert prune.prune(tmp_path, own=own, scratch=tmp_path) == (2, 0)
    old.unlink()
    assert prune.prune(tmp_path, own=own, scratch=tmp_path) == (1, 0)
    assert len(list(blocks.present(tmp_path))) == 2


def test_the_blocks_of_the_newest_backup_of_ours_are_used_again(tmp_path: Path, operator, own: OwnKey):
    assert prune.newest(tmp_path, own=own, scratch=tmp_path) == {}
    for called in ("1", "2"):
        _bundle(tmp_path, operator, own, b"both", called.encode(), called=called)
    _bundle(tmp_path, operator, OwnKey(str(x25519.Identity.generate())), b"theirs", called="3")
    entries = [_writer(tmp_path / "apart", operator).put(content) for content in (b"both", b"2")]
    known = prune.newest(tmp_path, own=own, scratch=tmp_path)
    assert {*known} == {entry.name for entry in entries}
    assert {*known.values()}.issubset({blocks._check(path.read_bytes()) for _name, path in blocks.present(tmp_path)})


def test_while_a_bundle_is_another_instances_no_block_goes(tmp_path: Path, operator, own: OwnKey):
    _bundle(tmp_path, operator, OwnKey(str(x25519.Identity.generate())), b"theirs", called="1")
    _bundle(tmp_path, operator, own, b"ours", called="2")
    assert prune.prune(tmp_path, own=own, scratch=tmp_path) == (0, 1)
    assert len(list(blocks.present(tmp_path))) == 2


def test_a_bundle_that_somebody_else_made_is_refused(tmp_path: Path, operator, own: OwnKey):
    """Whoever knows the operator's public key can seal; the instance's own key proves who wrote."""
    path = _bundle(tmp_path, operator, own, b"rows", called="1")
    other = OwnKey(str(x25519.Identity.generate()))
    with pytest.raises(BundleError, match="was not made by the instance"):
        manifest.read(path, own=other, identity=str(operator), scratch=tmp_path)


def test_two_backups_into_one_folder_at_once_are_refused(tmp_path: Path):
    with _alone(tmp_path), pytest.raises(BundleError, match="under way"), _alone(tmp_path):
        pass
    with _alone(tmp_path):
        pass


def test_where_a_folder_cannot_be_locked_no_backup_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A file system in the network may know no locks."""

    def refuse(_handle: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(BundleError, match="cannot be locked: No locks available"), _alone(tmp_path):
        pytest.fail("It began.")
