"""`azukari removals copy`: a copy of the journal of removals is whole whenever somebody looks at it."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from azukari.core.backup import journal_head, manifest
from azukari.core.backup.journal_copy import NotCopied, copy
from tests.live import Program

_NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return _keys(tmp_path / "keys")


def _keys(folder: Path) -> Path:
    folder.mkdir()
    manifest.make_own_key(folder)
    return folder


def _write(folder: Path, keys: Path, **months: int) -> None:
    """So many lines a month."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.jsonl"):
        path.unlink()
    for month, lines in months.items():
        (folder / f"2026-{month[1:]}.jsonl").write_text("{}\n" * lines, "ascii")
    journal_head.write(folder, keys, now=_NOON)


def _whole(copied: Path, keys: Path) -> bool:
    return not list(journal_head.gaps(copied, copied, keys=keys, keys_made=_NOON, data_made=_NOON))


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_copy_follows_the_journal(keys: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "removals", tmp_path / "far" / "safe"
    _write(source, keys, m10=3, m11=2)
    assert copy(source, target).until == _NOON
    assert _files(target) == _files(source)
    _write(source, keys, m11=3, m12=1)  # what is too old was taken out
    copy(source, target)
    assert _files(target) == _files(source)
    assert [path.stat().st_mode & 0o077 for path in target.iterdir()] == [0] * 3


def test_lines_that_come_while_it_is_copied(keys: Path, tmp_path: Path, monkeypatch) -> None:
    source, target = tmp_path / "removals", tmp_path / "safe"
    _write(source, keys, m11=2)
    original = shutil.copyfileobj
    grown: list[object] = []

    def grow(told, copied):
        original(told, copied)
        if not grown:  # between the lines and what is said of them, whichever is taken first
            _write(source, keys, m11=9)
        grown.append(told)

    monkeypatch.setattr(shutil, "copyfileobj", grow)
    copy(source, target)
    assert _whole(target, keys)
    assert len(grown) == 2, "Taken once: what was added since is more than it says, and no fault."


@pytest.mark.parametrize("after", range(4))
def test_a_copy_that_is_broken_off_leaves_the_one_before(after: int, keys: Path, tmp_path: Path, monkeypatch) -> None:
    source, target = tmp_path / "removals", tmp_path / "safe"
    _write(source, keys, m10=1, m11=2)
    copy(source, target)
    _write(source, keys, m10=1, m11=9, m12=9)
    original, left = Path.rename, [after]

    def rename(path: Path, to: Path) -> Path:
        if not left[0]:
            raise OSError(28, "No space left on device")
        left[0] -= 1
        return original(path, to)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", rename)
        with pytest.raises(OSError, match="No space left"):
            copy(source, target)
    assert _whole(target, keys)
    copy(source, target)
    assert _files(target) == _files(source)


def test_the_copy_of_another_instance_stays(keys: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "removals", tmp_path / "safe"
    _write(target, _keys(tmp_path / "their-keys"), m11=5)
    theirs = _files(target)
    _write(source, keys, m11=2)
    with pytest.raises(NotCopied, match="has the journal of another instance"):
        copy(source, target)
    assert _files(target) == theirs


def test_a_newer_copy_stays_when_the_instance_was_set_back(keys: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "removals", tmp_path / "safe"
    _write(source, keys, m11=2)
    older = tmp_path / "older"
    shutil.copytree(source, older)
    _write(source, keys, m11=4)
    copy(source, target)
    kept = _files(target)
    with pytest.raises(NotCopied, match="is newer than this instance's"):
        copy(older, target)
    assert _files(target) == kept


def test_a_journal_that_lacks_lines_is_not_copied(keys: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "removals", tmp_path / "safe"
    _write(source, keys, m11=5)
    (source / "2026-11.jsonl").write_text("{}\n", "ascii")
    with pytest.raises(NotCopied, match="lacks lines"):
        copy(source, target)
    assert _files(target) == {}


def test_without_a_journal_and_into_itself(keys: Path, tmp_path: Path) -> None:
    source = tmp_path / "removals"
    with pytest.raises(NotCopied, match="There is no journal"):
        copy(source, tmp_path / "safe")
    _write(source, keys, m11=1)
    with pytest.raises(NotCopied, match="is the journal itself"):
        copy(source, source / "copy")
    assert not (tmp_path / "safe").exists()


def test_by_the_command(own_program: Program, tmp_path: Path) -> None:
    refused = own_program.azukari("removals", "copy", str(tmp_path / "safe"), check=False)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "There is no journal in " in refused.stderr
    own_program.azukari("worker", "--once")
    done = own_program.azukari("removals", "copy", str(tmp_path / "safe"))
    assert done.stdout.startswith(f"Copied to {tmp_path / 'safe'}: what was removed until 20")
    (tmp_path / "file").write_text("", "ascii")
    failed = own_program.azukari("removals", "copy", str(tmp_path / "file" / "safe"), check=False)
    assert failed.returncode == 1
    assert "cannot be written: Not a directory." in failed.stderr
