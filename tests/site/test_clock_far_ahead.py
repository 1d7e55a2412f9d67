"""A worker under a clock that stands a year ahead erases nothing, doctor says so; set right, the work goes on."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from azukari.lib import heartbeat
from tests.live import Program

_HERE = Path(__file__).resolve().parent.parent.parent
_AHEAD = "+365d"
_IN_ITS_LANE = ("broken-off restores", 1)  # a job before retention that minds no clock, and its runs
_AS_OFTEN = ("journal of removals", 2)  # a job that comes round every five seconds, as retention does

_PEOPLE = """
from azukari.core.policy_versions.current import current
from azukari.demo.people import add_people
from azukari.core.mail.models import Message
add_people(current(), now=timezone.now())
Message.objects.all().delete()
"""
_END = """
from datetime import timedelta
from azukari.core.consent.models import Grant
now = timezone.now()
Grant.objects.update(begins_at=now - timedelta(days=9), ends_at=now + timedelta(days={days}), settled_at=None)
"""
_HELD = "from azukari.core.vault.models import SealedValue; print(SealedValue.objects.count())"


@pytest.fixture
def year_ahead(own_program: Program) -> Mapping[str, str]:
    """Variables of a process whose wall clock stands a year ahead; what the machine counts goes on as it is."""
    named = subprocess.run(
        ["faketime", "-m", "-f", _AHEAD, "printenv", "LD_PRELOAD"], capture_output=True, text=True, check=True
    )
    fake = {"LD_PRELOAD": named.stdout.strip(), "FAKETIME": _AHEAD, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return {**own_program.environment, **fake}


def _held(program: Program) -> int:
    return int(program.python(_HELD))


def _clock(program: Program) -> list[str]:
    done = program.azukari("doctor", "--json", check=False)
    return next(list(one["findings"]) for one in json.loads(done.stdout) if one["control"] == "clock")


def _work_until_it_came_round(program: Program) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "azukari.cli", "worker", "--dir", str(program.root)],
        cwd=_HERE,
        env=dict(program.environment),
        stdout=subprocess.DEVNULL,
    )
    beat = program.root / "data" / "worker.json"
    beat.unlink(missing_ok=True)
    try:
        for _ in range(600):
            assert worker.poll() is None, "The worker ended."
            found = heartbeat.read(beat)
            if found and all(found.jobs[job]["runs"] >= runs for job, runs in (_IN_ITS_LANE, _AS_OFTEN)):
                break
            time.sleep(0.2)
        else:
            raise AssertionError("The worker did not come round within two minutes.")
    finally:
        worker.terminate()
        worker.wait(timeout=60)


def test_what_is_due_next_month_stays(own_program: Program, year_ahead: Mapping[str, str]) -> None:
    own_program.python(_PEOPLE + _END.format(days=30))
    assert own_program.azukari("worker", "--once").returncode == 0  # from now on something is known of the time
    ahead, before = replace(own_program, environment=year_ahead), _held(own_program)
    assert before
    assert "nothing is erased" in _clock(ahead)[0]
    _work_until_it_came_round(ahead)
    assert _held(own_program) == before
    assert "nothing is erased" in _clock(ahead)[0]

    assert not _clock(own_program)
    assert own_program.azukari("worker", "--once").returncode == 0
    assert _held(own_program) == before
    own_program.python(_END.format(days=-2))
    assert own_program.azukari("worker", "--once").returncode == 0
    assert _held(own_program) < before
    own_program.azukari("ledger", "verify")
