"""Nodes that send, as processes that a test can kill."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection

from azukari.core.vault.withdraw import withdraw
from azukari.policy.terms import Actor, ActorKind
from tests import warm
from tests.mailings.sink import Sink

_PATIENCE = 300  # seconds


@dataclass
class Carrier:
    """A node.

    Args:
        root: its instance's folder, where its journals lie.
    """

    talk: warm.Talk
    root: Path

    def say(self) -> str:
        return self.talk.stdout.readline().strip()

    @contextmanager
    def senders(self) -> Iterator[None]:
        """Two, which are killed when the block ends."""
        ids = [int(word) for word in self._asked("go").split()]
        try:
            yield
        finally:
            alive = [id for id in ids if _killed(id)]
            assert self.say() == "over"
        assert alive == ids, "one had ended by itself"

    def recover(self) -> None:
        """Settle what those who were killed left."""
        assert self._asked("recover") == "recovered"

    def _asked(self, word: str) -> str:
        self.talk.stdin.write(f"{word}\n")
        return self.say()


def _killed(id: int) -> bool:
    """Kill a process; whether it was there."""
    try:
        os.kill(id, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def begun(root: Path, mail_server: str) -> Iterator[Carrier]:
    """A node of the tests' database, until the block ends."""
    talk = warm.talk(
        str(connection.settings_dict["NAME"]),
        mail_server,
        environment={**os.environ, "AZUKARI_INSTANCE": str(root)},
        module="tests.mailings.carrier",
    )
    try:
        made = Carrier(talk, root)
        assert made.say() == "ready"
        yield made
    finally:
        talk.close()


def until(server: Sink, count: int) -> None:
    """Wait until the server has taken so many."""
    end = time.monotonic() + _PATIENCE
    while len(server.taken) < count:
        assert time.monotonic() < end
        time.sleep(0.005)


def withdraw_all(people: Sequence[UUID]) -> None:
    """Each of them leaves the magazine."""
    for person in people:
        withdraw(person, purpose="magazine", actor=Actor(ActorKind.PERSON, str(person)), now=datetime.now(UTC))
