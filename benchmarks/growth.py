"""Steps about one person, as the number of people grows: p50 and p95 of each, and how p95 grows.

The steps are real verbs with every record and every commit on disk. The people of a step are chosen by chance out of
the whole range, so the database's cache is as cold as its size makes it. The processor's time beside the clock's is
this process's own: on SQLite all of it, on PostgreSQL without the server's; other programs on the machine do not change
it much.
"""

import argparse
import cProfile
import pstats
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import UUID

from benchmarks import instance
from benchmarks.table import show

WARM = 10  # people with whom the code is warmed, not the data; no more than are measured

type Step = Callable[[UUID], object]
type Time = tuple[float, float]
"""Seconds by the clock, and of the processor."""

type Times = dict[str, list[Time]]


def options(about: str | None, *, times: int, steps: Sequence[str]) -> argparse.ArgumentParser:
    """What can be chosen on the command line."""
    reader = instance.reader(about)
    reader.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000], metavar="N", help="numbers of people")
    reader.add_argument("--times", type=int, default=times, metavar="N", help="how often each step is measured")
    reader.add_argument("--profile", choices=steps, help="profile this step at the last size instead of timing it")
    reader.add_argument(
        "--kept", type=Path, metavar="DIR", help="on SQLite: use the instance there, and leave it there"
    )
    return reader


def people(size: int, engine: str) -> None:
    """Let there be so many."""
    from benchmarks.crowd import gather

    seconds = gather(size, now=datetime.now(UTC))
    print(f"{size:,} people on {engine} (made in {seconds:.0f} s)", file=sys.stderr)


def measure(steps: Mapping[str, Step], times: int, *, profile: str | None = None) -> Times:
    """How many seconds each step took, so many times."""
    from benchmarks.crowd import some_people

    warm = min(WARM, times)
    needed = (times + warm) * len(steps)
    chosen = some_people(needed)
    if len(chosen) < needed:
        raise SystemExit(f"{len(steps)} steps, {times} times each, need {needed} real people: there are {len(chosen)}.")
    random.Random(1).shuffle(chosen)
    measured: Times = {}
    for name, step in steps.items():
        for person in [chosen.pop() for _ in range(warm)]:
            step(person)
        these = [chosen.pop() for _ in range(times)]
        if name == profile:
            _profile(step, these)
        measured[name] = [timed(step, person) for person in these]
    return measured


def timed(step: Step, person: UUID) -> Time:
    """The seconds that a step takes."""
    began, busy = time.perf_counter(), time.process_time()
    step(person)
    return time.perf_counter() - began, time.process_time() - busy


def _profile(step: Step, people: list[UUID]) -> None:
    with cProfile.Profile() as profile:
        for person in people[: len(people) // 2]:
            step(person)
    del people[: len(people) // 2]
    pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def report(title: str, measured: Mapping[int, Times]) -> None:
    """Two tables, by the clock and of the processor: milliseconds at each size, and the ratio of p95 at the last to p95
    at the first.
    """
    for kind, name in enumerate(("by the clock", "of the processor")):
        sizes = list(measured)
        head = ["step", *(f"{p} at {n:,}" for n in sizes for p in ("p50", "p95")), "p95 ratio"]
        rows = []
        for step in measured[sizes[0]]:
            of_size = [[time[kind] for time in measured[size][step]] for size in sizes]
            cells = [cell for values in of_size for cell in (milliseconds(median(values)), milliseconds(p95(values)))]
            rows.append([step, *cells, f"{p95(of_size[-1]) / p95(of_size[0]):.2f}"])
        show(f"{title}, milliseconds {name}", head, rows)


def milliseconds(seconds: float) -> str:
    """As the tables show it."""
    return f"{seconds * 1000:.2f}"


def p95(values: Sequence[float]) -> float:
    """The value below which nineteen of twenty lie."""
    return sorted(values)[int(len(values) * 0.95)]
