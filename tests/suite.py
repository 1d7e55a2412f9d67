"""`bin/test`: the whole suite on SQLite and on PostgreSQL; what touches no database runs once.

Ends non-zero if a part fails, runs no test at all, or cannot run.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from tests.postgres import NoPostgresError, cluster
from tests.sizes import SIZES, everything

_HERE = Path(__file__).resolve().parent.parent
_PURE = ("azukari/policy", "azukari/lib", "tests/architecture")
_SQLITE, _POSTGRESQL = "sqlite", "postgresql"
_NO_TEST = 5  # pytest's exit code for an empty run
_AT_ONCE = 3  # parts; a little more than there are processors, since tests also wait
_REACH = "AZUKARI_REACH"
_LOOK_AGAIN = 0.2  # seconds
_MEMORY = Path("/dev/shm")
_ROOM = 6 * 2**30  # bytes; a run takes about a gigabyte


@dataclass
class Part:
    """A piece of the suite that runs in a process of its own.

    Args:
        words: what pytest is told.
        variables: what its environment has besides.
        report: where its words go, unless everybody sees them as they come.
    """

    name: str
    engine: str
    words: Sequence[str]
    variables: Mapping[str, str] = field(default_factory=dict)
    report: IO[str] | None = None
    process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--durations=10", "--durations-min=5"]
        if self.engine == _SQLITE and _REACH in os.environ:
            command += ["-p", "tests.mutants.reach"]  # which tests rest on which lines, for `bin/mutants`
        kept = {k: value for k, value in os.environ.items() if k in SIZES or not k.startswith("AZUKARI_")}
        told = {"AZUKARI_TEST_ENGINE": self.engine, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [*command, *self.words],
            cwd=_HERE,
            env={**kept, **self.variables, **told},
            stdout=self.report,
            stderr=subprocess.STDOUT if self.report else None,
        )

    @property
    def code(self) -> int | None:
        """pytest's exit code, once it has ended."""
        return self.process.poll() if self.process else None

    @property
    def outcome(self) -> str:
        if self.code == _NO_TEST:
            return f"{self.name}: no test was run"
        return f"{self.name}: {'passed' if self.code == 0 else f'FAILED (pytest ended with {self.code})'}"


def _memory() -> Path | None:
    """Where files lie in memory, if there is room for the run's, and programs may be run from there."""
    if not os.access(_MEMORY, os.W_OK | os.X_OK):
        return None
    state = os.statvfs(_MEMORY)
    return _MEMORY if state.f_bavail * state.f_frsize >= _ROOM and not state.f_flag & os.ST_NOEXEC else None


@contextmanager
def _scratch() -> Iterator[None]:
    """A temporary folder for all that the run writes, in memory where that can be had.

    Instances and databases keep their settings, durability among them, and a commit waits for no disk. A process that
    is killed loses nothing there either; only a power cut would.
    """
    with tempfile.TemporaryDirectory(prefix="azukari-", dir=_memory(), ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's user passes through
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        yield


def _title(part: Part) -> None:
    sys.stdout.write(f"\n######## the suite on {part.name} ########\n")
    sys.stdout.flush()


def _with_browser() -> list[str]:
    """The files that have tests with a browser."""
    files = sorted(path for folder in ("azukari", "tests") for path in (_HERE / folder).rglob("test_*.py"))
    return [str(path.relative_to(_HERE)) for path in files if "pytest.mark.browser" in path.read_text("utf-8")]


def _whole(server: Callable[[], Mapping[str, str]]) -> list[Part]:
    """Everything, the longest part first. PostgreSQL's leave out what the database has no part in (`tests/once.py`).

    Args:
        server: starts a PostgreSQL and returns the variables that name it. Two parts at once would take each other's
            databases, and find each other's data on the disk, so each has its own.
    """
    second = {"AZUKARI_TEST_SECOND": "1"}
    pure = [f"--ignore={path}" for path in _PURE]
    browser = ["-m", "browser", *_with_browser()]
    return [
        Part("sqlite", _SQLITE, ["-m", "not browser"]),
        Part("postgresql", _POSTGRESQL, ["-m", "not browser", *pure], {**server(), **second}),
        Part("sqlite, in a browser", _SQLITE, browser),
        Part("postgresql, in a browser", _POSTGRESQL, browser, {**server(), **second}),
    ]


def _run(parts: Sequence[Part]) -> None:
    """Run the parts, some at once. The first one's report is seen as it comes; the others' once that has ended."""
    waiting, unseen = list(parts), list(parts[1:])
    running: list[Part] = []
    try:
        while waiting or running:
            while waiting and len(running) < _AT_ONCE:
                running.append(waiting.pop(0))
                if running[-1] is parts[0]:
                    _title(parts[0])
                else:
                    running[-1].report = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - shown below
                running[-1].begin()
            time.sleep(_LOOK_AGAIN)
            running = [part for part in running if part.code is None]
            if parts[0].code is not None:
                for part in [part for part in unseen if part.code is not None]:
                    unseen.remove(part)
                    _show(part)
    finally:
        for part in running:
            if part.process:
                part.process.terminate()


def _show(part: Part) -> None:
    _title(part)
    if part.report:
        part.report.seek(0)
        shutil.copyfileobj(part.report, sys.stdout)
        part.report.close()
    sys.stdout.flush()


def _parts(only: str | None, words: Sequence[str], server: Callable[[], Mapping[str, str]]) -> list[Part]:
    if only:
        return [Part(only, only, words, {} if only == _SQLITE else server())]
    if not words:
        return _whole(server)
    chosen = any((_HERE / word.partition("::")[0]).exists() for word in words if not word.startswith("-"))
    pure = [] if chosen else [f"--ignore={path}" for path in _PURE]
    return [Part("sqlite", _SQLITE, words), Part("postgresql", _POSTGRESQL, [*words, *pure], server())]


def _end(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def main() -> int:
    signal.signal(signal.SIGTERM, _end)  # so that PostgreSQL is stopped as well
    reader = argparse.ArgumentParser(prog="bin/test", description=__doc__, epilog="Everything else goes to pytest.")
    reader.add_argument("--fast", action="store_true", help="SQLite only, without a browser")
    reader.add_argument("--all", action="store_true", help="as many of everything as there are; takes hours")
    reader.add_argument("--reach", action="store_true", help="record which tests rest on which lines; a fifth slower")
    reader.add_argument("--only", choices=(_SQLITE, _POSTGRESQL), help="one engine only")
    args, words = reader.parse_known_args()
    if args.all:
        os.environ.update(everything())
    if args.reach:
        os.environ[_REACH] = "1"
    if args.fast:
        words = ["-m", "not browser", *words]
        args.only = args.only or _SQLITE
    try:
        with _scratch(), ExitStack() as stack:
            parts = _parts(args.only, words, lambda: stack.enter_context(cluster()))
            _run(parts)
    except NoPostgresError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("\n" + "\n".join(part.outcome for part in parts) + "\n")
    return 1 if any(part.code for part in parts) else 0


if __name__ == "__main__":
    sys.exit(main())
