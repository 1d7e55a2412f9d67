"""What a file of tests leaves in the instance's folder goes before the next begins, as it does from the database."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.instance import DATABASE, FOLDER


@pytest.fixture(autouse=True, scope="module")
def _nothing_left_behind() -> Iterator[None]:
    before = files()
    yield
    put_back(before)


def files() -> Mapping[Path, tuple[int, bytes]]:
    """All that lies in the instance's folder beside the database: who may read it, and what it says."""
    paths = (path for path in Path(os.environ[FOLDER]).rglob("*") if not path.name.startswith(DATABASE))
    return {path: (path.stat().st_mode, path.read_bytes()) for path in paths if path.is_file()}


def put_back(before: Mapping[Path, tuple[int, bytes]]) -> None:
    """Make the folder what it was."""
    now = files()
    for path in now.keys() - before.keys():
        path.unlink()
    for path, (mode, content) in before.items():
        if now.get(path) != (mode, content):
            path.write_bytes(content)
            path.chmod(mode)
