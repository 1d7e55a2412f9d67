"""Kills, two hundred at most: what was acknowledged is there, what was interrupted is absent or completed on restart.

P01, P41, law 5; the kill comes at a random microsecond of register, confirm or erase.
"""

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.live import Program
from tests.postgres import cluster, restart
from tests.sizes import how_many
from tests.warm import talk

_HERE = Path(__file__).resolve().parent.parent.parent
KILLS = how_many("AZUKARI_DEATHS")
OUTAGES = how_many("AZUKARI_OUTAGES")
_BETWEEN_CHECKS = 40
_WORDS = 14  # of a child, the most that are waited for
_LONGEST = 0.03  # seconds from there until a kill


@dataclass
class Acknowledged:
    """What the process said before it died.

    Args:
        values: of each registered submission, how many values it has.
        begun: deeds that were begun and not acknowledged.
        seen_gone: people of whose erasure a check has made sure.
    """

    values: dict[str, int] = field(default_factory=dict)
    confirmed: dict[str, str] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    begun: list[list[str]] = field(default_factory=list)
    seen_gone: set[str] = field(default_factory=set)

    def hear(self, lines: list[str]) -> None:
        """Take in what one child said."""
        begun: list[str] | None = None
        for line in lines:
            match line.split():
                case ["begin", *deed]:
                    begun = deed
                case ["done", "register", id, count]:
                    self.values[id], begun = int(count), None
                case ["done", "confirm", id, person]:
                    self.confirmed[id], begun = person, None
                case ["done", "erase", person]:
                    self.erased.add(person)
                    begun = None
                case _:
                    raise AssertionError(f"The child failed: {line}")
        if begun:
            self.begun.append(begun)

    @property
    def erasures(self) -> set[str]:
        """People whose erasure was acknowledged, or at least asked for."""
        return self.erased | {deed[1] for deed in self.begun if deed[0] == "erase"}


class Driver:
    """The process that forks the children which are killed."""

    def __init__(self, of: Program) -> None:
        place = {"AZUKARI_INSTANCE": str(of.root), "DJANGO_SETTINGS_MODULE": "azukari.site.settings"}
        self.talk = talk(environment={**of.environment, **place}, module="tests.proofs.crash_driver")
        self.first = self._until("ready")  # what it did before the first round counts as well

    def _line(self) -> str:
        line = self.talk.stdout.readline()
        assert line, "The driver ended."
        return line.strip()

    def _ask(self, *words: str) -> int:
        self.talk.stdin.write(" ".join(words) + "\n")
        kind, pid = self._line().split()
        assert kind == "child"
        return int(pid)

    def _until(self, last: str) -> list[str]:
        lines = []
        while (line := self._line()) != last:
            lines.append(line)
        return lines

    def work_until(self, seed: int, words: int, seconds: float, stroke: Callable[[int], None]) -> list[str]:
        """Let a child work, strike so long after so many of its words, and return all that it said.

        The child ends at its first error, which is its own kind of death: what it had begun stays unacknowledged.
        """
        pid = self._ask("work", str(seed))
        said: list[str] = []
        while len(said) < words:  # however busy the machine is, so much has happened
            if (line := self._line()) == "over":
                return [each for each in said if not each.startswith("error")]
            said.append(line)
        time.sleep(seconds)
        stroke(pid)
        return [line for line in [*said, *self._until("over")] if not line.startswith("error")]

    def check(self, heard: Acknowledged) -> None:
        """Restart, look at everything, and compare it with what was acknowledged."""
        self._ask("check", *sorted(heard.erasures - heard.seen_gone))
        said = self._until("over")
        assert said, "The check said nothing."
        assert not said[-1].startswith("error"), said[-1]
        found = json.loads(said[-1])
        assert not found["wrong"], "\n".join(found["wrong"][:20])
        _compare(heard, found["submissions"])
        heard.seen_gone |= heard.erasures

    def end(self) -> None:
        self.talk.close()


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _compare(heard: Acknowledged, stored: dict[str, list[object]]) -> None:
    owners = {id: heard.confirmed.get(id) for id in heard.values}
    gone = heard.erasures
    interrupted = {deed[1] for deed in heard.begun if deed[0] == "confirm"}
    for id, count in heard.values.items():
        if id not in stored:
            may_be_gone = owners[id] in gone or id in interrupted
            assert may_be_gone, f"Submission {id} was acknowledged and is lost."
            continue
        state, person, values = stored[id]
        if id in heard.confirmed:
            assert state == "accepted", f"The confirmation of {id} was acknowledged and is lost."
        elif id not in interrupted:
            assert state == "pending", f"{id} was confirmed by nobody."
        if person not in gone:
            assert values == count, f"Submission {id} has {values} of {count} values."


@contextmanager
def _driver(of: Program, heard: Acknowledged) -> Iterator[Driver]:
    driver = Driver(of)
    try:
        heard.hear(driver.first)
        yield driver
    finally:
        driver.end()


def test_nothing_acknowledged_is_lost_in_any_of_the_kills(own_program: Program) -> None:
    chance = random.Random(2)
    heard = Acknowledged()
    with _driver(own_program, heard) as driver:
        for turn in range(1, KILLS + 1):
            heard.hear(driver.work_until(turn, chance.randint(1, _WORDS), chance.uniform(0, _LONGEST), _kill))
            if turn % _BETWEEN_CHECKS == 0:
                driver.check(heard)
    assert {deed[0] for deed in heard.begun} == {"register", "confirm", "erase"}, "Some deed was never interrupted."
    assert len(heard.begun) > KILLS / 4
    assert heard.confirmed
    assert heard.erased


@pytest.mark.skipif(not os.environ.get("AZUKARI_DATABASE"), reason="SQLite has no server that could die")
def test_nothing_acknowledged_is_lost_when_the_database_dies(tmp_path: Path) -> None:
    heard = Acknowledged()
    with cluster(durable=True) as database:
        made = Program(tmp_path / "instance", "http://127.0.0.1:1", {**os.environ, **database})
        made.azukari("init", str(made.root), "--fictional")
        made.azukari("policy", "publish")
        for turn in range(1, OUTAGES + 1):
            with _driver(made, heard) as driver:
                heard.hear(driver.work_until(turn, 1, 1.0, lambda _: restart(database["AZUKARI_TEST_PGDATA"])))
                driver.check(heard)
    assert heard.values
