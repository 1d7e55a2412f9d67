"""How long each test takes: kept from run to run, in ``.cache/seconds-*.json``, and the slowest told at the end."""

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.kept import CACHE, ROOT, kept

SLOWEST = "AZUKARI_TEST_SLOWEST"
"""The variable that tells a part of `bin/test` in which file to leave its slowest tests."""

_TOLD = 10


def place(engine: str) -> Path:
    return CACHE / f"seconds-{engine}.json"


def seconds_of_files(engine: str) -> Mapping[str, float]:
    """How long the tests of each file took when they last ran, by the file's path from the root."""
    try:
        known = json.loads(place(engine).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    found: dict[str, float] = defaultdict(float)
    for test, seconds in known.items():
        found[test.partition("::")[0]] += seconds
    return found


class Pace:
    """Adds up what preparation, test and clearing away took.

    Args:
        slowest: where the slowest tests are written to, if anybody asks for them.
    """

    def __init__(self, into: Path, slowest: str | None) -> None:
        self.into, self.slowest = into, slowest
        self.seconds: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        if self.slowest:
            slowest = sorted(self.seconds.items(), key=lambda one: -one[1])[:_TOLD]
            Path(self.slowest).write_text(json.dumps(slowest), "utf-8")
        if not self.seconds:
            return
        with kept(self.into) as known:
            for test in [test for test in known if not (ROOT / test.partition("::")[0]).exists()]:
                del known[test]
            known.update({test: round(seconds, 2) for test, seconds in self.seconds.items()})


def told(slowest: Path) -> list[str]:
    """The slowest tests of a part that has ended, each with its seconds."""
    found: list[Any] = json.loads(slowest.read_text("utf-8")) if slowest.exists() else []
    return [f"{seconds:7.1f} s  {test}" for test, seconds in found]


def pytest_configure(config: pytest.Config) -> None:
    engine = os.environ.get("AZUKARI_TEST_ENGINE", "sqlite")
    config.pluginmanager.register(Pace(place(engine), os.environ.get(SLOWEST)), "azukari-pace")
