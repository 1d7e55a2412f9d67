"""`python -m tests.mutants`: write each leak of the list into a copy of the tree, and see that the suite finds it.

Ends 0 if all are found, else 1. With a mutant that does not fit the source any more nothing is tried at all.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.copied import Copy, Outcome
from tests.mutants.listed import ROOT, Mutant, StaleError, command, mutants


def _changed(since: str) -> set[str]:
    """The files that differ from ``since``, new ones among them."""
    words = (["diff", "--name-only", since], ["ls-files", "--others", "--exclude-standard"])
    told = [subprocess.run(["git", *w], cwd=ROOT, capture_output=True, text=True, check=True).stdout for w in words]
    return {line for text in told for line in text.splitlines()}


def _chosen(args: argparse.Namespace) -> list[Mutant]:
    found = mutants()
    if args.only:
        found = [mutant for mutant in found if any(word in (mutant.name, mutant.group) for word in args.only)]
    if args.changed is not None:
        touched = _changed(args.changed)
        found = [mutant for mutant in found if mutant.file in touched]
    return sorted(found, key=lambda mutant: mutant.finders)  # a warm disk for those who look with the same tests


def _say(outcome: Outcome) -> None:
    state = "TROUBLE" if outcome.trouble else "found" if outcome.finder else "SURVIVED"
    more = outcome.trouble or outcome.finder or f"{outcome.mutant.file}: {outcome.mutant.why}"
    sys.stdout.write(f"{state:<9}{outcome.mutant.name:<52} {outcome.seconds:5.1f} s  {more}\n")
    sys.stdout.flush()


def _tests(chosen: Sequence[Mutant]) -> list[str]:
    """Every file of tests that will be run."""
    commands = [command(finder) for mutant in chosen for finder in mutant.finders]
    loading = [words for words in commands if words[0] == "pytest"]
    return sorted({word.partition("::")[0] for words in loading for word in words[1:] if "/" in word})


def _red(chosen: Sequence[Mutant], free: "SimpleQueue[Copy]", jobs: int) -> set[str]:
    """The finders that complain without any leak, and so find nothing."""

    def one(finder: str) -> str:
        copy = free.get()
        try:
            said = copy.complains(finder)
        finally:
            free.put(copy)
        if said:
            sys.stdout.write(f"RED      {finder}: {said}\n")
            sys.stdout.flush()
        return finder if said else ""

    with ThreadPoolExecutor(jobs) as pool:
        return {*pool.map(one, sorted({finder for mutant in chosen for finder in mutant.finders}))}


def _try_all(chosen: Sequence[Mutant], args: argparse.Namespace) -> list[Outcome]:
    with tempfile.TemporaryDirectory(prefix="azukari-mutants-") as folder:
        free: SimpleQueue[Copy] = SimpleQueue()
        copies = [Copy(Path(folder) / f"copy-{number}") for number in range(args.jobs)]
        for copy in copies:
            copy.make(committed=args.committed)
            copy.warm(_tests(chosen))
        for copy in copies:
            copy.ready()
            free.put(copy)
        red = set() if args.trust else _red(chosen, free, args.jobs)
        if args.finders:
            for copy in copies:
                copy.cool()
            return [Outcome(mutant, "", 0.0, "Its finder is red.") for mutant in chosen if red & {*mutant.finders}]

        def one(mutant: Mutant) -> Outcome:
            mutant = replace(mutant, finders=tuple(finder for finder in mutant.finders if finder not in red))
            if not mutant.finders:
                return Outcome(mutant, "", 0.0, "Its finders complain without it.")
            copy = free.get()
            try:
                outcome = copy.try_on(mutant)
            finally:
                free.put(copy)
            _say(outcome)
            return outcome

        with ThreadPoolExecutor(args.jobs) as pool:
            outcomes = list(pool.map(one, chosen))
        for copy in copies:
            copy.cool()
        return outcomes


def main() -> int:
    """Returns the exit code."""
    reader = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    reader.add_argument("--only", action="append", metavar="NAME", help="a mutant, or a group; may be given again")
    reader.add_argument("--jobs", type=int, default=2, metavar="N", help="how many at once (default: 2)")
    reader.add_argument(
        "--changed", nargs="?", const="HEAD", metavar="SINCE", help="those in files that changed (since HEAD)"
    )
    reader.add_argument("--committed", action="store_true", help="try what was committed last, not what stands here")
    without = reader.add_mutually_exclusive_group()
    without.add_argument("--trust", action="store_true", help="do not look first whether the tests pass without a leak")
    without.add_argument("--finders", action="store_true", help="look at that alone, and plant nothing")
    args = reader.parse_args()
    chosen, begun = _chosen(args), time.monotonic()
    try:
        for mutant in chosen:
            mutant.applied((ROOT / mutant.file).read_text("utf-8"))
    except (StaleError, FileNotFoundError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    outcomes = _try_all(chosen, args)
    missed = [outcome for outcome in outcomes if not outcome.finder]
    minutes = (time.monotonic() - begun) / 60
    sys.stdout.write(f"\n{len(outcomes) - len(missed)} of {len(outcomes)} found, in {minutes:.1f} minutes.\n")
    for outcome in missed:
        _say(outcome)
    return 1 if missed or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
