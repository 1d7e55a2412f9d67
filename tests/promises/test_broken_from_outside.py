"""Each promise is broken in a running instance in two ways of its own, from outside; the public page shows it with the
next round. A worker that stands still, and a table that was painted over, leave nothing kept.
"""

import json
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from re import search

import pytest

from azukari.lib.control import ControlState
from tests.live import ROOT, Program, drop_database, environment_of, new_database
from tests.postgres import free_port
from tests.promises.outside import AHEAD, Outside, Round, Way, faked
from tests.promises.ways import BREAKS, WAYS
from tests.sizes import how_many

pytestmark = pytest.mark.skipif(not how_many("AZUKARI_BROKEN_OUTSIDE"), reason="minutes; bin/test --all has it")

type Copies = Callable[[], AbstractContextManager[Outside]]

_ROUND = 120  # seconds within which a round comes after the start of a demonstration
_PAINTED = "UPDATE assurance_observation SET state = 'kept', findings = 0"
_UNKNOWN = ControlState.UNKNOWN


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    """Makes copies of a demonstration, each with a database and an address of its own."""
    folder, database = tmp_path_factory.mktemp("outside"), new_database()
    made = Program(folder / "demo", "http://127.0.0.1:8000", environment_of(database))
    made.azukari("demo", "--no-serve")

    @contextmanager
    def copy() -> Iterator[Outside]:
        root = tmp_path_factory.mktemp("copy") / "instance"
        shutil.copytree(made.root, root)
        its = new_database(database) if database else ""
        one = Program(root, f"http://127.0.0.1:{free_port()}", environment_of(its))
        one.set(made.url, one.url)
        outside = Outside(one, ROOT)
        try:
            yield outside
        finally:
            for process in outside.beside:
                process.kill()
                process.wait()
            if one.server is not None:
                one.kill()
            drop_database(its)

    yield copy
    drop_database(database)


def _shown(program: Program) -> dict[int, str]:
    with urllib.request.urlopen(f"{program.url}/en/promises.json", timeout=60) as answer:
        return {int(row["promise"][1:]): row["state"] for row in json.load(answer)["promises"]}


@contextmanager
def _worker(outside: Outside) -> Iterator[subprocess.Popen[bytes]]:
    program = outside.program
    words = [sys.executable, "-P", "-m", "azukari.cli", "worker", "--dir", str(program.root)]
    environment = {**program.environment, "PYTHONPATH": str(outside.code)}
    with program.log.open("ab") as log:
        worker = subprocess.Popen(words, cwd=outside.code, env=environment, stdout=log, stderr=log)
    try:
        yield worker
    finally:
        worker.send_signal(signal.SIGCONT)
        worker.terminate()
        worker.wait(timeout=60)


def _round(outside: Outside, later: Iterable[Way] = ()) -> None:
    """Let a worker look once.

    Args:
        later: what is done once it runs.
    """
    outcomes, beat = (outside.program.root / "data" / name for name in ("controls.json", "worker.json"))
    beat.unlink(missing_ok=True)
    outcomes.unlink(missing_ok=True)
    until = time.monotonic() + _ROUND
    with _worker(outside):
        while later and not beat.exists() and time.monotonic() < until:
            time.sleep(0.1)
        for way in later:
            way.do(outside)
        while time.monotonic() < until:
            if outcomes.exists():
                time.sleep(3)  # what it found is taken in by then
                return
            time.sleep(0.5)
    raise AssertionError(f"No round came. {outside.program.said()[-2000:]}")


@contextmanager
def _served(program: Program) -> Iterator[None]:
    (program.root / "data" / "worker.json").unlink(missing_ok=True)  # else it says that the worker is not heard of
    program.start("--no-worker", cold=True)
    try:
        yield
    finally:
        program.kill()


def _ways(round: Round) -> dict[str, Way]:
    return {name: way for name, way in WAYS.items() if way.round is round}


def _broken(outside: Outside, round: Round) -> dict[int, str]:
    """Do all of a round, let the worker look, and say what the page shows."""
    settings = (outside.program.root / "azukari.toml").read_text("utf-8")
    if round is Round.LATER:
        outside.program = replace(outside.program, environment=faked(outside.program, AHEAD))
    if round is Round.PROGRAM:
        outside.code = outside.program.root.with_name("program")
        shutil.copytree(ROOT / "azukari", outside.code / "azukari", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", outside.code)
    ways = _ways(round).values()
    with outside.database():
        for way in ways:
            if not way.is_later:
                way.do(outside)
    _round(outside, [way for way in ways if way.is_later])
    for key in (outside.program.root / "keys").glob("index-*"):
        key.chmod(0o600)
    (outside.program.root / "azukari.toml").write_text(settings, "utf-8")  # so that somebody reaches the page
    with _served(outside.program):
        return _shown(outside.program)


@pytest.mark.parametrize("round", Round)
def test_each_break_shows_on_the_page_with_the_next_round(copies: Copies, round: Round) -> None:
    ways = _ways(round)
    with copies() as outside:
        before = outside.found()
        states = _broken(outside, round)
        found = outside.found()
    for name, way in ways.items():
        said = [words for control, words in found if control == way.control]
        assert [words for words in said if search(way.says, words)], (name, said)
        assert not [words for control, words in before if control == way.control and search(way.says, words)], name
    shown = {(number, name): states[number] for number, two in BREAKS.items() for name in two if name in ways}
    assert shown == {(number, name): ways[name].state for number, name in shown}
    assert {name for _number, name in shown} == set(ways)


def test_a_painted_table_and_a_worker_that_stands_still_leave_nothing_kept(copies: Copies, tmp_path: Path) -> None:
    with copies() as outside:
        broken = {n for n, state in _broken(outside, Round.ROWS).items() if state == "broken"}
        assert len(broken) > 20
        with outside.database():
            outside.sql(_PAINTED)
        with _served(outside.program):
            assert {_shown(outside.program)[number] for number in broken} == {"unknown"}
        outside.program = replace(outside.program, environment=faked(outside.program, "+26h"))
        with _served(outside.program), _worker(outside) as worker:
            worker.send_signal(signal.SIGSTOP)
            assert set(_shown(outside.program).values()) == {"unknown"}
