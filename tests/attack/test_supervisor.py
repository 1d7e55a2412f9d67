"""A process whose loop stands is replaced, whatever holds it: others are answered meanwhile, nothing is lost, and the
log, the metrics and a mail to the operator tell of it (real processes, a real server).
"""

import faulthandler
import logging
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from azukari.lib import pulse, shared_memory
from azukari.lib.pulse import Role
from azukari.shells.worker import replaced
from azukari.shells.worker.supervisor import Supervisor
from tests.attack.processes import web_process, worker_process
from tests.live import Program
from tests.visits import ask, sign_up, stored, until

SECRET = "hanako-marker"
_OPERATOR = """
from azukari.core.accounts.staff import enrol
from azukari.core.policy_versions.current import current
from azukari.demo.people import SETTER
known = frozenset(current().policy.duties)
enrol("operator@staff.example.org", "Operator", duties=["operator"], known=known, actor=SETTER, now=timezone.now(),
      password="paper indigo ink", totp_secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
"""
_LETTERS = """
from azukari.core.mail.models import Message
print(Message.objects.filter(kind="morning:replaced").count())
"""


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(pulse.VARIABLE, "")
    pulse._memory.cache_clear()
    pulse.allot()
    yield
    os.close(shared_memory.files([pulse.VARIABLE])[0])
    pulse._memory.cache_clear()


def _process(work: Callable[[], object], errors: Path) -> int:
    """A process that beats once, and then does something."""
    child = os.fork()
    if child:
        return child
    try:
        faulthandler.enable(errors.open("wb"))
        pulse.beat(Role.WORKER)
        work()
    finally:
        os._exit(0)


@contextmanager
def _reaped(child: int) -> Iterator[Callable[[], int | None]]:
    """So that no child outlives its test.

    Yields:
        waits for the child's end, a few seconds at most, and says its exit code; None if it goes on.
    """
    codes = list[int]()

    def ended() -> int | None:
        for _ in range(100):
            found, status = os.waitpid(child, os.WNOHANG)
            if found:
                codes.append(os.waitstatus_to_exitcode(status))
                return codes[0]
            time.sleep(0.05)
        return None

    try:
        yield ended
    finally:
        if not codes:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _spins() -> None:
    """Holds the interpreter: a regular expression that takes years."""
    re.match(r"(a+)+$", "a" * 60 + SECRET)


def _moves() -> None:
    while True:
        pulse.beat(Role.WORKER)
        time.sleep(0.1)


def _stops() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _watch(root: Path, child: int, *, seconds: float, times: int) -> None:
    """So many looks, made as quickly as they can be."""
    stop = threading.Event()
    supervisor = Supervisor(root, seconds, {Role.WORKER: lambda: child})
    for _ in range(times):
        if replaced.read(root, Role.WORKER):
            break
        supervisor._look(Role.WORKER, child)
        stop.wait(0.1)


@pytest.mark.parametrize("work", [_spins, _stops])
def test_one_that_stands_is_ended_and_noted_and_says_where_it_stood(work, watched, tmp_path: Path, caplog):
    (tmp_path / "data").mkdir()
    child = _process(work, tmp_path / "stderr")
    with _reaped(child) as ended, caplog.at_level(logging.ERROR):
        _watch(tmp_path, child, seconds=0.5, times=300)
        assert ended() in (-signal.SIGABRT, -signal.SIGKILL)
    found = replaced.read(tmp_path, Role.WORKER)
    assert found
    assert found.count == 1
    assert "The loop of the worker process stood for" in caplog.text
    if work is _spins:
        stacks = (tmp_path / "stderr").read_text("utf-8")
        assert "in _spins" in stacks
        assert SECRET not in stacks


@pytest.mark.parametrize("seconds", [0, 30])
def test_one_that_moves_or_may_stand_is_left_alone(seconds: int, watched, tmp_path: Path):
    child = _process(_moves if seconds else _stops, tmp_path / "stderr")
    with _reaped(child):
        _watch(tmp_path, child, seconds=seconds, times=15)
        assert replaced.read(tmp_path, Role.WORKER) is None
        assert os.waitpid(child, os.WNOHANG) == (0, 0)


def _replaced(program: Program, role: Role) -> int:
    found = replaced.read(program.root, role)
    return found.count if found else 0


def _counted(program: Program, role: Role) -> bool:
    return f'azukari_process_replaced{{process="{role.value}"}} 1.0' in ask(program, "/metrics").words


def test_both_processes_are_replaced_when_they_are_frozen(own_program: Program):
    settings = own_program.root / "azukari.toml"
    settings.write_text(f"frozen_after = 2\n{settings.read_text('utf-8')}", "utf-8")
    own_program.python(_OPERATOR)
    own_program.start()
    assert sign_up(own_program, "first@example.org").status == 202
    worker = worker_process(own_program)
    until((own_program.root / "data" / "worker.json").exists)
    os.kill(worker, signal.SIGSTOP)
    assert sign_up(own_program, "second@example.org").status == 202, "visitors are answered meanwhile"
    until(lambda: _replaced(own_program, Role.WORKER))
    until(lambda: not Path(f"/proc/{worker}").exists())
    until(lambda: own_program.python(_LETTERS).strip() == "1")
    web = web_process(own_program)
    os.kill(web, signal.SIGSTOP)
    until(lambda: _replaced(own_program, Role.WEB))
    until(lambda: _answers(own_program))
    assert web_process(own_program) != web
    assert sign_up(own_program, "third@example.org").status == 202
    assert stored(own_program) == 3, "nothing that was acknowledged is lost"
    until(lambda: _counted(own_program, Role.WORKER) and _counted(own_program, Role.WEB))
    said = own_program.said()
    assert "The loop of the worker process stood for" in said
    assert "The loop of the web process stood for" in said
    assert "example.org" not in said
    assert own_program.python(_LETTERS).strip() == "1", "one mail an hour, however often it happens"
    assert own_program.stop() == 0


def _answers(program: Program) -> bool:
    try:
        return ask(program, "/healthz").status == 200
    except OSError:
        return False
