"""An instance as a release leaves it: the fictional organisation with a few made-up people, packed with its keys."""

import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tests.live import ROOT, Program
from tests.postgres import free_port

FOLDER = Path(__file__).parent
PEOPLE = """
from azukari.core.policy_versions.current import current
from azukari.demo.people import add_people
print(add_people(current(), now=timezone.now()))
"""
URL = "http://127.0.0.1:1"
GROWING = {
    "django_migrations", "django_content_type", "auth_permission", "sqlite_sequence",
    "ledger_pending", "ledger_entry", "ledger_tile", "ledger_checkpoint",
}  # fmt: skip
"""Tables to which an upgrade adds rows."""
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


class Release(Program):
    """An instance with the program of the release that it is of, on the libraries of today."""

    def azukari(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``azukari WORDS`` of that release for this instance."""
        command = [sys.executable, "-P", "-m", "azukari.cli", *words, "--dir", str(self.root)]
        done = subprocess.run(
            command, env=dict(self.environment), capture_output=True, text=True, check=False, timeout=600
        )
        assert not check or done.returncode == 0, f"azukari {words[0]}: {done.stdout}{done.stderr}"
        return done

    def elsewhere(self, root: Path) -> "Release":
        """The same program for another place."""
        return Release(root, self.url, self.environment)


def source_of(file: Path, into: Path) -> bool:
    """Put the program of a release there, as the repository's history has it; False where that is not at hand."""
    words = ["log", "--diff-filter=A", "--format=%H", "--reverse", "--", str(file)]
    known = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if known.returncode or not known.stdout:
        return False
    commit = known.stdout.split()[0]
    packed = subprocess.run(
        ["git", "archive", commit, "azukari", "pyproject.toml"], cwd=ROOT, capture_output=True, check=False
    )
    if packed.returncode:
        return False
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as source:
        source.extractall(into, filter="data")
    return True


def by_its_own_program(instance: Program, source: Path) -> Release:
    """The instance, with the program that lies there."""
    return Release(instance.root, instance.url, {**instance.environment, "PYTHONPATH": str(source)})


def tables_of(program: Program) -> tuple[Mapping[str, str], Mapping[str, int]]:
    """The triggers of its database, each with what it does; and how many rows each table has."""
    with closing(sqlite3.connect(program.root / "data" / "azukari.sqlite3")) as file:
        triggers = dict(file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return triggers, {name: file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def clock_of(file: Path) -> Mapping[str, str]:
    """Variables of processes that run an hour after the instance was kept: what was due since is not due yet."""
    with tarfile.open(file) as packed:
        kept_at = max(member.mtime for member in packed)
    ahead = f"-{int(time.time() - kept_at) - 3600}s"
    named = subprocess.run(
        ["faketime", "-m", "-f", ahead, "printenv", "LD_PRELOAD"], capture_output=True, text=True, check=True
    )
    return {"LD_PRELOAD": named.stdout.strip(), "FAKETIME": ahead, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def unpacked(file: Path, into: Path) -> Program:
    """The same instance in a folder of its own, at its own time (`clock_of`)."""
    with tarfile.open(file) as packed:
        packed.extractall(into, filter="data")
    (into / "instance" / "outbox").mkdir(mode=0o700)
    made = _program(into / "instance", f"http://127.0.0.1:{free_port()}")
    made.set(URL, made.url)
    return replace(made, environment={**made.environment, **clock_of(file)})
