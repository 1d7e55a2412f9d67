"""Senders that are killed in the middle of a mailing: everybody gets it once, but for one per open connection,
which the report names; and nobody gets it who has withdrawn.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import connection

from azukari.mail.bulk.sender import CONNECTIONS
from azukari.mail.bulk.settle import journals, recover
from azukari.mail.bulk.standing import GOOD_FOR
from azukari.mail.mailing import doubtful, settle_done, tally
from azukari.mail.models import Mailing, MailingMessage
from azukari.policy.mailing import MailingState, MessageState
from azukari.policy.terms import Actor, ActorKind
from azukari.vault.withdraw import withdraw
from tests.mailings.issue import mailing_to, send_all
from tests.mailings.sink import Sink
from tests.sizes import how_many
from tests.vault_search.crowd import gather

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

PEOPLE = how_many("AZUKARI_MAILING")
KILLS = how_many("AZUKARI_MAILING_KILLS")
_LEAVING = max(KILLS, PEOPLE // 10)


@dataclass
class _Carrier:
    process: subprocess.Popen[str]

    def say(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    @contextmanager
    def senders(self) -> Iterator[None]:
        """Two, which are killed when the block ends."""
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        ids = [int(word) for word in self.say().split()]
        try:
            yield
        finally:
            for id in ids:
                os.kill(id, signal.SIGKILL)
            assert self.say() == "over"


@pytest.fixture
def carrier(server: Sink) -> Iterator[_Carrier]:
    environment = {**os.environ, "AZUKARI_INSTANCE": str(django_settings.AZUKARI.root)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.mailings.carrier", str(connection.settings_dict["NAME"]), server.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    with process:
        made = _Carrier(process)
        assert made.say() == "ready"
        yield made


class _Slowly:
    """So that there is a middle; and can be held, so that nothing new begins however slow the machine is."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()

    def __call__(self, verb: str, _rest: str) -> str:
        time.sleep(0.002)
        if verb == "MAIL":
            self.free.wait(200)
        return ""

    @contextmanager
    def held(self, server: Sink) -> Iterator[None]:
        """While the block lasts, no message begins; those that were under way have come to their end before."""
        self.free.clear()
        before = -1
        while len(server.taken) != before:
            before = len(server.taken)
            time.sleep(4 * GOOD_FOR)
        try:
            yield
        finally:
            self.free.set()


def _until(server: Sink, count: int) -> None:
    end = time.monotonic() + 300
    while len(server.taken) < count:
        assert time.monotonic() < end
        time.sleep(0.005)


def _withdraw(people: list[UUID]) -> None:
    for person in people:
        withdraw(person, purpose="magazine", actor=Actor(ActorKind.PERSON, str(person)), now=datetime.now(UTC))


def test_everybody_once_and_nobody_after_they_withdrew(server: Sink, carrier: _Carrier, moment):
    people = gather(PEOPLE, lambda n: {"email": f"reader{n}@example.org"}, form="magazine")
    mailing = mailing_to(people, now=moment)
    server.behave = slowly = _Slowly()
    address = {person: f"reader{n}@example.org" for n, person in enumerate(people)}
    last = list(MailingMessage.objects.order_by("-due_at", "-id").values_list("person_id", flat=True)[:_LEAVING])
    left: set[str] = set()
    for kill in range(1, KILLS + 1):
        with carrier.senders():
            _until(server, kill * (PEOPLE - _LEAVING) // (KILLS + 2))  # fewer are left to go
            with slowly.held(server):
                leaving = last[kill - 1 :: KILLS]
                _withdraw(leaving)
                left |= {address[person] for person in leaving} - {*server.to()}  # who had it, had it
        recover(now=datetime.now(UTC))
        assert not list(journals().glob("*.journal"))
        assert not MailingMessage.objects.filter(lease__isnull=False).exists()
    send_all(datetime.now(UTC))
    written = server.to()
    assert left, "some left before it was their turn"
    assert set(written) == {*address.values()} - left
    twice = Counter({address: count - 1 for address, count in written.items() if count > 1})
    assert twice.total() <= KILLS * 2 * CONNECTIONS
    assert twice.total() <= len(doubtful(mailing))
    ids = {str(id) for id in doubtful(mailing)}
    again = {message["Message-ID"] for message in server.read() if message["To"].addresses[0].addr_spec in twice}
    assert {id.strip("<>").partition("@")[0] for id in again} <= ids
    counts = dict(tally(mailing))
    gone = counts.pop(MessageState.GIVEN_UP, 0)  # in doubt, of somebody who left before it could be tried again
    assert gone <= len(ids)
    assert counts == {MessageState.SENT: counts[MessageState.SENT]}
    assert counts[MessageState.SENT] <= len(written) <= counts[MessageState.SENT] + gone
    settle_done(now=datetime.now(UTC))
    assert Mailing.objects.get().state == MailingState.DONE
