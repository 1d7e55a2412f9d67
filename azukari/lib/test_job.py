"""Work that comes round: a job that fails is tried again later, more and more rarely, and holds up no other."""

import threading
import time
from datetime import UTC, datetime, timedelta

from azukari.lib.job import Job, State, loop, read_beat, run_due

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def _nothing() -> None:
    """After a job, nothing is to be closed here."""


def _fail(now: datetime) -> None:
    raise ValueError("words that a person wrote")


def test_one_that_fails_holds_up_no_other():
    ran: list[datetime] = []
    states: dict[str, State] = {}
    run_due((Job("first", SECOND, _fail), Job("second", SECOND, ran.append)), states, NOW, after=_nothing)
    assert ran == [NOW]
    assert (states["first"].failures, states["first"].error) == (1, "ValueError")
    assert (states["second"].runs, states["second"].failures) == (1, 0)


def test_the_pause_grows_with_failures_in_a_row_up_to_a_minute_and_ends_with_a_success():
    healthy = False

    def work(now: datetime) -> None:
        if not healthy:
            raise OSError

    states: dict[str, State] = {}
    now, pauses = NOW, []
    for _ in range(9):
        run_due((Job("work", SECOND, work),), states, now, after=_nothing)
        pauses.append(int((states["work"].due - now).total_seconds()))
        now = states["work"].due
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    healthy = True
    run_due((Job("work", SECOND, work),), states, now, after=_nothing)
    assert states["work"].due - now == SECOND
    assert (states["work"].failing, states["work"].failures) == (0, 9)


def test_nothing_runs_before_its_time():
    ran: list[datetime] = []
    states: dict[str, State] = {}
    job = Job("work", timedelta(minutes=1), ran.append)
    for seconds in (0, 1, 59, 60, 61):
        run_due((job,), states, NOW + seconds * SECOND, after=_nothing)
    assert ran == [NOW, NOW + 60 * SECOND]


def test_what_runs_after_each_job_runs_after_a_failure_too():
    closed: list[str] = []
    run_due((Job("work", SECOND, _fail),), {}, NOW, after=lambda: closed.append("closed"))
    assert closed == ["closed"]


def test_the_loop_ends_when_told_and_leaves_word_without_words_of_people(tmp_path):
    stop, beat = threading.Event(), tmp_path / "worker.json"
    thread = threading.Thread(target=loop, args=((Job("work", SECOND, _fail),), stop), kwargs={"beat": beat})
    thread.start()
    while read_beat(beat) is None:
        time.sleep(0.01)
    stop.set()
    thread.join(timeout=10)
    assert not thread.is_alive()
    found = read_beat(beat)
    assert found is not None
    assert found["jobs"]["work"]["error"] == "ValueError"
    assert "person" not in beat.read_text("utf-8")


def test_a_file_that_is_no_beat_is_none(tmp_path):
    (tmp_path / "worker.json").write_text("{", "utf-8")
    assert read_beat(tmp_path / "worker.json") is None
    assert read_beat(tmp_path / "missing") is None
