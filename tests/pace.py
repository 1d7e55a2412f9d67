"""How long each test takes: kept from run to run, in ``.cache/seconds-*.json``, and the slowest told at the end."""

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.kept import CACHE, ROOT, kept

SLOWEST = "AZUKARI_TEST_SLOWEST"
"""The variable that tells a part of `bin/test` in which file to leave its slowest tests."""

_TOLD = 10


def place(engine: str) -> Path:
    return CACHE / f"seconds-{engine}.json"


def seconds(engine: str) -> Mapping[str, float]:
    """How long each test took when it last ran."""
    try:
        known: dict[str, float] = json.loads(place(engine).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return known


def seconds_of_files(engine: str) -> Mapping[str, float]:
    """How long the tests of each file took when they last ran, by the file's path from the root."""
    found: dict[str, float] = defaultdict(float)
    for test, took in seconds(engine).items():
        found[test.partition("::")[0]] += took
    return found


class Pace:
    """Adds up what preparation, test and clearing away took."""

    def __init__(self, into: Path) -> None:
        self.into = into
        self.seconds: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        if into := os.environ.get(SLOWEST):
            slowest = sorted(self.seconds.items(), key=lambda one: -one[1])[:_TOLD]
            Path(into).write_text(json.dumps(slowest), "utf-8")
        if not self.seconds:
            return
        with kept(self.into) as known:
            for test in [test for test in known if not (ROOT / test.partition("::")[0]).exists()]:
                del known[test]
            known.update({test: round(seconds, 2) for test, seconds in self.seconds.items()})


def told(slowest: Path) -> list[str]:
    """The slowest tests of a part that has ended, each with its seconds; of all its hands (`tests/hands.py`)."""
    files = slowest.parent.glob(f"{slowest.name}*")
    found = [(seconds, test) for file in files for test, seconds in json.loads(file.read_text("utf-8"))]
    return [f"{seconds:7.1f} s  {test}" for seconds, test in sorted(found, reverse=True)[:_TOLD]]


def pytest_configure(config: pytest.Config) -> None:
    engine = os.environ.get("AZUKARI_TEST_ENGINE", "sqlite")
    config.pluginmanager.register(Pace(place(engine)), "azukari-pace")
