"""Backups as an organisation makes them: the first, one of an unchanged instance, one after a busy day, and a drill.

    python -m benchmarks.backup                                a minute: 10,000 people on SQLite
    python -m benchmarks.backup --people 100000                some minutes
    python -m benchmarks.backup --people 100000 --engine postgresql

Each is the real command in a process of its own, with its seconds, the bytes that it wrote and its peak memory. Beside
them the engine's own way to copy a database, which is whole each time, unsealed, and has the keys in it.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import instance
from benchmarks.table import show
from tests.postgres import programs

_NEW, _CORRECTED = 0.005, 0.005  # of the people, on a busy day


def main() -> int:
    reader = instance.reader(__doc__)
    reader.add_argument("--people", type=int, default=10_000, metavar="N")
    options = reader.parse_args()
    with instance.standing(options.engine) as (root, url):
        from benchmarks.population import grow

        grow(options.people, now=datetime.now(UTC))
        rows = [[name, *cells] for name, cells in _measure(root.parent, url, options.people)]
    head = ["what", "seconds", "MB written", "ratio to the copy", "blocks written", "of", "peak MB"]
    show(f"Backups of {options.people:,} people on {options.engine}", head, rows)
    return 0


def _measure(root: Path, url: str, people: int) -> Iterator[tuple[str, list[object]]]:
    seconds, copy = _engines_copy(root, url)
    yield "the engine's own copy", [f"{seconds:.1f}", f"{copy:.1f}", "1.00", "", "", ""]
    key = root / "operator.key"
    to = subprocess.run(_azukari(root, "backup", "--make-key", str(key)), capture_output=True, text=True, check=True)
    backup = ("backup", str(root / "backups"), "--to", to.stdout.strip(), "--json")
    for name in ("the first", "again, nothing changed", "after a busy day"):
        if name == "after a busy day":
            _a_busy_day(people)
        seconds, peak, made = _run(root, backup)
        size = made["size"] / 1e6
        told = [f"{seconds:.1f}", f"{size:.1f}", f"{size / copy:.2f}", made["written"], made["blocks"], f"{peak:.0f}"]
        yield name, told
    bundles = ("--data", made["data"], "--keys", made["keys"], "--identity", str(key))
    seconds, peak, drill = _run(root, ("restore", "--drill", *bundles, "--json"))
    if drill["wrong"]:
        raise SystemExit(f"The drill failed: {drill['wrong'][0]}")
    yield "a restore drill", [f"{seconds:.1f}", "", "", "", "", f"{peak:.0f}"]


def _a_busy_day(people: int) -> None:
    """People come, and others correct what is held about them, here and there."""
    from azukari.core.vault.correct import correct
    from azukari.core.vault.models import SealedValue
    from azukari.policy.terms import Actor, ActorKind, Category
    from benchmarks.population import grow

    now = datetime.now(UTC)
    values = list(SealedValue.objects.filter(category=Category.ADDRESS).values_list("id", "person_id"))
    for value, person in random.Random(1).sample(values, int(people * _CORRECTED)):
        correct(value, "198-0172", person=person, actor=Actor(ActorKind.PERSON, str(person)), now=now)
    grow(people + int(people * _NEW), now=now)


def _azukari(root: Path, *words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "azukari.cli", *words, "--dir", str(root / "instance")]


def _run(root: Path, words: Sequence[str]) -> tuple[float, float, dict[str, Any]]:
    """Run a command; returns its seconds, its peak memory in MB, and what it printed."""
    time.sleep(1)  # bundles are called by the second
    began = time.perf_counter()
    with subprocess.Popen(_azukari(root, *words), stdout=subprocess.PIPE, text=True) as running:
        said = running.stdout.read() if running.stdout else ""
        _pid, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"azukari {words[0]} failed.")
    return time.perf_counter() - began, used.ru_maxrss / 1024, json.loads(said)


def _engines_copy(root: Path, url: str) -> tuple[float, float]:
    """Its seconds, and its size in MB."""
    copy = root / "copy"
    began = time.perf_counter()
    if url:
        subprocess.run([programs() / "pg_dump", "--format=custom", f"--file={copy}", url], check=True)
    else:
        with sqlite3.connect(root / "instance" / "data" / "azukari.sqlite3") as here, sqlite3.connect(copy) as there:
            here.backup(there)
    return time.perf_counter() - began, copy.stat().st_size / 1e6


if __name__ == "__main__":
    sys.exit(main())
