"""`bin/bench`: every benchmark, small, at two versions of the program in turns, and the ratio of each figure."""

import argparse
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.table import show
from tests.benchmarks.sizes import SMALL

ROOT = Path(__file__).resolve().parents[2]
MOVED = 0.05
"""A figure that differs by more than this share is marked."""

_RULE = re.compile(r"^-+(?:  -+)*$")
_NUMBER = re.compile(r"^[<>~]?(\d[\d,]*(?:\.\d+)?)")

type Figure = tuple[str, str, str]
"""Table, row and column."""


def figures(printed: str) -> dict[Figure, float]:
    """The numbers of the tables that `benchmarks.table.show` printed."""
    found: dict[Figure, float] = {}
    lines = printed.splitlines()
    for at, line in enumerate(lines):
        if not _RULE.match(line) or at < 2:
            continue
        title, head = lines[at - 2].strip(), _cells(lines[at - 1])
        for row in lines[at + 1 :]:
            cells = _cells(row)
            if len(cells) != len(head):
                break
            for column, cell in zip(head[1:], cells[1:], strict=True):
                if number := _NUMBER.match(cell):
                    found[title, cells[0], column] = float(number[1].replace(",", ""))
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r" {2,}", line.strip())]


def compared(
    before: Sequence[Mapping[Figure, float]], now: Sequence[Mapping[Figure, float]]
) -> list[tuple[Figure, float, float]]:
    """The median of each figure that both versions have, before and now."""
    gathered: dict[Figure, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for side, runs in enumerate((before, now)):
        for run in runs:
            for figure, value in run.items():
                gathered[figure][side].append(value)
    return [(figure, median(old), median(new)) for figure, (old, new) in gathered.items() if old and new]


def last_release() -> str:
    """The commit that ended the last release: it gave the program its next version."""
    return _git("log", "-1", "--format=%H", "-G^version = ", "--", "pyproject.toml")


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _run(tree: Path, name: str, words: str) -> str | None:
    """What the benchmark prints there; None where that version has none of this name, or another command line."""
    command: list[str | Path] = [tree / ".venv/bin/python", "-P", "-m", f"benchmarks.{name}", *words.split()]
    done = subprocess.run(command, cwd=tree, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write(f"{name} did not run in {tree.name}: {done.stderr.strip().splitlines()[-1:]}\n")
        return None
    return done.stdout


def main(arguments: Sequence[str] | None = None) -> int:
    """Run them; returns the exit code, which is 0 whatever moved."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("commit", nargs="?", help="the earlier version; the last release where none is named")
    parser.add_argument("--only", default="", help="names of benchmarks, with commas")
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args(arguments)
    commit = _git("rev-parse", args.commit) if args.commit else last_release()
    chosen = args.only.split(",") if args.only else [*SMALL]
    if unknown := {*chosen} - SMALL.keys():
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(SMALL)}")
    with tempfile.TemporaryDirectory(prefix="azukari-bench-") as folder:
        earlier = Path(folder) / commit[:12]
        _git("worktree", "add", "--detach", str(earlier), commit)
        try:
            subprocess.run([earlier / "bin/set-up", "--dev"], check=True)
            for name in chosen:
                _one(name, earlier, args.rounds)
        finally:
            _git("worktree", "remove", "--force", str(earlier))
    return 0


def _one(name: str, earlier: Path, rounds: int) -> None:
    runs: tuple[list[dict[Figure, float]], list[dict[Figure, float]]] = ([], [])
    for _round in range(rounds):
        for side, tree in enumerate((earlier, ROOT)):
            printed = _run(tree, name, SMALL[name])
            if printed is None:
                return
            runs[side].append(figures(printed))
    rows = [
        [f"{row}, {column}", f"{old:g}", f"{new:g}", f"{new / old:.2f}", "moved" if abs(new / old - 1) > MOVED else ""]
        for (_title, row, column), old, new in compared(*runs)
        if old
    ]
    show(f"{name} {SMALL[name]}", ["figure", earlier.name, "now", "ratio", ""], rows)


if __name__ == "__main__":
    sys.exit(main())
