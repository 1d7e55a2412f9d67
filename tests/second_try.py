"""Flaky tests: what needed a second try is told at the end of every run, and may not need it twice in ten.

A browser that stumbles on a busy machine gets a second try (`tests/browser.py`). A test that passes only so hides
something, so each is listed with its count over the last ten runs of that test on the same database; at two, the run
fails. The counts lie in ``.cache/second-tries-*.json``: a machine that begins each run with a fresh checkout keeps that
folder from run to run.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.kept import kept

RUNS = 10
_ONCE = 1  # second tries within so many runs that are let pass


class SecondTries:
    """Counts second tries of the tests that get one when they stumble."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.again: dict[str, bool] = {}  # by test, whether it needed a second try in this run
        self.counts: dict[str, int] = {}
        self.watched: set[str] = set()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """What may have a second try is counted, whether it needs it or not."""
        self.watched = {item.nodeid for item in items if item.get_closest_marker("flaky")}

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.nodeid in self.watched and not report.skipped:
            self.again[report.nodeid] = self.again.get(report.nodeid, False) or report.outcome == "rerun"

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self.again:
            return
        with kept(self.place) as runs:
            for test, again in self.again.items():
                runs[test] = (runs.get(test, "") + str(int(again)))[-RUNS:]
                if again:
                    self.counts[test] = runs[test].count("1")
        if self._too_often and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @property
    def _too_often(self) -> list[str]:
        return [test for test, count in self.counts.items() if count > _ONCE]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.counts:
            terminalreporter.section("second tries", "=")
        for test, count in sorted(self.counts.items()):
            often = f"{count} time{'s' if count > 1 else ''} in its last {RUNS} runs"
            state = "FLAKY" if count > _ONCE else "stumbled"
            terminalreporter.write_line(f"{state} {test}: needed a second try, {often}")
        if self._too_often:
            terminalreporter.write_line("The run fails: no test may need a second try twice in ten runs. Find out why.")


def pytest_configure(config: pytest.Config) -> None:
    engine = os.environ.get("AZUKARI_TEST_ENGINE", "sqlite")
    place = config.rootpath / ".cache" / f"second-tries-{engine}.json"
    config.pluginmanager.register(SecondTries(place), "azukari-second-tries")
