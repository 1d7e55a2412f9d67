"""Appending to the ledger, integrating and verifying it, beside the same rows in a bare table.

    python -m benchmarks.ledger [--entries 20000] [--engine postgresql]

Every commit is on disk. An append is one event in a transaction of its own; the bare table takes the same columns in a
transaction of its own, and has no commitment, no seal and no tree. The worker integrates what waits each second. Last,
the auditor's bundle is written, with a year's notes of the days to prove, and checked by its own script.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks import instance
from benchmarks.table import show


def main() -> int:
    parser = instance.reader(__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    options = parser.parse_args()
    with instance.standing(options.engine) as (root, _url):
        measure(options.entries)
        bundle(root.parent / "bundle")
    return 0


def measure(entries: int) -> None:
    from django.db import connection, transaction

    from azukari.core.ledger.events import Event
    from azukari.core.ledger.integrate import integrate_all
    from azukari.core.ledger.record import COLUMNS, prepare, record, record_many
    from azukari.core.ledger.verify import verify
    from azukari.core.vault.events import VALUE_RELEASED

    now, key, person = datetime.now(UTC), bytes(32), uuid4()
    integrate_all(now)
    payload = {"actor": f"staff:{uuid4()}", "purpose": "membership", "categories": ["name"]}
    one = Event(VALUE_RELEASED, payload, person)
    binary = "bytea" if connection.vendor == "postgresql" else "blob"
    columns = ", ".join(f"{c} {'text' if c in COLUMNS[:4] else binary}" for c in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare ({columns})")
    row = prepare(one, now=now, key=key)
    bare_row: list[str | bytes] = [str(row.id), *row[1:]]
    commits = max(200, entries // 10)

    def bare() -> None:
        for _ in range(commits):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO bare VALUES ({', '.join(['%s'] * len(COLUMNS))})", bare_row)

    def append() -> None:
        for _ in range(commits):
            with transaction.atomic():
                record(one, now=now, key=key)

    def append_many() -> None:
        for start in range(0, entries - commits, 100):
            with transaction.atomic():
                record_many([(one, key)] * min(100, entries - commits - start), now=now)

    rates = {
        "bare table, a commit each": rate(bare, commits),
        "append, a commit each": rate(append, commits),
        "append, 100 a commit": rate(append_many, entries - commits),
        "integrate (tree, tiles, checkpoint)": rate(lambda: integrate_all(now), entries),
        "verify": rate(lambda: expect(verify(lambda entries: dict.fromkeys(entries, key)).ok), entries),
    }
    base = rates["bare table, a commit each"]
    rows = [(name, f"{value:,.0f}", f"{value / base:.2f}") for name, value in rates.items()]
    show(f"The ledger on {connection.vendor}, {entries:,} entries", ("", "per second", "ratio"), rows)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def bundle(folder: Path) -> None:
    from django.db import transaction

    from azukari.core.ledger.integrate import integrate_all
    from azukari.core.ledger.publish import publish_due
    from azukari.core.policy_versions.current import today
    from azukari.features.audits.day_notes import YEAR, note
    from azukari.features.rules.bundle import write
    from azukari.lib.watched_day import WatchedDay

    now = datetime.now(UTC)
    with transaction.atomic():
        for ago in range(YEAR, 0, -1):
            note(today(now) - timedelta(days=ago), WatchedDay(), now)
    integrate_all(now)
    publish_due(now)
    started = time.perf_counter()
    made = write(folder, now=now)
    written = time.perf_counter()
    subprocess.run([sys.executable, "-I", str(folder / "verify.py")], check=True, stdout=subprocess.DEVNULL)
    checked = time.perf_counter()
    print(
        f"auditor's bundle of {made.entries:,} entries, {made.files:,} files, {made.proofs} proofs: "
        f"written in {written - started:.1f} s, checked in {checked - written:.1f} s"
    )


def rate(work: Callable[[], object], count: int) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def expect(claim: bool) -> None:
    if not claim:
        raise AssertionError("the ledger does not verify")


if __name__ == "__main__":
    sys.exit(main())
