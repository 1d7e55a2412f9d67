"""Senders that are killed in the middle of a mailing: everybody gets it once, but for one per open connection,
which the report names; and nobody gets it who has withdrawn.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.conf import settings as django_settings

from azukari.core.mail.bulk.sender import CONNECTIONS
from azukari.core.mail.bulk.settle import journals, recover
from azukari.core.mail.bulk.standing import GOOD_FOR
from azukari.core.mail.mailing import settle_done, tally
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.policy.mailing import MailingState, MessageState
from tests.mailings.issue import doubtful, mailing_to, send_all
from tests.mailings.nodes import Carrier, begun, until, withdraw_all
from tests.mailings.sink import Sink
from tests.sizes import how_many
from tests.vault_search.crowd import gather

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

PEOPLE = how_many("AZUKARI_MAILING")
KILLS = how_many("AZUKARI_MAILING_KILLS")
_LEAVING = max(KILLS, PEOPLE // 10)


@pytest.fixture
def carrier(server: Sink) -> Iterator[Carrier]:
    with begun(django_settings.AZUKARI.root, server.url) as made:
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


def test_everybody_once_and_nobody_after_they_withdrew(server: Sink, carrier: Carrier, moment):
    people = gather(PEOPLE, lambda n: {"email": f"reader{n}@example.org"}, form="magazine")
    mailing = mailing_to(people, now=moment)
    server.behave = slowly = _Slowly()
    address = {person: f"reader{n}@example.org" for n, person in enumerate(people)}
    last = list(MailingMessage.objects.order_by("-due_at", "-id").values_list("person_id", flat=True)[:_LEAVING])
    left: set[str] = set()
    for kill in range(1, KILLS + 1):
        with carrier.senders():
            until(server, kill * (PEOPLE - _LEAVING) // (KILLS + 2))  # fewer are left to go
            with slowly.held(server):
                leaving = last[kill - 1 :: KILLS]
                withdraw_all(leaving)
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
