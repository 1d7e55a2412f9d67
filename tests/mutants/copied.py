"""A copy of the tree in which one leak at a time is written, and the check that the copy is what runs."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.mutants.here import REPORT
from tests.mutants.listed import ROOT, Mutant, command

_FAILED = 1  # pytest's and the linters' exit code for "something is wrong"
_LONGEST = 1800  # seconds for one finder


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    Args:
        finder: who found it; ``""`` if nobody did.
        trouble: why nothing can be said, such as a mutant that cannot be imported.
    """

    mutant: Mutant
    finder: str
    seconds: float
    trouble: str = ""


def _listed() -> list[str]:
    """The files that git knows, and those that it would take."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [name for name in told.split("\0") if name]


def _is_at(test: str, at: str) -> bool:
    return test == at or test.startswith((f"{at}::", f"{at}/", f"{at}["))


@dataclass
class Copy:
    """A folder with the whole tree."""

    root: Path
    _clock: Iterator[int] = field(default_factory=lambda: count(int(time.time()) - 10**6, 2))

    def make(self, *, committed: bool) -> None:
        """Copy everything that belongs to the project, and the compiled translations.

        Args:
            committed: as it was committed last, whatever stands in the folder now.
        """
        self.root.mkdir(parents=True)
        if committed:
            packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
            subprocess.run(["tar", "-x"], cwd=self.root, input=packed, check=True)
        else:
            for name in _listed():
                self._take(name)
        for path in (ROOT / "azukari").rglob("*.mo"):
            self._take(str(path.relative_to(ROOT)))
        for words in (("init", "-q"), ("add", "-A")):  # some tests ask git which files there are
            subprocess.run(["git", *words], cwd=self.root, check=True, capture_output=True)

    def _take(self, name: str) -> None:
        if (ROOT / name).is_file():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.root / name)

    @contextmanager
    def with_leak(self, mutant: Mutant) -> Iterator[None]:
        """The leak stands in the copy meanwhile."""
        path = self.root / mutant.file
        whole = path.read_text("utf-8")
        self._write(path, mutant.applied(whole))
        try:
            yield
        finally:
            self._write(path, whole)

    def _write(self, path: Path, text: str) -> None:
        """Write, at a time of its own: Python takes a compiled module for fresh by size and second."""
        path.write_text(text, "utf-8")
        moment = next(self._clock)
        os.utime(path, (moment, moment))

    def try_on(self, mutant: Mutant) -> Outcome:
        """Let the mutant's finders look for it, one after the other."""
        begun = time.monotonic()
        with self.with_leak(mutant):
            for name in mutant.finders:
                code, trouble = self._run(command(name), mutant.name)
                if trouble or code:
                    return Outcome(mutant, "" if trouble else name, time.monotonic() - begun, trouble)
        return Outcome(mutant, "", time.monotonic() - begun)

    def red(self, names: Collection[str]) -> dict[str, str]:
        """The finders that complain without any leak, which therefore find nothing, each with what it says."""
        tests = {name: command(name) for name in names if command(name)[0] == "pytest"}
        others = [name for name in names if name not in tests]
        found = {name: "fails by itself" for name in others if any(self._run(command(name), "no leak"))}
        together = [word for words in tests.values() for word in words[1:] if "/" in word]
        code, trouble = self._run(["pytest", "--nomigrations", *dict.fromkeys(together)], "no leak", first=False)
        if not code and not trouble:
            return found
        failed = set(re.findall(r"^(?:FAILED|ERROR) (\S+)", self.log.read_text("utf-8"), re.MULTILINE))
        for name, words in tests.items():
            places = [word for word in words if "/" in word]
            hit = [test for test in failed if any(_is_at(test, at) for at in places)]
            if hit or trouble:
                found[name] = trouble or f"{hit[0]} fails by itself"
        return found

    @property
    def log(self) -> Path:
        """What the last finder said."""
        return self.root.with_name(f"{self.root.name}.log")

    def _run(self, words: Sequence[str], about: str, *, first: bool = True) -> tuple[int, str]:
        """Run one finder; returns 0 or 1, and what makes the answer worthless.

        Args:
            about: what is tried, for the log.
            first: whether the first complaint is enough.
        """
        report = self.root.with_name(f"{self.root.name}.json")
        report.unlink(missing_ok=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AZUKARI_", "PYTHON"))}
        environment = kept | {"PYTHONPATH": str(self.root), REPORT: str(report)}
        done = subprocess.run(
            self._command(words, first=first), cwd=self.root, env=environment, capture_output=True, text=True, check=False,
            timeout=_LONGEST,
        )  # fmt: skip
        self.log.write_text(f"{about}\n{done.stdout}{done.stderr}", "utf-8")
        if done.returncode not in (0, _FAILED):
            return 0, f"{words[0]} ended with {done.returncode}: {(done.stdout + done.stderr)[-400:]}"
        if words[0] == "pytest":
            return done.returncode, self._trouble(report)
        return done.returncode, ""

    def _command(self, words: Sequence[str], *, first: bool) -> list[str]:
        name, *rest = words
        if name == "pytest":
            more = [
                "-q",
                *(["-x"] if first else []),
                "-p",
                "no:cacheprovider",
                "-p",
                "tests.mutants.here",
                "--show-capture=no",
            ]
            return [sys.executable, "-m", "pytest", *more, *rest]
        return [str(Path(sys.executable).with_name(name)), *rest]

    def _trouble(self, report: Path) -> str:
        """Whether the copy, and nothing but the copy, was imported, and any test ran."""
        told = json.loads(report.read_text("utf-8"))
        elsewhere = [file for file in told["files"] if not Path(file).is_relative_to(self.root)]
        if elsewhere or not told["files"]:
            return f"The copy was not what ran: {elsewhere[:1]}"
        return "" if told["tests"] else "No test ran."
