"""A copy of the tree in which one leak at a time is written, and the check that the copy is what runs."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.mutants.here import REPORT
from tests.mutants.listed import ROOT, Mutant, command
from tests.mutants.session import DATABASE, FRESH, LATE, pristine_of

_FAILED = 1  # pytest's and the linters' exit code for "something is wrong"
_LONGEST = 1800  # seconds for one finder
_TO_LOAD = 60  # seconds for a process that loads the program anew


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


_NO_LEAK = Mutant("no-leak", "", "pyproject.toml", "", "", "", ())


@dataclass
class Copy:
    """A folder with the whole tree."""

    root: Path
    _hot: "subprocess.Popen[str] | None" = None
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
    def with_leak(self, mutant: Mutant) -> Iterator[str]:
        """The leak stands in the copy meanwhile. Gives what stood there."""
        path = self.root / mutant.file
        whole = path.read_text("utf-8")
        self._write(path, mutant.applied(whole))
        try:
            yield whole
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
        with self.with_leak(mutant) as before:
            for name in mutant.finders:
                code, trouble = self._look(command(name), mutant, before)
                if trouble or code:
                    return Outcome(mutant, "" if trouble else name, time.monotonic() - begun, trouble)
        return Outcome(mutant, "", time.monotonic() - begun)

    def warm(self, tests: Sequence[str]) -> None:
        """Load the program and these tests once, for all that follows (`hot`)."""
        self._start("tests.mutants.hot", tests)

    def hold(self, tests: Sequence[str]) -> None:
        """Open a session with these tests and their database, for all that `try_tests` asks (`session`)."""
        self._start("tests.mutants.session", tests)

    def _start(self, module: str, tests: Sequence[str]) -> None:
        words, pipe = [sys.executable, "-m", module, *tests], subprocess.PIPE
        self._hot = subprocess.Popen(
            words, cwd=self.root, env=self._environment(), stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )

    def ready(self) -> None:
        """Wait until everything is loaded.

        Raises:
            RuntimeError: it cannot be.
        """
        if self._ask("") != "ready":
            raise RuntimeError("The tests cannot be loaded. Run them with bin/test first.")

    def cool(self) -> None:
        """Let go of what was loaded."""
        if self._hot and self._hot.stdin:
            self._hot.stdin.close()
            self._hot.wait()

    def _ask(self, line: str) -> str:
        """Say a line to the warm process, and hear its answer."""
        if self._hot is None or self._hot.stdin is None or self._hot.stdout is None:
            raise RuntimeError("Nothing was loaded.")
        if line:
            self._hot.stdin.write(line + "\n")
            self._hot.stdin.flush()
        return self._hot.stdout.readline().strip()

    def _look(self, words: Sequence[str], mutant: Mutant, before: str) -> tuple[int, str]:
        """As `_run`, in the warm process where that will do."""
        if self._hot is None or words[0] != "pytest":
            return self._run(words, mutant.name)
        report = self._report()
        told = {
            "file": mutant.file,
            "before": before,
            "words": list(words[1:]),
            "log": str(self.log),
            "environment": {REPORT: str(report)},
        }
        answer = self._ask(json.dumps(told))
        if answer not in ("0", "1"):
            return self._run(words, mutant.name)
        return int(answer), self._trouble(report, imported=True)

    def try_tests(
        self, mutant: Mutant | None, tests: Sequence[str], *, seconds: float, anew: bool = False
    ) -> tuple[int, str]:
        """Let some tests look for a mutant, or run without any; stops at the first that complains.

        Args:
            seconds: how long they may take.
            anew: whether the program has to be loaded with the mutant in it.

        Returns:
            pytest's exit code, or `LATE`; and the first test that failed.
        """
        with self.with_leak(mutant) if mutant else nullcontext("") as before:
            file = mutant.file if mutant else ""
            told = {"file": file, "before": before, "tests": list(tests), "limit": seconds}
            code, by = json.loads((not anew and self._ask(json.dumps(told))) or f'[{FRESH}, ""]')
            return self._fresh(tests, seconds) if code == FRESH else (code, by)

    def _fresh(self, tests: Sequence[str], seconds: float) -> tuple[int, str]:
        """As `try_tests`, in a process that loads everything anew but the database."""
        report = self._report()
        database = pristine_of(self.root) / "data" / "test.sqlite3"
        with self.log.open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                self._command(["pytest", *tests]),
                cwd=self.root,
                env=self._environment() | {REPORT: str(report), DATABASE: str(database)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            try:
                code = process.wait(seconds + _TO_LOAD)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return LATE, ""
        failed = json.loads(report.read_text("utf-8"))["failed"] if report.exists() else []
        return code, failed[0] if failed else ""

    def _report(self) -> Path:
        report = self.root.with_name(f"{self.root.name}.json")
        report.unlink(missing_ok=True)
        return report

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AZUKARI_", "PYTHON"))}
        return kept | {"PYTHONPATH": str(self.root)}

    def complains(self, finder: str) -> str:
        """What a finder says without any leak, which makes it worthless; ``""`` if it is content."""
        code, trouble = self._look(command(finder), _NO_LEAK, "")
        return trouble or ("It complains without a leak." if code else "")

    @property
    def log(self) -> Path:
        """What the last finder said."""
        return self.root.with_name(f"{self.root.name}.log")

    def _run(self, words: Sequence[str], about: str) -> tuple[int, str]:
        """Run one finder; returns 0 or 1, and what makes the answer worthless."""
        report = self._report()
        environment = self._environment() | {REPORT: str(report)}
        root = self._house() if words[0] == "lint-imports" else self.root
        done = subprocess.run(
            self._command(words),
            cwd=root,
            env=environment | {"PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST,
        )
        self.log.write_text(f"{about}\n{done.stdout}{done.stderr}", "utf-8")
        if done.returncode not in (0, _FAILED):
            return 0, f"{words[0]} ended with {done.returncode}: {(done.stdout + done.stderr)[-400:]}"
        if words[0] == "pytest":
            return done.returncode, self._trouble(report, imported="--noconftest" not in words)
        return done.returncode, ""

    def _house(self) -> Path:
        """The house without its tests, which may look into every room (as `bin/check` does)."""
        house = self.root.with_name(f"{self.root.name}-house")
        shutil.rmtree(house, ignore_errors=True)
        tests = shutil.ignore_patterns("test_*", "tests", "conftest.py", "__pycache__", "static", "templates", "locale")
        shutil.copytree(self.root / "azukari", house / "azukari", ignore=tests)
        shutil.copy2(self.root / "pyproject.toml", house)
        return house

    def _command(self, words: Sequence[str]) -> list[str]:
        name, *rest = words
        if name == "pytest":
            more = [
                "-q",
                "-x",
                "-p",
                "no:cacheprovider",
                "-p",
                "tests.mutants.here",
                "--show-capture=no",
            ]
            return [sys.executable, "-m", "pytest", *more, *rest]
        return [str(Path(sys.executable).with_name(name)), *rest]

    def _trouble(self, report: Path, *, imported: bool) -> str:
        """What speaks against the answer: something else than the copy was imported, or no test ran.

        Args:
            imported: whether the program has to be imported at all; some tests only read it.
        """
        told = json.loads(report.read_text("utf-8"))
        elsewhere = [file for file in told["files"] if not Path(file).is_relative_to(self.root)]
        if elsewhere or (imported and not told["files"]):
            return f"The copy was not what ran: {elsewhere[:1]}"
        return "" if told["tests"] else "No test ran."
