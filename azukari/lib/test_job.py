"""Work that comes round: a job that fails is tried again later, more and more rarely, and holds up no other."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from azukari.lib.job import Job, JobState, Runner

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Clocks:
    """A wall clock and a count of seconds that a test sets."""

    def __init__(self) -> None:
        self.wall, self.seconds = NOW, 0.0
        self.runner = Runner(now=lambda: self.wall, ticks=lambda: self.seconds)

    def pass_(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def _fail(now: datetime) -> None:
    raise ValueError("words that a person wrote")


def test_one_that_fails_holds_up_no_other(clocks):
    ran: list[datetime] = []
    states: dict[str, JobState] = {}
    clocks.runner.run_due((Job("first", SECOND, _fail), Job("second", SECOND, ran.append)), states)
    assert ran == [NOW]
    assert (states["first"].failures, states["first"].error) == (1, "ValueError")
    assert (states["second"].runs, states["second"].failures) == (1, 0)


def test_the_pause_grows_with_failures_in_a_row_up_to_a_minute_and_ends_with_a_success(clocks):
    healthy = False

    def work(now: datetime) -> None:
        if not healthy:
            raise OSError

    states: dict[str, JobState] = {}
    pauses = []
    for _ in range(9):
        clocks.runner.run_due((Job("work", SECOND, work),), states)
        pauses.append(int(states["work"].due - clocks.seconds))
        clocks.pass_(pauses[-1])
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    healthy = True
    clocks.runner.run_due((Job("work", SECOND, work),), states)
    assert states["work"].due - clocks.seconds == 1
    assert (states["work"].failing, states["work"].failures) == (0, 9)


def test_nothing_runs_before_its_time(clocks):
    ran: list[datetime] = []
    states: dict[str, JobState] = {}
    for seconds in (0, 1, 58, 1, 1):
        clocks.pass_(seconds)
        clocks.runner.run_due((Job("work", timedelta(minutes=1), ran.append),), states)
    assert ran == [NOW, NOW + 60 * SECOND]


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_a_wall_clock_that_jumps_and_comes_back_changes_nothing_of_when_jobs_run(jump, clocks):
    ran: list[datetime] = []
    states: dict[str, JobState] = {}
    for second in range(60):
        clocks.wall = NOW + second * SECOND + (jump if 10 <= second < 25 else timedelta(0))
        clocks.seconds = second
        clocks.runner.run_due((Job("work", SECOND, ran.append),), states)
    assert len(ran) == 60


def test_each_job_gets_the_time_at_which_it_begins(clocks):
    ran: list[datetime] = []

    def slow(now: datetime) -> None:
        clocks.pass_(400)

    clocks.runner.run_due((Job("slow", SECOND, slow), Job("next", SECOND, ran.append)), {})
    assert ran == [NOW + 400 * SECOND]


def test_what_runs_after_each_job_runs_after_a_failure_too_and_its_own_failure_is_counted(clocks):
    closed: list[object] = []
    runner = replace(clocks.runner, after=lambda: closed.append("closed"))
    runner.run_due((Job("work", SECOND, _fail),), {})
    assert closed == ["closed"]
    states: dict[str, JobState] = {}
    replace(clocks.runner, after=lambda: _fail(NOW)).run_due((Job("work", SECOND, closed.append),), states)
    assert (states["work"].failing, states["work"].error) == (1, "ValueError")


def test_while_the_clock_is_in_doubt_what_a_date_has_come_for_waits_and_the_rest_goes_on(clocks):
    ran: list[str] = []
    doubt = [True]
    runner = replace(clocks.runner, in_doubt=lambda _: doubt[0])
    jobs = (
        Job("erase", SECOND, lambda _: ran.append("erase")),
        Job("mail", SECOND, lambda _: ran.append("mail"), dated=False),
    )
    states: dict[str, JobState] = {}
    runner.run_due(jobs, states)
    assert ran == ["mail"]
    doubt[0] = False
    clocks.pass_(10)
    runner.run_due(jobs, states)
    assert ran == ["mail", "erase", "mail"]


def test_whoever_cannot_tell_whether_the_clock_is_right_runs_nothing_dated(clocks):
    ran: list[datetime] = []
    runner = replace(clocks.runner, in_doubt=lambda _: 1 / 0 > 0)
    states: dict[str, JobState] = {}
    runner.run_due((Job("erase", SECOND, ran.append),), states)
    assert ran == []
    assert states["erase"].error == "ZeroDivisionError"


def test_nothing_more_begins_once_it_is_told_to_stop(clocks):
    stop, ran = threading.Event(), list[datetime]()
    jobs = (Job("first", SECOND, lambda _: stop.set()), Job("second", SECOND, ran.append))
    clocks.runner.run_due(jobs, {}, stop=stop)
    assert ran == []
