"""Several processes at work on one collection: forks that take one file of tests after the other until none is left.

The tests are collected, and all that they import is read, once (AZUKARI_TEST_HANDS says for how many). Files come in
the order of how long they took, so that at the end no hand works for long while the others have nothing to do. Each has
an instance and a database of its own, and reports as a run by itself does.
"""

import gc
import json
import os
import shutil
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

import pytest

from tests import instance, pace
from tests.read_ahead import read_ahead

HANDS = "AZUKARI_TEST_HANDS"
"""The variable that tells how many hands a part of `bin/test` has: for each, what its environment has besides."""

LEAVE = "AZUKARI_TEST_LEAVE"
"""The variable that names the file in which every hand finds a byte before it begins: so many may be at work."""

_GUESS, _GUESS_OF_COMMANDS = 0.2, 5.0  # seconds, of a test that nobody has recorded; of one with an instance of its own
_NUMBER = 2  # bytes
type Unit = list[pytest.Item]


def empties(item: pytest.Item) -> bool:
    """Whether a test empties the database when it ends, so that it comes after those who rest on what is there."""
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


def in_units(items: Sequence[pytest.Item], seconds: Mapping[str, float]) -> list[Unit]:
    """The tests by file, the longest file first; but those that empty the database last.

    Args:
        seconds: how long each took, as far as that is known.
    """
    units: dict[tuple[bool, Path], Unit] = defaultdict(list)
    takes: dict[tuple[bool, Path], float] = defaultdict(float)
    for item in items:
        place = (empties(item), item.path)
        units[place].append(item)
        takes[place] += seconds.get(item.nodeid, _guess(item))
    return [units[place] for place in sorted(units, key=lambda place: (place[0], -takes[place]))]


def _guess(item: pytest.Item) -> float:
    return _GUESS_OF_COMMANDS if {"mould", "environment"} & {*getattr(item, "fixturenames", ())} else _GUESS


class Queue:
    """The numbers of what is to be done; whoever takes one has it alone."""

    def __init__(self, many: int) -> None:
        self._out, into = os.pipe()
        with os.fdopen(into, "wb") as all_of_them:
            for number in range(many):
                all_of_them.write(number.to_bytes(_NUMBER))

    def __iter__(self) -> Iterator[int]:
        while number := os.read(self._out, _NUMBER):
            yield int.from_bytes(number)


class Hands:
    """Runs the tests in forks; this process waits for them, and shows what they say.

    Args:
        variables: what the environment of each has besides.
    """

    def __init__(self, variables: Sequence[Mapping[str, str]]) -> None:
        self.variables = variables

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed or not session.items or session.config.option.collectonly:
            return None
        units = in_units(session.items, pace.seconds(os.environ["AZUKARI_TEST_ENGINE"]))
        read_ahead()
        gc.freeze()
        queue = Queue(len(units))
        hands: list[tuple[int, IO[str] | None]] = []  # the first one's words are seen as they come
        signal.signal(signal.SIGTERM, lambda number, _: _end(number, [pid for pid, _ in hands]))
        for number, variables in enumerate(self.variables, 1):
            report = tempfile.TemporaryFile("w+", encoding="utf-8") if hands else None  # noqa: SIM115 - shown below
            sys.stdout.flush()
            if not (pid := os.fork()):
                _become(session.config, number, variables, report)
                _work(session, (item for number in queue for item in units[number]))
                return True
            hands.append((pid, report))
        session.testsfailed = sum(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0 for pid, _ in hands)
        for number, (_pid, words) in enumerate(hands, 1):
            if words:
                sys.stdout.write(f"\n---- {number} of {len(hands)} ----\n")
                words.seek(0)
                shutil.copyfileobj(words, sys.stdout)
        session.config.pluginmanager.unregister(name="terminalreporter")  # it saw no test
        return True


def _end(number: int, hands: Sequence[int]) -> NoReturn:
    for hand in hands:
        os.kill(hand, signal.SIGTERM)
    sys.exit(128 + number)


def _become(config: pytest.Config, number: int, variables: Mapping[str, str], report: IO[str] | None) -> None:
    """In a fork: speak into a report of its own, and begin once there is leave."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if file := os.environ.get(LEAVE):
        with Path(file).open("rb", buffering=0) as leave:
            leave.read(1)
    if report:
        capture: Any = config.pluginmanager.getplugin("capturemanager")
        capture.stop_global_capturing()
        for stream in (1, 2):
            os.dup2(report.fileno(), stream)
        capture.start_global_capturing()
        capture.suspend_global_capture()
    os.environ.update(variables)
    if pace.SLOWEST in os.environ:
        os.environ[pace.SLOWEST] += f".{number}"
    instance.begin_again()


def _work(session: pytest.Session, tests: Iterator[pytest.Item]) -> None:
    """Run the tests. What the next one does not need is taken down after each, so that one is asked for before."""
    item = next(tests, None)
    while item:
        following = next(tests, None)
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following


def pytest_configure(config: pytest.Config) -> None:
    if HANDS in os.environ:
        config.pluginmanager.register(Hands(json.loads(os.environ[HANDS])), "azukari-hands")
