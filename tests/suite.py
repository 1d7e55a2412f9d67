"""`bin/test`: what a change must pass. `--all` runs every test on both engines, `--widest` with as many of everything
as there are.

Else everything runs on SQLite; on PostgreSQL, what PostgreSQL decides and a quarter of the rest, another one with each
commit (`tests/decides.py`); and in a browser, on one of the two.

Ends non-zero if a part fails, runs no test at all, or cannot run.
"""

import argparse
import hashlib
import json
import os
import secrets
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

from tests import decides, hands, one_slice, pace, warm
from tests.mutants import reach
from tests.postgres import NoPostgresError, cluster
from tests.sizes import SIZES, TURN, sizes_of

_HERE = Path(__file__).resolve().parent.parent
_PURE = ("azukari/policy", "azukari/lib", "tests/architecture")
_WITHOUT_PURE = [f"--ignore={path}" for path in _PURE]
_SQLITE, _POSTGRESQL = "sqlite", "postgresql"
_NO_TEST = 5  # pytest's exit code for an empty run
_AT_ONCE = 5  # processes of tests; more than there are processors, since tests also wait
_HANDS = 2  # on PostgreSQL
_REACH = "AZUKARI_REACH"
_FOR_ALL = {"PYTHONUNBUFFERED": "1"}  # variables of every part
_LOOK_AGAIN = 0.2  # seconds
_MEMORY = Path("/dev/shm")
_ROOM = 6 * 2**30  # bytes; a run takes about a gigabyte


@dataclass
class Part:
    """A piece of the suite that runs in a process of its own.

    Args:
        words: what pytest is told.
        variables: what its environment has besides.
        hands: for each process that has a hand in it, what its environment has besides; one, unless there are more.
        waits: whether its hands begin as others end, so that no more are at work than shall be.
        report: where its words go, unless everybody sees them as they come.
        left_out_files: how many files of tests there was no time for, where the time is bounded.
    """

    name: str
    engine: str
    words: Sequence[str]
    variables: Mapping[str, str] = field(default_factory=dict)
    hands: Sequence[Mapping[str, str]] = ()
    waits: bool = False
    report: IO[str] | None = None
    left_out_files: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def slowest(self) -> Path:
        """Where it leaves its slowest tests."""
        return Path(tempfile.gettempdir(), f"slowest-{self.name.replace(' ', '-')}.json")

    @property
    def left_out(self) -> Path:
        """Where it leaves the tests that it did not begin, since the time was over."""
        return self.slowest.with_name(f"left-out-{self.slowest.name}")

    def begin(self, leave: Path | None) -> None:
        """Begin it.

        Args:
            leave: where its hands find that they may begin, if they wait for that.
        """
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
        if self.engine == _SQLITE and _REACH in os.environ:
            command += ["-p", "tests.mutants.reach"]  # which tests rest on which lines, for `bin/mutants`
        kept = {k: value for k, value in os.environ.items() if k in SIZES or not k.startswith("AZUKARI_")}
        told = {"AZUKARI_TEST_ENGINE": self.engine, pace.SLOWEST: str(self.slowest)}
        told |= {hands.HANDS: json.dumps(self.hands)} if self.hands else {}
        told |= {hands.LEAVE: str(leave)} if leave and self.waits else {}
        self.process = subprocess.Popen(
            [*command, *self.words],
            cwd=_HERE,
            env={**kept, **_FOR_ALL, **self.variables, **told},
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
        told = f"{self.name}: {'passed' if self.code == 0 else f'FAILED (pytest ended with {self.code})'}"
        tests = len(json.loads(self.left_out.read_text("utf-8"))) if self.left_out.exists() else 0
        files = self.left_out_files
        return f"{told}; for want of time {tests} tests and {files} files were NOT run" if tests or files else told


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


@contextmanager
def _one_for_all(parts: Sequence[Part]) -> Iterator[None]:
    """The commands that tests start are forks of one process, whichever part they stand in (`tests/warm.py`)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AZUKARI_")}
    asked = {reach.INTO: ""} if _REACH in os.environ else {}
    with warm.serving(Path(tempfile.gettempdir()), {**kept, **_FOR_ALL, **asked}) as served:
        for part in parts:
            part.variables = {**part.variables, **served}
        yield


def _title(part: Part) -> None:
    sys.stdout.write(f"\n######## the suite on {part.name} ########\n")
    sys.stdout.flush()


def _with_browser() -> list[str]:
    """The files that have tests with a browser."""
    files = sorted(path for folder in ("azukari", "tests") for path in (_HERE / folder).rglob("test_*.py"))
    return [str(path.relative_to(_HERE)) for path in files if "pytest.mark.browser" in path.read_text("utf-8")]


def _browser_engine(commit: str) -> str:
    """The engine on which journeys through a browser run, with each commit one or the other."""
    return (_SQLITE, _POSTGRESQL)[hashlib.sha256(commit.encode()).digest()[0] % 2]


def _must_pass(server: Callable[[], Mapping[str, str]], commit: str) -> list[Part]:
    """What a change must pass: first what takes longest, and on SQLite as many hands as then have room.

    Args:
        server: starts a PostgreSQL and returns the variables that name it. Two processes at once would take each
            other's databases, and find each other's data on the disk, so each has its own.
        commit: chooses the quarter on PostgreSQL, the engine of the browser, and which part of much is tried.
    """
    turn, quarter = {TURN: commit}, _chosen(commit)
    engine = _browser_engine(commit)
    return [
        _on_postgresql(server, quarter),
        Part(
            f"{engine}, in a browser", engine, ["-m", "browser", *_with_browser()], {**_server(engine, server), **turn}
        ),
        _on_sqlite(turn),
    ]


def _chosen(commit: str) -> Mapping[str, str]:
    """What tells a part on PostgreSQL to run what a commit chooses."""
    return {"AZUKARI_TEST_SECOND": "1", decides.QUARTER: commit, TURN: commit}


def _server(engine: str, server: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    return server() if engine == _POSTGRESQL else {}


def _everything(server: Callable[[], Mapping[str, str]]) -> list[Part]:
    """The full matrix. PostgreSQL's parts leave out what the database has no part in (`tests/once.py`)."""
    second = {"AZUKARI_TEST_SECOND": "1"}
    browser = ["-m", "browser", *_with_browser()]
    return [
        _on_postgresql(server, second),
        Part("postgresql, in a browser", _POSTGRESQL, browser, {**server(), **second}),
        Part("sqlite, in a browser", _SQLITE, browser),
        _on_sqlite({}),
    ]


def _on_postgresql(server: Callable[[], Mapping[str, str]], variables: Mapping[str, str]) -> Part:
    """What needs no browser, of the folders in which anything asks a database; each hand has a server."""
    first, *others = (server() for _ in range(_HANDS))
    words = ["-m", "not browser", *_WITHOUT_PURE]
    return Part(_POSTGRESQL, _POSTGRESQL, words, {**first, **variables}, [{}, *others])


def _on_sqlite(variables: Mapping[str, str]) -> Part:
    """All that needs no browser."""
    return Part(_SQLITE, _SQLITE, ["-m", "not browser"], variables, [{}] * _AT_ONCE, waits=True)


def _of_slice(name: str, words: Sequence[str]) -> Part:
    """One feature with what it rests on, on SQLite, without a browser, as far as two minutes reach."""
    runs, left_out = one_slice.chosen(name)
    own = one_slice.own_files(name)
    sys.stdout.write(f"{name}: {len(own)} files of its own, {len(runs) - len(own)} near; no time for {len(left_out)}\n")
    sys.stdout.write("".join(f"  not run: {file}\n" for file in left_out))
    part = Part(name, _SQLITE, ["-m", "not browser", *runs, *words], {}, left_out_files=len(left_out))
    bound = {one_slice.WITHIN: str(one_slice.SECONDS), one_slice.OWN: ",".join(own)}
    part.variables = {**bound, one_slice.LEFT_OUT: str(part.left_out)}
    return part


def _all_of_slice(name: str, words: Sequence[str], server: Callable[[], Mapping[str, str]]) -> list[Part]:
    """The same on both engines, without a bound, and in a browser."""
    files = [str(path.relative_to(_HERE)) for circle in one_slice.circles(name) for path in circle]
    return [
        Part(f"{name}, on {engine}", engine, [*files, *words], _server(engine, server))
        for engine in (_SQLITE, _POSTGRESQL)
    ]


def _run(parts: Sequence[Part]) -> None:
    """Run the parts at once. The first one's report is seen as it comes; the others' once that has ended."""
    running, unseen = list(parts), list(parts[1:])
    try:
        with _leave(_AT_ONCE - sum(len(part.hands) or 1 for part in parts if not part.waits)) as (place, give):
            for part in parts:
                if part is parts[0]:
                    _title(part)
                else:
                    part.report = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - shown below
                part.begin(place)
            while running:
                time.sleep(_LOOK_AGAIN)
                for part in [part for part in running if part.code is not None]:
                    running.remove(part)
                    give(len(part.hands) or 1)
                if parts[0] not in running:
                    for part in [part for part in unseen if part not in running]:
                        unseen.remove(part)
                        _show(part)
    finally:
        for part in running:
            if part.process:
                part.process.terminate()


@contextmanager
def _leave(many: int) -> Iterator[tuple[Path, Callable[[int], None]]]:
    """A place where so many hands find that they may begin, and what lets so many more begin."""
    place = Path(tempfile.gettempdir(), "leave")
    os.mkfifo(place)
    with place.open("r+b", buffering=0) as file:

        def give(more: int) -> None:
            file.write(bytes(more))

        give(max(many, 1))
        yield place, give


def _show(part: Part) -> None:
    _title(part)
    if part.report:
        part.report.seek(0)
        shutil.copyfileobj(part.report, sys.stdout)
        part.report.close()
    sys.stdout.flush()


def _parts(args: argparse.Namespace, words: list[str], server: Callable[[], Mapping[str, str]]) -> list[Part]:
    if words and not (_HERE / words[0]).exists() and one_slice.is_package(words[0]):
        return _all_of_slice(words[0], words[1:], server) if args.all else [_of_slice(words[0], words[1:])]
    if args.fast:
        words = ["-m", "not browser", *words]
    if only := args.only or (args.fast and _SQLITE):
        return [Part(only, only, words, {**_server(only, server), **(_chosen(args.seed) if args.seed else {})})]
    if not words:
        return _everything(server) if args.all else _must_pass(server, args.seed or _commit())
    chosen = any((_HERE / word.partition("::")[0]).exists() for word in words if not word.startswith("-"))
    pure = [] if chosen else _WITHOUT_PURE
    return [Part("sqlite", _SQLITE, words), Part("postgresql", _POSTGRESQL, [*words, *pure], server())]


def _commit() -> str:
    """The commit on which the work stands; where there is no repository, something new each time."""
    command = ["git", "rev-parse", "--short=12", "HEAD"]
    try:
        done = subprocess.run(command, cwd=_HERE, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return secrets.token_hex(6)
    return done.stdout.strip() if done.returncode == 0 else secrets.token_hex(6)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def main() -> int:
    signal.signal(signal.SIGTERM, _end)  # so that PostgreSQL is stopped as well
    reader = argparse.ArgumentParser(
        prog="bin/test",
        description=__doc__,
        epilog="A package of azukari (members, desks.policy) runs that one feature; everything else goes to pytest.",
    )
    reader.add_argument("--fast", action="store_true", help="SQLite only, without a browser")
    reader.add_argument("--all", action="store_true", help="every test on both engines; takes an hour")
    reader.add_argument("--widest", action="store_true", help="as many of everything as there are; takes days")
    reader.add_argument("--reach", action="store_true", help="record which tests rest on which lines; a fifth slower")
    reader.add_argument("--only", choices=(_SQLITE, _POSTGRESQL), help="one engine only")
    reader.add_argument("--seed", metavar="COMMIT", help="choose the quarter on PostgreSQL as this commit does")
    args, words = reader.parse_known_args()
    if args.all or args.widest:
        args.all = True
        os.environ.update(sizes_of(widest=args.widest))
    if args.reach:
        os.environ[_REACH] = "1"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a part starts hundreds of processes: see conftest.py
    try:
        with _scratch(), ExitStack() as stack:
            parts = _parts(args, words, lambda: stack.enter_context(cluster()))
            if any(part.hands for part in parts):
                stack.enter_context(_one_for_all(parts))
            _run(parts)
            slowest = {part.name: pace.told(part.slowest) for part in parts}
            outcomes = [part.outcome for part in parts]
    except NoPostgresError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name, lines in slowest.items():
        sys.stdout.write(f"\nthe slowest of {name}:\n" + "".join(f"{line}\n" for line in lines))
    sys.stdout.write("\n" + "\n".join(outcomes) + "\n")
    return 1 if any(part.code for part in parts) else 0


if __name__ == "__main__":
    sys.exit(main())
