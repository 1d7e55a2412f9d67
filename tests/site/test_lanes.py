"""The worker's lanes: one that waits holds up no other, one that ends is restarted, and the beat goes on."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from azukari.lib import heartbeat
from azukari.lib import worker as worker_module
from azukari.lib.heartbeat import Beat
from azukari.lib.job import Job, Lane, Runner, clock
from azukari.lib.worker import Places, Worker

SECOND = timedelta(seconds=1)
A_WHILE = 60.0  # seconds after which a test gives up; none takes them if all is well

Start = Callable[..., Worker]


@pytest.fixture
def beat(tmp_path: Path) -> Path:
    return tmp_path / "worker.json"


@pytest.fixture
def start(beat: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    monkeypatch.setattr(worker_module, "_LOOK", 0.01)
    stop, threads = threading.Event(), list[threading.Thread]()

    def begin(*jobs: Job, **places: object) -> Worker:
        worker = Worker(jobs, Runner(), Places(beat, **places))  # type: ignore[arg-type]
        threads.append(threading.Thread(target=worker.run, args=(stop,)))
        threads[0].start()
        return worker

    yield begin
    stop.set()
    for thread in threads:
        thread.join(timeout=A_WHILE)
        assert not thread.is_alive()


def _until(true: Callable[[], object]) -> None:
    pause = threading.Event()
    for _ in range(int(A_WHILE / 0.02)):
        if true():
            return
        pause.wait(0.02)
    raise AssertionError("It did not come.")


def _read(beat: Path) -> Beat:
    found = heartbeat.read(beat)
    assert found
    return found


def test_a_job_that_waits_holds_up_its_own_lane_alone_and_the_beat_says_what_it_is_at(start, beat, monkeypatch):
    monkeypatch.setattr(heartbeat, "EVERY", timedelta(0))
    waiting, go_on, ran = threading.Event(), threading.Event(), dict[str, int]()

    def wait(_: datetime) -> None:
        waiting.set()
        go_on.wait(A_WHILE)

    def note(name: str) -> Callable[[datetime], None]:
        return lambda _: ran.update({name: ran.get(name, 0) + 1})

    soon = timedelta(milliseconds=10)
    start(
        Job("peer", soon, wait, Lane.NETWORK),
        Job("other peer", soon, note("other peer"), Lane.NETWORK),
        Job("ledger", soon, note("ledger"), Lane.CORE),
        Job("mail", soon, note("mail"), Lane.MAIL),
    )
    waiting.wait(A_WHILE)
    first = _read(beat).at if beat.exists() else datetime.min.replace(tzinfo=UTC)
    _until(lambda: ran.get("ledger", 0) > 5 and ran.get("mail", 0) > 5)
    _until(lambda: _read(beat).at > first and _read(beat).jobs["peer"]["since"])
    assert "other peer" not in ran
    go_on.set()
    _until(lambda: ran.get("other peer"))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_lane_that_ended_is_begun_anew_and_it_is_told(start, beat):
    ran: list[datetime] = []

    def die(now: datetime) -> None:
        ran.append(now)
        if len(ran) == 1:
            raise SystemExit  # goes past everything that guards a job

    start(Job("work", timedelta(milliseconds=10), die))
    _until(lambda: len(ran) > 2)
    _until(lambda: heartbeat.read(beat) and _read(beat).restarts == 1)
    assert _read(beat).restarted


def test_connections_are_closed_in_the_thread_that_opened_them(beat):
    opened, closed, stop = set[int](), set[int](), threading.Event()

    def work(_: datetime) -> None:
        opened.add(threading.get_ident())
        if len(opened) == 2:
            stop.set()

    jobs = (Job("a", SECOND, work, Lane.CORE), Job("b", SECOND, work, Lane.BULK))
    Worker(jobs, Runner(), Places(beat, closing=lambda: closed.add(threading.get_ident()))).run(stop)
    assert opened == closed


def test_the_last_word_names_errors_by_kind_alone(start, beat):
    def fail(_: datetime) -> None:
        raise ValueError("words that a person wrote")

    start(Job("work", SECOND, fail), Job("careless", SECOND, fail, tolerates=1000))
    _until(lambda: heartbeat.read(beat) and _read(beat).jobs["work"]["failing"])
    assert _read(beat).jobs["work"]["error"] == "ValueError"
    assert _read(beat).jobs["careless"]["failing"] == 0
    assert "person" not in beat.read_text("utf-8")


def test_a_file_that_is_no_beat_is_none(beat):
    assert heartbeat.read(beat) is None
    for text in ("{", "[]", "{}", '{"at": 1, "jobs": {}}'):
        beat.write_text(text, "utf-8")
        assert heartbeat.read(beat) is None


def test_a_beat_of_the_future_has_no_age(beat):
    now = clock()
    heartbeat.write(beat, (), {}, now)
    assert _read(beat).age(now + SECOND) == SECOND
    assert _read(beat).age(now - SECOND) == timedelta(0)
    assert _read(beat).age(now - timedelta(days=1)) is None


_ON_A_FULL_DISK = """
import sys, threading
from datetime import timedelta
from pathlib import Path
from azukari.lib import heartbeat, worker
from azukari.lib.job import Job, Runner

worker._LOOK, heartbeat.EVERY = 0.01, timedelta(0)
disk, stop, ran = Path(sys.argv[1]), threading.Event(), []
beat = disk / "worker.json"
job = Job("work", timedelta(milliseconds=10), ran.append)
thread = threading.Thread(target=worker.Worker((job,), Runner(), worker.Places(beat)).run, args=(stop,))
(disk / "filler").write_bytes(b"")

def until(true):
    pause = threading.Event()
    for _ in range(3000):
        if true():
            return
        pause.wait(0.02)
    sys.exit("It did not come.")

with (disk / "filler").open("wb", buffering=0) as filler:
    try:
        while True:
            filler.write(b"x" * 4096)
    except OSError:
        pass
thread.start()
until(lambda: len(ran) > 20)
assert heartbeat.read(beat) is None, "the disk was not full"
(disk / "filler").unlink()
until(lambda: heartbeat.read(beat))
stop.set()
thread.join(30)
assert not thread.is_alive()
print("went on")
"""


def test_a_full_disk_ends_nothing_and_the_beat_comes_back_with_the_room(tmp_path):
    """On a file system of its own, half a megabyte large."""
    disk = tmp_path / "disk"
    disk.mkdir()
    within = f"mount -t tmpfs -o size=512k tmpfs '{disk}' && exec '{sys.executable}' -c \"$CODE\" '{disk}'"
    can = subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode == 0
    if not can:
        pytest.skip("this machine lets nobody mount a file system of their own")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", within],
        env={**os.environ, "CODE": _ON_A_FULL_DISK},
        check=False,
        capture_output=True,
        text=True,
        timeout=A_WHILE * 3,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "went on"), done.stderr
    assert done.stderr.count("cannot tell that it lives") <= 2  # once, not a hundred times
