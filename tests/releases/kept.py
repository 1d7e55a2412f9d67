"""An instance as a release leaves it: the fictional organisation with a few made-up people, packed with its keys."""

import os
import re
import shutil
import tarfile
import tempfile
from pathlib import Path

from tests.live import Program
from tests.postgres import free_port

FOLDER = Path(__file__).parent
PEOPLE = """
from azukari.charter.current import current
from azukari.cli.sample import add_people
print(add_people(current(), now=timezone.now()))
"""
URL = "http://127.0.0.1:1"
_ELSEWHERE = {"AZUKARI_INSTANCE", "AZUKARI_DATABASE"}


def _program(root: Path, url: str) -> Program:
    """On SQLite, whatever engine the tests run on."""
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    return Program(root, url, {**kept, "DJANGO_SETTINGS_MODULE": "azukari.site.settings"})


def keep(version: str) -> Path:
    """Make one with the program as it is, and pack it; returns the file."""
    into = FOLDER / f"azukari-{version}.tar.xz"
    with tempfile.TemporaryDirectory() as scratch:
        made = _program(Path(scratch) / "instance", URL)
        made.azukari("init", str(made.root), "--fictional", "--base-url", URL)
        made.azukari("policy", "publish")
        made.python(PEOPLE)
        made.azukari("ledger", "verify")
        shutil.rmtree(made.root / "outbox")
        with tarfile.open(into, "w:xz", preset=9) as packed:
            packed.add(made.root, "instance")
    return into


def releases() -> list[Path]:
    """The file of each release, the first one first."""
    return sorted(
        FOLDER.glob("azukari-*.tar.xz"), key=lambda file: [int(part) for part in re.findall(r"\d+", file.name)]
    )


def unpacked(file: Path, into: Path) -> Program:
    """The same instance in a folder of its own."""
    with tarfile.open(file) as packed:
        packed.extractall(into, filter="data")
    (into / "instance" / "outbox").mkdir(mode=0o700)
    made = _program(into / "instance", f"http://127.0.0.1:{free_port()}")
    made.set(URL, made.url)
    return made
