"""Mutation testing of the enforcement packages, by samples: `bin/mutants`.

Small careless changes are drawn by a seed from all that can be made (`changes`). Each is written into a copy of the
tree, and the tests that rest on the changed line (`reach`), the quickest first, run in a fork of a process that has
loaded program, tests and database. Nobody noticed: then a test is missing, or the change means the same as before,
which `equivalents.toml` says with its reason. Reports, and ends 0 whatever it finds; 1 if it cannot look.
"""

import argparse
import difflib
import random
import resource
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice, zip_longest
from pathlib import Path
from queue import SimpleQueue
from typing import Self

from tests.mutants.changes import Change, changes, is_readable
from tests.mutants.copied import Copy
from tests.mutants.listed import ROOT, Mutant
from tests.mutants.reach import EVERY, PACKAGES, Reach, sources
from tests.mutants.resting import Resting
from tests.mutants.scope import enforces
from tests.mutants.session import LATE, SPINS

EQUIVALENTS = Path(__file__).with_name("equivalents.toml")
_PATIENCE = 240.0  # seconds besides: the machine may be busy; what only spins ends sooner, by the processor's clock
_TO_END = 30.0  # seconds after the run's time in which what is under way may end
_NOT_FOUND = 4  # pytest's exit code where a test is not there, as when its file cannot be read
_WRONG = (3, _NOT_FOUND, 5)  # pytest's exit codes for an error of its own, a test that it cannot find, and no test


@dataclass(frozen=True)
class Sampled(Mutant):
    """A mutant whose place is known by number."""

    change: Change

    @classmethod
    def of(cls, change: Change) -> Self:
        return cls(f"{change.file}:{change.line}", "sampled", change.file, change.was, change.becomes, "", (), change)

    def applied(self, text: str) -> str:
        return self.change.applied(text)


@dataclass(frozen=True, slots=True)
class Tried:
    """
    Args:
        state: ``noticed``, ``SURVIVED``, ``UNTESTED`` (no test ran), or ``trouble``.
        by: the test that noticed; else how many of how many tests looked.
    """

    change: Change
    state: str
    by: str
    seconds: float


@cache
def equivalents() -> dict[tuple[str, str, str, str], str]:
    """The changes that change nothing, by `Change.key`, each with its reason."""
    listed = tomllib.loads(EQUIVALENTS.read_text("utf-8")).get("same", [])
    return {(e["file"], e["within"], e["was"], e["becomes"]): e["why"] for e in listed}


def all_changes(packages: Sequence[str]) -> list[Change]:
    """Every change of these packages but the equivalent ones, in the order of the files."""
    wanted = tuple(f"azukari/{package}/" for package in packages)
    files = [str(path.relative_to(ROOT)) for path in sources()]
    found = [
        change
        for file in files
        if file.startswith(wanted)
        for change in changes((ROOT / file).read_text("utf-8"), file)
    ]
    return [change for change in found if change.key not in equivalents()]


def drawn(found: Sequence[Change], *, seed: int, count: int) -> list[Change]:
    """So many of them, by chance, as many of each package; the same for the same seed and source."""
    chance = random.Random(seed)
    of: dict[str, list[Change]] = defaultdict(list)
    for change in chance.sample(found, len(found)):
        of[change.package].append(change)
    readable = (filter(_can_be_read, of[package]) for package in chance.sample(sorted(of), len(of)))
    in_turn = chain.from_iterable(zip_longest(*readable))
    return list(islice((change for change in in_turn if change), count))


def _can_be_read(change: Change) -> bool:
    return is_readable(change.applied((ROOT / change.file).read_text("utf-8")))


@dataclass
class Sampling:
    """One run.

    Args:
        until: when no further change is tried, by `time.monotonic`.
    """

    resting: Resting
    until: float
    known: dict[str, bool] = field(default_factory=dict)

    def _at_most(self, seconds: float) -> float:
        """So many seconds, or what is left of the run's time and a little more."""
        return min(seconds, max(0.0, self.until + _TO_END - time.monotonic()))

    def try_on(self, change: Change, copy: Copy) -> Tried | None:
        """Returns None if the run's time was over before anything could be said."""
        begun = time.monotonic()
        mutant = Sampled.of(change)
        while True:
            tests = self.resting.on(change)
            if not tests:
                return Tried(change, "UNTESTED", "no test rests on it", time.monotonic() - begun)
            anew = self.resting.runs_at_import(change)
            code, by = copy.try_tests(mutant, tests, seconds=self._limit(tests), anew=anew)
            seconds = time.monotonic() - begun
            if time.monotonic() > self.until + _TO_END:
                return None
            if code == _NOT_FOUND and self._is_green(tests[0], copy):
                return Tried(change, "noticed", "its tests cannot be collected", seconds)
            if code in _WRONG:
                return Tried(change, "trouble", f"pytest ended with {code}; {copy.log}", seconds)
            if code == LATE and not by:
                return Tried(change, "trouble", "not in time: it waits, or the machine is busy", seconds)
            if code == 0:
                return Tried(change, "SURVIVED", f"{len(tests)} tests", seconds)
            if not by or self._is_green(by, copy):
                return Tried(change, "noticed", by or ("it does not end" if code == SPINS else "it stops"), seconds)
            self.resting.red |= {by, by.partition("::")[0]}

    def _limit(self, tests: Sequence[str]) -> float:
        """For how long these tests may run with a change in the code."""
        return self._at_most(_PATIENCE + 3 * sum(self.resting.reach.seconds.get(test, 0.0) for test in tests))

    def _is_green(self, test: str, copy: Copy) -> bool:
        """Whether a test that complained is content without the change."""
        if test not in self.known:
            code, _by = copy.try_tests(None, [test], seconds=self._at_most(_PATIENCE * 2))
            self.known[test] = code == 0
        return self.known[test]


def difference(change: Change) -> str:
    """The lines that change, before and after."""
    was, becomes = change.was.splitlines(), change.becomes.splitlines()
    lines = difflib.unified_diff(was, becomes, lineterm="", n=0)
    return "\n".join(f"    {line}" for line in lines if not line.startswith(("---", "+++", "@@")))


def _say(tried: Tried) -> None:
    at = f"{tried.change.file}:{tried.change.line}"
    sys.stdout.write(f"{tried.state:<9} {tried.seconds:5.1f} s  {at}  {tried.change.what}  [{tried.by}]\n")
    if tried.state != "noticed":
        sys.stdout.write(difference(tried.change) + "\n")
    sys.stdout.flush()


def run(chosen: Sequence[Change], *, jobs: int, until: float) -> list[Tried]:
    """Try changes until the time is over; says each as it is tried."""
    resting = Resting(Reach())
    wanted = {test.partition("::")[0] for change in chosen for test in resting.on(change)}
    sampling = Sampling(resting, until)
    with tempfile.TemporaryDirectory(prefix="azukari-mutants-") as folder:
        free: SimpleQueue[Copy] = SimpleQueue()
        copies = [Copy(Path(folder) / f"copy-{number}") for number in range(jobs)]
        for copy in copies:
            copy.make(committed=False)
            copy.hold(sorted(wanted))
        for copy in copies:
            copy.ready()
            free.put(copy)

        def one(change: Change) -> Tried | None:
            if time.monotonic() > until:
                return None
            copy = free.get()
            try:
                tried = sampling.try_on(change, copy)
            finally:
                free.put(copy)
            if tried:
                _say(tried)
            return tried

        with ThreadPoolExecutor(jobs) as pool:
            tried = [some for some in pool.map(one, chosen) if some]
        for copy in copies:
            copy.cool()
    return tried


def main() -> int:
    """Returns the exit code."""
    reader = argparse.ArgumentParser(prog="bin/mutants", description=__doc__)
    reader.add_argument("--seed", type=int, default=None, metavar="N", help="draws the changes (default: a new one)")
    reader.add_argument("--count", type=int, default=50, metavar="K", help="how many (default: 50)")
    reader.add_argument(
        "--package",
        action="append",
        choices=EVERY,
        metavar="P",
        help="of which package, the others too; may be given again",
    )
    reader.add_argument("--file", action="append", metavar="PATH", help="of which file; may be given again")
    reader.add_argument(
        "--enforcement", action="store_true", help="only of files that enforce (`tests/mutants/scope.py`)"
    )
    reader.add_argument("--jobs", type=int, default=2, metavar="J", help="how many at once (default: 2)")
    reader.add_argument(
        "--minutes", type=float, default=60, metavar="M", help="after which no more is begun (default: 60)"
    )
    args = reader.parse_args()
    until = time.monotonic() + args.minutes * 60
    seed = random.SystemRandom().randrange(10**6) if args.seed is None else args.seed
    found = [each for each in all_changes(args.package or PACKAGES) if not args.file or each.file in args.file]
    found = [each for each in found if enforces(each.file) or not args.enforcement]
    chosen = drawn(found, seed=seed, count=args.count)
    sys.stdout.write(f"{len(chosen)} of {len(found)} changes, drawn by --seed {seed}\n")
    begun = time.monotonic()
    tried = run(chosen, jobs=args.jobs, until=until)
    _sum_up(tried, seed)
    minutes, spent = (time.monotonic() - begun) / 60, resource.getrusage(resource.RUSAGE_CHILDREN)
    sys.stdout.write(f"{minutes:.1f} minutes, {(spent.ru_utime + spent.ru_stime) / 60:.1f} of a processor\n")
    return 0 if tried or not chosen else 1


def _sum_up(tried: Sequence[Tried], seed: int) -> None:
    sys.stdout.write(f"\n--seed {seed}: {_share(tried)} ({dict(Counter(some.state for some in tried))})\n")
    for package in sorted({some.change.package for some in tried}):
        sys.stdout.write(f"  {package}: {_share([some for some in tried if some.change.package == package])}\n")
    enforcing = [some for some in tried if enforces(some.change.file)]
    if len(enforcing) < len(tried):
        sys.stdout.write(f"of these, in files that enforce: {_share(enforcing)}\n")
    for some in tried:
        if some.state not in ("noticed", "trouble"):
            sys.stdout.write(f"{some.state}: {some.change.file}:{some.change.line}  {some.change.what}\n")
            sys.stdout.write(difference(some.change) + "\n")


def _share(tried: Sequence[Tried]) -> str:
    looked = [some for some in tried if some.state != "trouble"]
    noticed = sum(some.state == "noticed" for some in looked)
    return f"{noticed / len(looked):.1%} noticed of {len(looked)} tried" if looked else "nothing was tried"


if __name__ == "__main__":
    sys.exit(main())
