"""A running instance is broken by SQL of another connection, a changed table, a file, a stopped worker and the clock;
the public page of promises turns to broken or unknown with the next round, or at once (P35).
"""

import json
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from tests.live import ROOT, Program
from tests.sizes import how_many

pytestmark = pytest.mark.skipif(not how_many("AZUKARI_BROKEN_OUTSIDE"), reason="minutes; bin/test --all has it")

_ROUND = 200  # seconds within which a round comes after the start of a demonstration
_PEOPLE = """
from azukari.charter.current import current
from azukari.cli.sample import add_people
add_people(current(), now=timezone.now())
"""
_AN_ADDRESS = "'own', '/a', 'referrer', '2026-11-01', 'someone@example.org', 9"
_BY_SQL = {
    "charter_charter": ("UPDATE charter_charter SET document = replace(document, 'P1Y', 'P9Y')", {2}),
    "charter_notice": ("UPDATE charter_notice SET text = 'We ask nothing.'", {19, 20}),
    "forms_submission": ("UPDATE forms_submission SET form = 'lottery' WHERE kind = 'membership'", {4, 11}),
    "consent_grant": ("UPDATE consent_grant SET purpose = 'lottery' WHERE purpose = 'volunteers'", {1, 6, 14, 22}),
    "statistics_daycount": (
        f"INSERT INTO statistics_daycount (site, page, dimension, day, value, count) VALUES ({_AN_ADDRESS})",
        {17, 18},
    ),
    "ledger_entry": ("UPDATE ledger_entry SET kind = 'form:submission:refused' WHERE \"index\" = 0", {1, 27}),
}
"""By table, what somebody does who has the database in their hands; and the promises that it breaks."""
_PAINTED = "UPDATE assurance_observation SET state = 'kept', findings = 0"


@contextmanager
def _database(program: Program) -> Iterator[Any]:
    """A connection of its own, with nothing of the program's."""
    url = program.environment.get("AZUKARI_DATABASE")
    if url:
        with psycopg.connect(url) as server:
            yield server
        return
    [file] = (program.root / "data").glob("*.sqlite3")
    lite = sqlite3.connect(file, timeout=30)
    with lite:
        yield lite
    lite.close()


def _by_hand(program: Program, table: str, sql: str) -> None:
    with _database(program) as held:
        if isinstance(held, sqlite3.Connection):
            triggers = held.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [table]
            ).fetchall()
            for name, _made in triggers:
                held.execute(f'DROP TRIGGER "{name}"')
            held.execute(sql)
            for _name, made in triggers:
                held.execute(made)
        else:
            held.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            held.execute(sql)
            held.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _shown(program: Program) -> dict[int, str]:
    with urllib.request.urlopen(f"{program.url}/en/promises.json", timeout=60) as answer:
        return {int(row["promise"][1:]): row["state"] for row in json.load(answer)["promises"]}


def _looked(program: Program) -> str:
    outcomes = program.root / "data" / "controls.json"
    return outcomes.read_text("utf-8") if outcomes.exists() else ""


def _after_a_round(program: Program, before: str) -> dict[int, str]:
    until = time.monotonic() + _ROUND
    while time.monotonic() < until:
        if _looked(program) != before:
            time.sleep(2)  # what it found is taken in by then
            return _shown(program)
        time.sleep(1)
    raise AssertionError(f"No round came. {program.said()[-2000:]}")


@contextmanager
def _worker(program: Program) -> Iterator[subprocess.Popen[bytes]]:
    words = [sys.executable, "-P", "-m", "azukari.cli", "worker", "--dir", str(program.root)]
    with program.log.open("ab") as log:
        worker = subprocess.Popen(words, cwd=ROOT, env=dict(program.environment), stdout=log, stderr=log)
    try:
        yield worker
    finally:
        worker.send_signal(signal.SIGCONT)
        worker.terminate()
        worker.wait(timeout=60)


def _faked(program: Program, ahead: str) -> Program:
    """The same, for processes whose wall clock stands ahead; what the machine counts goes on as it is."""
    named = subprocess.run(
        ["faketime", "-m", "-f", ahead, "printenv", "LD_PRELOAD"], capture_output=True, text=True, check=True
    )
    fake = {"LD_PRELOAD": named.stdout.strip(), "FAKETIME": ahead, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return replace(program, environment={**program.environment, **fake})


def test_each_break_shows_on_the_page(own_program: Program) -> None:
    own_program.set("fictional = true", "fictional = true\ndemo = true")  # whose first round comes within a minute
    own_program.python(_PEOPLE)
    own_program.start("--no-worker", cold=True)
    concerned = set[int]().union(*(numbers for _sql, numbers in _BY_SQL.values()))
    with _worker(own_program):
        first = _after_a_round(own_program, "")
    assert "broken" not in {first[number] for number in concerned}
    for table, (sql, _numbers) in _BY_SQL.items():
        _by_hand(own_program, table, sql)
    before = _looked(own_program)
    with _worker(own_program):
        states = _after_a_round(own_program, before)
    assert {number: states[number] for number in concerned} == dict.fromkeys(concerned, "broken")
    _by_hand(own_program, "assurance_observation", _PAINTED)
    assert {_shown(own_program)[number] for number in concerned} == {"unknown"}, "Painted over, it is not kept."
    assert own_program.stop() == 0
    later = _faked(own_program, "+26h")
    later.start("--no-worker", cold=True)
    try:
        with _worker(later) as worker:
            worker.send_signal(signal.SIGSTOP)
            assert set(_shown(later).values()) == {"unknown"}
    finally:
        later.kill()
