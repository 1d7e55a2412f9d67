"""Backups of a small instance, made and restored by the commands, on the instance itself and on another machine."""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyrage import decrypt, x25519

from azukari.core.backup import bundle, manifest
from azukari.core.backup.blocks import path_of
from azukari.core.backup.manifest import Manifest
from tests.live import Mould, Program, cast, drop_database, environment_of, new_database

PEOPLE = """
from azukari.core.policy_versions.current import current
from azukari.demo.people import VISITORS, add_people
add_people(current(), now=timezone.now())
"""


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    path = tmp_path / "operator.key"
    bundle.make_key(path)
    return path


@pytest.fixture(scope="module")
def peopled_mould(mould: Mould, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mould]:
    """An instance in which people have registered and the worker has worked once; every other one is a copy of it."""
    with cast(mould, tmp_path_factory.mktemp("peopled") / "instance") as made:
        made.python(PEOPLE)
        made.azukari("worker", "--once")
        yield Mould(made.root, made.url, made.environment.get("AZUKARI_DATABASE", "").rpartition("/")[2])


@pytest.fixture
def peopled(peopled_mould: Mould, tmp_path: Path) -> Iterator[Program]:
    """An instance with people, for one test alone."""
    with cast(peopled_mould, tmp_path / "instance") as made:
        yield made


def back_up(program: Program, folder: Path, identity: Path, *words: str) -> tuple[Path, Path]:
    to = x25519.Identity.from_str(bundle.identity_in(identity)).to_public()
    told = json.loads(program.azukari("backup", str(folder), "--to", str(to), "--json", *words).stdout)
    return Path(told["data"]), Path(told["keys"])


def listed(program: Program, data: Path, secret: str) -> Manifest:
    """What a bundle of data says."""
    return manifest.read(data, own=manifest.own_key(program.root / "keys"), identity=secret, scratch=data.parent)


def decrypted(data: Path, name: bytes, secret: str) -> bytes:
    """The rows in a block, opened as the standard tool would."""
    return zlib.decompress(decrypt(path_of(data.parent, name).read_bytes(), [x25519.Identity.from_str(secret)]))


@pytest.fixture
def another(tmp_path: Path, mould: Mould) -> Iterator[Program]:
    """A place for the restored instance, on PostgreSQL with an empty database of its own."""
    database = new_database()
    yield Program(tmp_path / "again", mould.url, environment_of(database))
    drop_database(database)


def restore(into: Program, data: Path, keys: Path, identity: Path, *words: str, check: bool = True) -> str:
    done = into.azukari(
        "restore", "--data", str(data), "--keys", str(keys), "--identity", str(identity), *words, check=check
    )
    return done.stdout if check else done.stderr
