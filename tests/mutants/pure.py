"""Mutation testing of the pure rules, in forks of one process: `python -m tests.mutants.pure`.

What `azukari/policy` decides needs no database, and neither do most of its tests. They are collected once; for each
change a fork of this process lets living functions run the changed code (`swap`), and runs the tests that rest on it,
the quickest first, until one complains: a fifth of a second. A change that has to be loaded anew (of a table, say) is
left to `bin/mutants`; and what survives here may still be noticed by a test with a database, which `bin/mutants` asks.
"""

import argparse
import gc
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.changes import Change
from tests.mutants.reach import ROOT, Reach
from tests.mutants.sample import all_changes, difference, drawn
from tests.mutants.swap import MustLoad, swap

_PACKAGES = ("policy",)
_WHERE = ("azukari/policy", "tests/promises")
_MOST = 400  # tests for one change
_WORTH = 5.0  # seconds of processor after which no further test begins
_LONGEST = 30  # seconds of processor after which a test that does not end counts as one that complains
_NOTICED, _SURVIVED, _TO_LOAD, _TROUBLE = range(4)
_WORDS = {_NOTICED: "noticed", _SURVIVED: "SURVIVED", _TO_LOAD: "to load", _TROUBLE: "trouble"}


class _Judge:
    """A plugin of pytest that judges changes in place of running the tests once."""

    def __init__(self, chosen: Sequence[Change], reach: Reach, until: float) -> None:
        self.chosen, self.reach, self.until = chosen, reach, until
        self.count: Counter[str] = Counter()
        self.survivors: list[Change] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items if _is_pure(item)}
        quick = sorted(items, key=lambda nodeid: self.reach.seconds.get(nodeid, 9.0))
        _run([items[nodeid] for nodeid in quick[:1]])  # what is loaded once is loaded for all
        gc.collect()
        for change in self.chosen:
            if time.monotonic() > self.until:
                break
            at = self.reach.tests(change.file, change.within, change.offset)
            at = at or self.reach.entering(change.file, change.within)
            tests = [items[nodeid] for nodeid in quick if nodeid in at][:_MOST]
            if tests:
                self._judge(change, tests)
            else:
                self.count["no pure test"] += 1
        return True

    def _judge(self, change: Change, tests: Sequence[Any]) -> None:
        begun = time.monotonic()
        if not (pid := os.fork()):
            try:
                os._exit(_look(change, tests))
            finally:
                os._exit(_TROUBLE)
        status = os.waitpid(pid, 0)[1]
        state = _WORDS.get(os.waitstatus_to_exitcode(status), "noticed")  # whatever else ends a fork is noticed
        self.count[state] += 1
        at = f"{change.file}:{change.line}"
        if state in ("SURVIVED", "trouble"):
            sys.stderr.write(
                f"{state:<9}{time.monotonic() - begun:5.1f} s  {at}  {change.what}  [{len(tests)} tests]\n"
            )
        if state == "SURVIVED":
            self.survivors.append(change)
            sys.stderr.write(difference(change) + "\n")


def _is_pure(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return not names & {"db", "transactional_db", "charter", "live", "own_program"} and not item.get_closest_marker(
        "django_db"
    )


def _look(change: Change, tests: Sequence[Any]) -> int:
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_VIRTUAL, _LONGEST)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    path = ROOT / change.file
    text = path.read_text("utf-8")
    try:
        swap(path, before=text, after=change.applied(text))
    except MustLoad:
        return _TO_LOAD
    return _SURVIVED if _run(tests) else _NOTICED


def _run(tests: Sequence[Any]) -> bool:
    """Whether all of them are content."""
    until = time.process_time() + _WORTH
    for item in tests:
        if any(report.failed for report in runtestprotocol(item, log=False)):
            return False
        if time.process_time() > until:
            break
    return True


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m tests.mutants.pure", description=__doc__)
    reader.add_argument("--seed", type=int, default=None, metavar="N")
    reader.add_argument("--count", type=int, default=200, metavar="K")
    reader.add_argument("--file", action="append", metavar="PATH")
    reader.add_argument("--minutes", type=float, default=30, metavar="M")
    args = reader.parse_args()
    seed = random.SystemRandom().randrange(10**6) if args.seed is None else args.seed
    found = [each for each in all_changes(_PACKAGES) if not args.file or each.file in args.file]
    judge = _Judge(drawn(found, seed=seed, count=args.count), Reach(), time.monotonic() + args.minutes * 60)
    words = ["-q", "-p", "no:cacheprovider", "-p", "no:unraisableexception", "-p", "no:threadexception", *_WHERE]
    pytest.main(words, plugins=[judge])
    looked = judge.count["noticed"] + judge.count["SURVIVED"]
    rate = f"{judge.count['noticed'] / looked:.1%}" if looked else "nothing"
    sys.stderr.write(f"--seed {seed}: {rate} noticed of {looked} tried ({dict(judge.count)}) of {len(found)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
