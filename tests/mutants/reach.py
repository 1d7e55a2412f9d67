"""Which tests rest on which lines: recorded while tests run, by `sys.monitoring`; a fifth slower.

A plugin of pytest, ``-p tests.mutants.reach``. Each file of tests leaves one file in ``.cache/reach``: its tests, how
long each took, and for each function of the program which of them ran which of its lines. Lines are
counted from the function's first, so that a change above it makes no record stale; and a file of source is known by its
digest, so that a record which is older than the code is taken for what it still is: a record of functions.

What commands of their own run is recorded too where they are forks of one process (`tests/warm.py`); what a server that
was started cold runs is not.
"""

import atexit
import gc
import gzip
import hashlib
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "reach"
INTO = "AZUKARI_TEST_REACH"
"""The variable that tells forked commands in which folder to leave what they ran."""

PACKAGES = (
    "core/accounts",
    "core/backup",
    "core/cases",
    "core/consent",
    "core/forms",
    "core/ledger",
    "core/mail",
    "core/transfers",
    "core/vault",
    "features/agents",
    "features/rights",
    "policy",
    "shells/self_service",
)
"""Where the promises are enforced."""

GROUPS = ("core", "shells", "features")

EVERY = tuple(
    sorted(
        str(path.parent.relative_to(ROOT / "azukari"))
        for pattern in ("*/__init__.py", *(f"{group}/*/__init__.py" for group in GROUPS))
        for path in (ROOT / "azukari").glob(pattern)
        if path.parent.name not in GROUPS
    )
)
"""All packages of the program."""

_TOOL = 4  # no debugger, profiler or coverage has this number
type Lines = dict[str, dict[str, set[int]]]
"""File, function, lines from its first."""


def sources() -> list[Path]:
    """The files of the program, without their tests, migrations and words."""
    found = (path for package in EVERY for path in (ROOT / "azukari" / package).rglob("*.py"))
    return sorted(
        path
        for path in found
        if not {"migrations", "tests"} & {*path.parts[len(ROOT.parts) :]} and not _says_only(path.name)
    )


def _says_only(name: str) -> bool:
    ends = ("words.py", "letters.py", "letter.py")
    return (
        name.startswith("test_") or name.endswith(ends) or name in ("conftest.py", "apps.py", "urls.py", "explain.py")
    )


class Recorder:
    """Listens to the lines of the program."""

    def __init__(self) -> None:
        self._seen: set[tuple[CodeType, int]] = set()
        sys.monitoring.use_tool_id(_TOOL, "azukari-reach")
        sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, self._line)
        self._known = _codes()
        for code in self._known:
            sys.monitoring.set_local_events(_TOOL, code, sys.monitoring.events.LINE)

    def _line(self, code: CodeType, line: int) -> object:
        self._seen.add((code, line))
        return sys.monitoring.DISABLE

    def begin(self) -> None:
        self._seen.clear()
        sys.monitoring.restart_events()

    def seen(self) -> Lines:
        """What ran since it began."""
        found: Lines = defaultdict(lambda: defaultdict(set))
        for code, line in list(self._seen):
            function = self._known[code]
            name = function.co_qualname.replace(".<locals>", "")
            found[str(Path(code.co_filename).relative_to(ROOT))][name].add(line - function.co_firstlineno)
        return found


def _codes() -> dict[CodeType, CodeType]:
    """Every function of the program that is loaded, with those inside it; and the function that the source names, of
    what has no name, as a generator within it.
    """
    wanted = tuple(f"{ROOT}/azukari/{package}/" for package in EVERY)
    living = (f.__code__ for f in gc.get_objects() if type(f) is FunctionType)
    found: dict[CodeType, CodeType] = {}
    waiting = [(code, code) for code in living if code.co_filename.startswith(wanted)]
    while waiting:
        code, function = waiting.pop()
        if found.get(code, code) is code:  # a lambda is met alive, and within its function
            found[code] = function
            inner = (const for const in code.co_consts if isinstance(const, CodeType))
            waiting += [(const, function if const.co_name.startswith("<") else const) for const in inner]
    return found


def ready() -> Recorder | None:
    """What listens in the commands that are forked from this process, if somebody wants to know what they run."""
    return Recorder() if INTO in os.environ else None


def record_command(recorder: Recorder, folder: str) -> None:
    """In a forked command: leave what it ran in ``folder`` when it ends."""
    recorder.begin()

    def leave() -> None:
        told = {file: {name: sorted(some) for name, some in of.items()} for file, of in recorder.seen().items()}
        Path(folder, f"{os.getpid()}.json").write_text(json.dumps(told), "utf-8")

    atexit.register(leave)


@cache
def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


# --- The plugin ------------------------------------------------------------------------------------------------------


@dataclass
class _Told:
    """What is known of one file of tests."""

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[str, dict[int, list[str]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    )


class _Plugin:
    def __init__(self) -> None:
        self.recorder: Recorder | None = None
        self.told: dict[str, _Told] = defaultdict(_Told)
        self.folder: tempfile.TemporaryDirectory[str] | None = None  # what runs tests may be a fork of this process

    def pytest_collection_finish(self) -> None:
        from django.urls import get_resolver

        _ = get_resolver().reverse_dict  # every page, which is loaded when the first is asked for
        self.recorder = Recorder()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if not self.folder:
            self.folder = tempfile.TemporaryDirectory(prefix="azukari-reach-")
            os.environ[INTO] = self.folder.name
        if self.recorder:
            self.recorder.begin()
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        seconds = self.told[report.nodeid.partition("::")[0]].seconds
        if report.failed:
            seconds[report.nodeid] = -1.0
        elif seconds.get(report.nodeid, 0.0) >= 0:
            seconds[report.nodeid] = seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        if not self.recorder:
            return
        lines = self.told[nodeid.partition("::")[0]].lines
        for seen in (self.recorder.seen(), *self._commands()):
            for file, functions in seen.items():
                for name, numbers in functions.items():
                    for number in numbers:
                        lines[file][name][number].append(nodeid)

    def _commands(self) -> Iterator[Mapping[str, Mapping[str, Any]]]:
        for path in Path(self.folder.name).glob("*.json") if self.folder else ():
            yield json.loads(path.read_text("utf-8"))
            path.unlink()

    def pytest_sessionfinish(self) -> None:
        CACHE.mkdir(parents=True, exist_ok=True)
        for file, told in self.told.items():
            passed = sorted(nodeid for nodeid, seconds in told.seconds.items() if seconds >= 0)
            number = {nodeid: place for place, nodeid in enumerate(passed)}
            lines = {
                source: {
                    name: {line: sorted({number[t] for t in tests if t in number}) for line, tests in some.items()}
                    for name, some in functions.items()
                }
                for source, functions in told.lines.items()
            }
            whole = {
                "tests": [[nodeid, round(told.seconds[nodeid], 3)] for nodeid in passed],
                "digests": {source: digest(ROOT / source) for source in lines},
                "lines": lines,
            }
            _place(file).write_bytes(gzip.compress(json.dumps(whole).encode(), 3))
        if self.folder:
            self.folder.cleanup()


def _place(file: str) -> Path:
    return CACHE / f"{file.replace('/', '+')}.json.gz"


def pytest_configure(config: pytest.Config) -> None:
    if not config.option.collectonly:
        config.pluginmanager.register(_Plugin(), "azukari-reach-recorder")


# --- Reading ---------------------------------------------------------------------------------------------------------


class Reach:
    """What was recorded, of tests that are still there."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._of: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._stale: set[tuple[str, str]] = set()
        for path in sorted(CACHE.glob("*.json.gz")) if CACHE.exists() else []:
            if (ROOT / path.name.removesuffix(".json.gz").replace("+", "/")).exists():
                self._take(json.loads(gzip.decompress(path.read_bytes())))

    def _take(self, told: Mapping[str, Any]) -> None:
        tests = [nodeid for nodeid, _seconds in told["tests"]]
        self.seconds.update(dict(told["tests"]))
        for source, functions in told["lines"].items():
            fresh = (ROOT / source).exists() and told["digests"][source] == digest(ROOT / source)
            for name, lines in functions.items():
                for line, numbers in lines.items():
                    self._of[source, name][int(line) if fresh else -1] |= {tests[number] for number in numbers}

    def tests(self, source: str, function: str, line: int) -> set[str]:
        """The tests that ran a line of a function, or the function, where the file has changed since.

        Args:
            line: counted from the function's first.
        """
        found = self._of.get((source, function), {})
        return found.get(line, set()) | found.get(-1, set())

    def entering(self, source: str, function: str) -> set[str]:
        """The tests that ran anything of a function."""
        return set[str]().union(*self._of.get((source, function), {}).values())

    def functions(self, source: str) -> list[str]:
        """The functions of a file that anything ran."""
        return [name for file, name in self._of if file == source]
