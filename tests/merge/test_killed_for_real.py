"""Twenty kills of a process that merges and parts: each time the two are one, whole, or two, as they were.

A kill comes after the process has said how far it is, at once or some way into its next step: however slow the machine
is, some come after a merge and some after a parting.
"""

import json
import os
import random
import signal
import time
from contextlib import suppress
from typing import Any

from tests.live import Program
from tests.warm import Talk

KILLS = 20
_STEPS = 4  # a kill comes after so many of them, less one, at most
_LONGEST = 0.25  # seconds into the next one


def _until(process: Talk, last: str) -> list[str]:
    lines: list[str] = []
    for line in process.stdout:
        if line.strip() == last:
            return lines
        lines.append(line.strip())
    raise AssertionError(f"The driver ended: {lines[-3:]}")


def _line(process: Talk) -> str:
    """The next step that was done."""
    line = process.stdout.readline().strip()
    assert line in ("merged", "parted"), line
    return line


def _tell(process: Talk, word: str) -> int:
    process.stdin.write(word + "\n")
    kind, pid = process.stdout.readline().split()
    assert kind == "child"
    return int(pid)


def _look(process: Talk) -> dict[str, Any]:
    _tell(process, "look")
    found: dict[str, Any] = json.loads(_until(process, "over")[-1])
    return found


def test_twenty_kills(own_program: Program):
    chance, states = random.Random(7), set()
    with own_program.driver("tests.merge.driver") as process:
        before = json.loads(_until(process, "ready")[-1])
        for number in range(KILLS):
            pid = _tell(process, "work")
            for _ in range(number % _STEPS):
                _line(process)
            time.sleep(chance.choice((0, chance.uniform(0, _LONGEST))))
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            said = _until(process, "over")
            assert not any(line.startswith("error") for line in said), said
            now = _look(process)
            states.add(now["merged"])
            assert now["orphans"] == 0
            if now["merged"]:
                assert now["people"] == before["people"] - 1
                assert now["written_down"]
                assert {text for _owner, text in now["words"].values()} == {t for _o, t in before["words"].values()}
            else:
                assert not now["written_down"]
                assert {row: now["owners"].get(row) for row in before["owners"]} == before["owners"]
                assert now["words"] == before["words"]
    assert states == {0, 1}
