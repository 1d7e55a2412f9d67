"""An instance as it runs: the web process, the workers with their senders, and a company's mail server, each of which
can be killed while an issue goes to many readers (`going_out` does what has to be done inside).
"""

import json
import os
import shutil
import signal
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tests import warm
from tests.certificates import self_signed
from tests.live import Program
from tests.mailings.moody import Moody
from tests.mailings.sink import Sink, sink
from tests.visits import ask, until

ELSEWHERE = "2130706433"
"""127.0.0.1 as the resolver understands it and the program does not: mail to it leaves, so the gate is asked."""

_NOT_NOW = 503
_PATIENCE = 300.0  # seconds
_ONE_CLICK = b"List-Unsubscribe=One-Click"


class Paced(Moody):
    """Takes no more than it is let, so that the middle lasts until it has been lived through."""

    def __init__(self, server: Sink, *, readers: int) -> None:
        every = max(7, readers // 400)
        super().__init__(every=every + (every % len(self.ANSWERS) == 0), takes=3 / readers)  # so that each mood comes
        self._server = server
        self.most = 0
        self.when: dict[str, float] = {}

    def __call__(self, verb: str, rest: str) -> str:
        while verb == "MAIL" and len(self._server.taken) >= self.most:
            time.sleep(0.01)
        if verb == ".":
            self.when[rest] = time.monotonic()
        return super().__call__(verb, rest)


@dataclass
class WorkerProcess:
    """`azukari worker`, which begins two senders.

    Args:
        program: of whose instance.
    """

    program: Program
    _process: warm.Running | None = field(default=None, repr=False)

    def start(self) -> None:
        with self.program.log.open("a", encoding="utf-8") as log:
            words = ("worker", "--dir", str(self.program.root))
            self._process = warm.start(*words, environment=self.program.environment, into=log)

    def kill(self) -> None:
        """It and its senders."""
        assert self._process
        assert self._process.poll() is None, "it had ended by itself"
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """As a service manager does, which tells all its processes; its senders finish what they have leased first."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGTERM)
        assert self._process.wait(timeout=100) == 0
        assert self._is_gone(), "and none of them is left"
        left = [path.name for path in (self.program.root / "data" / "mailings").glob("*.journal")]
        assert not left, "the database knows what became of every message"

    def _is_gone(self) -> bool:
        """Whether no process of it is left; one that has ended may be waited for a moment later."""
        assert self._process
        for _ in range(200):
            try:
                os.killpg(self._process.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.1)
        return False

    def end(self) -> None:
        if self._process and self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@dataclass
class House:
    """The web process, the workers, the mail server, and what is known of the issue.

    Args:
        inside: the instance, for lines that send themselves.
        told: when each reader who left was answered, by address.
    """

    web: Program
    inside: Program
    workers: Sequence[WorkerProcess]
    server: Sink
    pace: Paced
    issue: dict[str, Any]
    told: dict[str, float] = field(default_factory=dict)

    def leave(self, reader: int) -> None:
        """By the one click of their mail, which a mail program presses until it is answered, or for a few minutes."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            with suppress(OSError, HTTPException):  # the web process was killed under this one, or is not there yet
                answer = ask(self.web, self.issue["leaving"][str(reader)], _ONE_CLICK)
                assert answer.status in (200, _NOT_NOW), answer
                if answer.status == 200:
                    self.told[address_of(reader)] = time.monotonic()
                    return
            time.sleep(0.05)
        raise AssertionError("Nobody answered.")

    def goes_on(self, count: int) -> int:
        """Let so many more be taken; returns how many that are in all."""
        self.pace.most = len(self.server.taken) + count
        return self.pace.most

    def kill_web(self) -> None:
        self.web.kill()
        self.web.start("--no-worker")

    def kill_workers(self) -> frozenset[str]:
        """All of them; returns who had been answered by the time when nothing could be taken any more."""
        for worker in self.workers:
            worker.kill()
        until(lambda: not self.server.receiving)
        return frozenset(self.told)


def address_of(reader: int) -> str:
    return f"reader{reader}@example.org"


@contextmanager
def house(program: Program, folder: Path, *, readers: int) -> Iterator[House]:
    """Everything is there, and the issue waits to go; on PostgreSQL with two workers, each with a folder of its own."""
    certificate, key = self_signed(folder, ELSEWHERE)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    trusting = {**program.environment, "SSL_CERT_FILE": str(certificate)}
    with sink(tls=context) as server, ExitStack() as stack:
        server.behave = pace = Paced(server, readers=readers)
        settings = program.root / "azukari.toml"
        said = f'smtp = "smtps://{ELSEWHERE}:{server.server_address[1]}"\nmail_operator = "kotori-mail"\n'
        settings.write_text(said + settings.read_text("utf-8"), "utf-8")
        issue = inside(program, f"begin({readers})")
        programs = [replace(program, environment=trusting)]
        if "AZUKARI_DATABASE" in program.environment:
            other = folder / "other"
            shutil.copytree(program.root, other)
            programs.append(replace(programs[0], root=other))
        workers = [WorkerProcess(program) for program in programs]
        for worker in workers:
            stack.callback(worker.end)
            worker.start()
        program.start("--no-worker")
        yield House(program, programs[0], workers, server, pace, issue)


def inside(program: Program, call: str) -> dict[str, Any]:
    """Do one of the things of `going_out`, and return what it tells."""
    said = program.python(f"from tests.mailings import going_out\ngoing_out.{call}")
    return dict(json.loads(said)) if said.strip() else {}
