"""A mail server that is killed in the middle of a mailing: everybody gets it once, but for one message per open
connection and death, which the report names; what comes again is the same message.
"""

from collections import defaultdict
from datetime import timedelta

import pytest

from azukari.core.mail.bulk.sender import CONNECTIONS
from azukari.core.mail.mailing import settle_done, tally
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.policy.mailing import OPEN, MailingState, MessageState
from tests.mailings.issue import doubtful, mailing_to, send_all
from tests.mailings.sink import Sink
from tests.sizes import how_many
from tests.vault_search.crowd import gather

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = how_many("AZUKARI_MAILING")
DEATHS = how_many("AZUKARI_MAILING_KILLS")


def test_everybody_gets_it_and_what_comes_twice_is_named(server: Sink, moment):
    people = gather(PEOPLE, lambda n: {"email": f"reader{n}@example.org"}, form="magazine")
    mailing = mailing_to(people, now=moment)
    server.deaths = {death * PEOPLE // (DEATHS + 1) for death in range(1, DEATHS + 1)}
    now = moment
    while MailingMessage.objects.filter(state__in=OPEN).exists():
        send_all(now)
        now += timedelta(minutes=10)
        assert now < moment + timedelta(days=1)
    assert not server.deaths, "it was killed each time"
    written = server.to()
    assert set(written) == {f"reader{n}@example.org" for n in range(PEOPLE)}
    again = {address for address, count in written.items() if count > 1}
    assert DEATHS <= sum(written[address] - 1 for address in again) <= DEATHS * CONNECTIONS
    ids = defaultdict(set)
    for message in server.read():
        ids[message["To"].addresses[0].addr_spec].add(str(message["Message-ID"]).strip("<>").partition("@")[0])
    assert all(len(ids[address]) == 1 for address in written), "a repeat has the same Message-ID"
    assert {id for address in again for id in ids[address]} <= {str(id) for id in doubtful(mailing)}
    assert tally(mailing) == {MessageState.SENT: PEOPLE}
    settle_done(now=now)
    assert Mailing.objects.get().state == MailingState.DONE
