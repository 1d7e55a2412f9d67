"""A request end to end (taken in, decided, carried out, checked, answered) as people grow: p50, p95 and the ratio.

    python -m benchmarks.rights                                   a minute: 2,000 and 20,000 people on SQLite
    python -m benchmarks.rights --sizes 10000 1000000             the figures of the design, some minutes
    python -m benchmarks.rights --sizes 10000 1000000 --engine postgresql

Every step is the real verb with every record and every commit on disk. "erase" contains the scan of the whole database
that checks the certificate; "scan" shows it alone, since it grows with the database, in the worker and before nobody.
"""

import argparse
import cProfile
import pstats
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

from benchmarks import instance
from benchmarks.table import show

STEPS = ("release", "document", "correct", "scan", "erase")
type Times = dict[str, list[float]]


def _options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000], metavar="N", help="numbers of people")
    reader.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    reader.add_argument("--times", type=int, default=40, metavar="N", help="how often each step is measured")
    reader.add_argument("--profile", choices=STEPS, help="profile this step at the last size instead of timing it")
    return reader.parse_args()


def main() -> int:
    options = _options()
    with instance.folder() as root, instance.database(options.engine) as url:
        instance.make(root / "instance", url=url)
        from benchmarks.population import grow
        from benchmarks.request_steps import staff_the_desk

        staff_the_desk()

        measured: dict[int, Times] = {}
        for size in sorted(options.sizes):
            seconds = grow(size, now=datetime.now(UTC))
            print(f"{size:,} people on {options.engine} (made in {seconds:.0f} s)", file=sys.stderr)
            measured[size] = dict(_measure(options.times, options.profile if size == max(options.sizes) else None))
    _report(measured, options.engine)
    return 0


def _measure(times: int, profile: str | None) -> Iterator[tuple[str, list[float]]]:
    from benchmarks import request_steps as steps
    from benchmarks.steps import some_people

    chosen = some_people(times * len(STEPS) + 3 * len(STEPS))
    random.Random(1).shuffle(chosen)
    for name in STEPS:
        step: Callable[[UUID], object] = getattr(steps, name)
        for person in [chosen.pop() for _ in range(3)]:  # warm the code, not the data
            step(person)
        people = [chosen.pop() for _ in range(times)]
        if name == profile:
            _profile(step, people)
        yield name, [_timed(step, person) for person in people]


def _timed(step: Callable[[UUID], object], person: UUID) -> float:
    began = time.perf_counter()
    step(person)
    return time.perf_counter() - began


def _profile(step: Callable[[UUID], object], people: list[UUID]) -> None:
    with cProfile.Profile() as profile:
        for person in people[: len(people) // 2]:
            step(person)
    del people[: len(people) // 2]
    pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def _report(measured: dict[int, Times], engine: str) -> None:
    sizes = list(measured)
    head = ["step", *(f"{p} at {n:,}" for n in sizes for p in ("p50", "p95")), "p95 ratio"]
    rows = []
    for name in STEPS:
        cells = [name]
        for size in sizes:
            values = sorted(measured[size][name])
            cells += [f"{statistics.median(values) * 1000:.2f}", f"{_p95(values) * 1000:.2f}"]
        ratio = _p95(measured[sizes[-1]][name]) / _p95(measured[sizes[0]][name])
        rows.append([*cells, f"{ratio:.2f}"])
    show(f"One person, milliseconds, {engine}", head, rows)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
