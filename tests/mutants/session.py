"""A session of pytest that is held open: program, tests and database are loaded once, and each change is judged in a
fork of it.

It speaks lines of JSON: it is told the changed file, what stood there, and the tests; it answers how the fork ended and
which test failed first, or that the change has to be loaded by a fresh process. Every fork begins with the instance,
and its migrated database, as they were.
"""

import gc
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.swap import Living, MustLoad
from tests.read_ahead import read_ahead

FRESH = 77
"""What a fork ends with if the change has to be loaded anew."""
LATE = 78
"""What is answered if a fork took longer than it was given, and was killed: the machine may be busy."""
SPINS = 79
"""What is answered if a fork took far more of the processor than its tests do."""
DATABASE = "AZUKARI_MUTANT_DATABASE"
"""The variable that tells a fresh process where the migrated database lies."""

_LONGEST = 60  # seconds of processor for one fork, then it counts as one that does not end
_LOOK_AGAIN = 0.02  # seconds
_WITHOUT = ("cacheprovider", "unraisableexception", "threadexception")
"""Parts of pytest that no test rests on. Two of them look through all memory at each end, which in a fork means to copy
it.
"""


class _Held:
    """A plugin of pytest that answers in place of running the tests once."""

    def __init__(self, answers: int) -> None:
        self.answers = answers

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        first = [item for item in session.items if "db" in getattr(item, "fixturenames", ())][:1]
        for item in first:  # it makes the database, which stays
            runtestprotocol(item, log=False, nextitem=session)  # type: ignore[arg-type]
        read_ahead()
        pristine = _leave_database()
        gc.collect()
        living = Living()  # and the forks share what was read
        self._say("ready")
        for line in sys.stdin:
            _put_back(pristine)
            self._say(json.dumps(_judge(json.loads(line), session.items, living)))
        return True

    def _say(self, line: str) -> None:
        os.write(self.answers, line.encode() + b"\n")


def _leave_database() -> Path:
    """Close what this process holds of the instance; returns a copy of it."""
    from django.db import connections

    from azukari.core.database.group_commit import close_writers

    close_writers()
    connections.close_all()
    pristine = pristine_of(Path.cwd())
    shutil.copytree(os.environ["AZUKARI_INSTANCE"], pristine)
    return pristine


def pristine_of(tree: Path) -> Path:
    """Where the instance lies as it was before any change, for a copy of the tree."""
    return tree.with_name(f"{tree.name}-pristine")


def _put_back(pristine: Path) -> None:
    instance = Path(os.environ["AZUKARI_INSTANCE"])
    shutil.rmtree(instance)
    shutil.copytree(pristine, instance)


def _judge(told: Mapping[str, Any], items: Sequence[pytest.Item], living: Living) -> tuple[int, str]:
    """Run some tests in a fork. Returns how it ended, and the first test that failed."""
    ours, theirs = os.pipe()
    if not (pid := os.fork()):
        code = 4
        try:
            os.setsid()
            code, by = _look(told, items, living)
            os.write(theirs, by.encode())
        finally:
            os._exit(code)
    os.close(theirs)
    code = wait_for(pid, told["limit"])
    with os.fdopen(ours, "rb") as news:
        os.set_blocking(news.fileno(), False)
        return code, (news.read() or b"").decode()


def _look(told: Mapping[str, Any], items: Sequence[pytest.Item], living: Living) -> tuple[int, str]:
    """In the fork: put the change in, and run the tests until one fails."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_VIRTUAL, _LONGEST)
    if told["file"]:
        path = Path.cwd() / told["file"]
        try:
            living.swap(path, before=told["before"], after=path.read_text("utf-8"))
        except MustLoad:
            return FRESH, ""
        living.forget()
    tests = chosen(told["tests"], items)
    if not tests:
        return FRESH, ""
    for item, following in zip(tests, [*tests[1:], tests[-1]], strict=True):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            return 1, item.nodeid
    return 0, ""


def chosen(wanted: Sequence[str], items: Sequence[pytest.Item]) -> list[Any]:
    """The tests of these names (or of these files) in their order; but what empties the database last, as ever."""
    place = {name: number for number, name in enumerate(wanted)}
    found: list[tuple[bool, int, pytest.Item]] = []
    for item in items:
        names = (item.nodeid, item.nodeid.partition("[")[0], item.nodeid.partition("::")[0])
        at = min((place[name] for name in names if name in place), default=None)
        if at is not None:
            found.append(("transactional_db" in getattr(item, "fixturenames", ()) or _commits(item), at, item))
    return [item for _last, _at, item in sorted(found, key=lambda one: one[:2])]


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction"))


def wait_for(pid: int, limit: float) -> int:
    """Wait for a fork, for so many seconds; returns how it ended. Whatever it began ends with it."""
    until = time.monotonic() + limit
    while not (ended := os.waitpid(pid, os.WNOHANG))[0]:
        if time.monotonic() > until:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return LATE
        time.sleep(_LOOK_AGAIN)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(ended[1])
    return SPINS if code == -signal.SIGVTALRM else code


def main(tests: Sequence[str]) -> int:
    """Load everything, say so, and answer until nothing more is asked."""
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    without = [word for name in _WITHOUT for word in ("-p", f"no:{name}")]
    return int(pytest.main(["-q", "-s", "-m", "not browser", *without, *tests], plugins=[_Held(answers)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
