"""Retention, a withdrawal, the hand-over of somebody's data, a granted erasure and a legal case, each killed with
SIGKILL at steps.

At each person all of it is done or none, and the ledger tells of it as often as it is done. The worker, or the same
command again, then does the rest. Nothing is left without a grant, and the ledger verifies (P01, P03, P41; law 5).
"""

import json
import random
import signal
from typing import Any

import pytest

from tests.live import Program
from tests.sizes import how_many, turn
from tests.warm import Talk

KILLS = how_many("AZUKARI_WORK_KILLS")
NEVER = 0
BY_WORKER = frozenset({"sweep", "erasure", "legal case"})


class Driver:
    """The process that forks the children which are killed."""

    def __init__(self, process: Talk, deed: str) -> None:
        self._process, self._deed = process, deed
        assert self._line() == "ready"

    def order(self, name: str, *given: object, code: int = 0) -> Any:
        """What a child answers that ends with ``code``."""
        self._process.stdin.write(json.dumps([name, self._deed, *given]) + "\n")
        lines = [self._line()]
        while not lines[-1].startswith("over "):
            lines.append(self._line())
        assert lines[-1] == f"over {code}", lines
        return json.loads(lines[-2]) if len(lines) > 1 else None

    def _line(self) -> str:
        line = self._process.stdout.readline()
        assert line, "The driver ended."
        return line.strip()


def _orphans(program: Program) -> list[str]:
    done = program.azukari("doctor", "--json", check=False)
    return next(list(one["findings"]) for one in json.loads(done.stdout) if one["control"] == "vault-orphans")


def _go_on(program: Program, driver: Driver, deed: str, subjects: list[dict[str, str]], *, done: bool) -> None:
    if deed in BY_WORKER:
        program.azukari("worker", "--once")
    elif not done:  # whoever saw no document asks again; a record of one that nobody saw stays
        driver.order("do", subjects, NEVER)


@pytest.mark.parametrize("deed", ["sweep", "withdrawal", "hand-over", "erasure", "legal case"])
def test_all_or_nothing_and_then_done(own_program: Program, deed: str) -> None:
    with own_program.driver("tests.proofs.work_driver") as process:
        driver = Driver(process, deed)
        first = driver.order("prepare")
        told, finished = 0, list(first)
        steps = driver.order("do", first, NEVER)
        told += len(first)
        now = driver.order("look", first)
        assert (now["done"], now["told"], now["finished"]) == ([True] * len(first), told, True)
        for step in sorted(random.Random(f"{deed} {turn(1 << 16)}").sample(range(1, steps + 1), min(KILLS, steps))):
            subjects = driver.order("prepare")
            driver.order("do", subjects, step, code=-signal.SIGKILL)
            now = driver.order("look", subjects)
            assert [not whole for whole in now["as before"]] == now["done"], f"Half done, killed at {step} of {steps}."
            assert now["told"] == told + sum(now["done"])
            _go_on(own_program, driver, deed, subjects, done=all(now["done"]))
            told += len(subjects)
            finished += subjects
            now = driver.order("look", finished)
            assert (all(now["done"]), now["told"], now["finished"]) == (True, told, True), f"{step} of {steps}"
            assert now["not held"] == 0
    own_program.azukari("ledger", "verify")
    assert not _orphans(own_program)
