"""`restore --keys-only`: what an instance lost of its keys comes back, and nothing that was destroyed on purpose."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from azukari.core.backup import bundle
from tests.backup.bundles import back_up
from tests.live import Mould, Program, cast


def held(program: Program) -> set[str]:
    return {path.name for path in (program.root / "keys").iterdir() if not path.name.startswith(".")}


def lose(program: Program, *, but: tuple[str, ...] = ()) -> None:
    for path in (program.root / "keys").iterdir():
        if path.name not in but:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def bring_back(program: Program, keys: Path, identity: Path, *, check: bool = True) -> tuple[str, str]:
    words = ("restore", "--keys-only", "--keys", str(keys), "--identity", str(identity))
    done = program.azukari(*words, check=check)
    assert (done.returncode == 0) is check
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


@dataclass(frozen=True)
class Rotated:
    """An instance whose master key was rotated and whose first epoch ended, with a bundle of keys from before."""

    mould: Mould
    older: Path
    identity: Path
    over: bytes


@pytest.fixture(scope="module")
def rotated(peopled_mould: Mould, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rotated]:
    place = tmp_path_factory.mktemp("rotated")
    bundle.make_key(place / "operator.key")
    with cast(peopled_mould, place / "instance") as made:
        _data, older = back_up(made, place / "backups", place / "operator.key")
        over = (made.root / "keys" / "epoch-1").read_bytes()
        made.azukari("keys", "rotate", "master")
        made.azukari("keys", "rotate", "epoch")
        assert held(made) >= {"master-2", "epoch-2"}
        assert "epoch-1" not in held(made)
        database = made.environment.get("AZUKARI_DATABASE", "").rpartition("/")[2]
        yield Rotated(Mould(made.root, made.url, database), older, place / "operator.key", over)


@pytest.fixture
def program(rotated: Rotated, tmp_path: Path) -> Iterator[Program]:
    with cast(rotated.mould, tmp_path / "instance") as made:
        yield made


def test_the_key_of_an_epoch_that_is_over_stays_away_and_all_others_come_back(
    program: Program, rotated: Rotated, tmp_path: Path
) -> None:
    """As from a backup that was made in the hour in which the last epoch's key lies there still."""
    was = held(program)
    over = program.root / "keys" / "epoch-1"
    over.write_bytes(rotated.over)
    over.chmod(0o600)
    _data, keys = back_up(program, tmp_path / "backups", rotated.identity)
    lose(program)
    said, complained = bring_back(program, keys, rotated.identity)
    assert held(program) == was - {"signed"}
    assert "epoch-2" in said
    assert "epoch-1" not in said
    assert "These keys open the newest data." in said
    assert complained == ""
    assert program.azukari("staff", "list").stderr == ""


def test_a_bundle_from_before_the_newest_epoch_is_refused_and_a_whole_restore_is_advised(
    program: Program, rotated: Rotated
) -> None:
    lose(program, but=("master-2",))
    said, complained = bring_back(program, rotated.older, rotated.identity, check=False)
    assert "master-1" in said.splitlines()[-1], "nothing needs it any more"
    assert complained.startswith("This bundle has no epoch-2, which what is stored needs")
    assert f"azukari restore --data data-....age --keys keys-....age --identity FILE --removals {program.root}" in (
        complained
    )
    assert "open the newest data. Start" not in said
    assert {"epoch-1", "master-1"}.isdisjoint(held(program)), "they were destroyed, and stay so"


def test_an_older_master_key_does_not_come_back_in_the_place_of_the_newest(program: Program, rotated: Rotated) -> None:
    lose(program, but=("epoch-2",))
    _said, complained = bring_back(program, rotated.older, rotated.identity, check=False)
    assert complained.startswith("This bundle has no master-2, which what is stored needs")
    assert "master-1" not in held(program)
