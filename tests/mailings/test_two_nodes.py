"""Two sending nodes of one PostgreSQL, each with journals of its own, killed in turn while readers leave and the mail
server defers, closes and breaks off: everybody once, but for what the report names, and nobody after they left.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from azukari.core.mail.bulk.lease import forget_erased
from azukari.core.mail.bulk.sender import CONNECTIONS
from azukari.core.mail.mailing import settle_done, tally
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.policy.mailing import OPEN, MailingState, MessageState
from tests.mailings.issue import doubtful, mailing_to, send_all
from tests.mailings.moody import Moody
from tests.mailings.nodes import Carrier, begun, until, withdraw_all
from tests.mailings.sink import HANG_UP, Sink
from tests.sizes import how_many
from tests.vault_search.crowd import gather

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="several nodes need PostgreSQL"),
]

PEOPLE = how_many("AZUKARI_MAILING")
KILLS = how_many("AZUKARI_MAILING_KILLS")
SENDERS = 2


@pytest.fixture
def nodes(server: Sink, tmp_path: Path) -> Iterator[list[Carrier]]:
    """Two, with the same keys, and folders of their own."""
    roots = [tmp_path / "one", tmp_path / "other"]
    with ExitStack() as stack:
        for root in roots:
            shutil.copytree(django_settings.AZUKARI.root, root, ignore=shutil.ignore_patterns("*.sqlite3*", "mailings"))
        yield [stack.enter_context(begun(root, server.url)) for root in roots]


def test_everybody_once_from_either_and_nobody_after_they_left(server: Sink, nodes: list[Carrier], moment: datetime):
    people = gather(PEOPLE, lambda n: {"email": f"reader{n}@example.org"}, form="magazine")
    address = {person: f"reader{n}@example.org" for n, person in enumerate(people)}
    mailing = mailing_to(people, now=moment)
    server.behave = moody = Moody()
    last = list(MailingMessage.objects.order_by("-due_at", "-id").values_list("person_id", flat=True)[: PEOPLE // 10])
    left: set[str] = set()
    marks: list[tuple[int, frozenset[str]]] = []  # so many were taken when these had left, and nobody sent
    for kill in range(KILLS):
        with ExitStack() as stack:
            for node in (nodes[kill % 2], nodes[1 - kill % 2]):  # the last one that was begun is killed first
                stack.enter_context(node.senders())
            until(server, (kill + 1) * PEOPLE // 2 // (KILLS + 1))
            leaving = last[kill::KILLS]
            withdraw_all(leaving)
            left |= {address[person] for person in leaving}
        marks.append((len(server.taken), frozenset(left)))
        for node in nodes:
            node.recover()
            assert not list((node.root / "data" / "mailings").glob("*.journal"))
        assert not MailingMessage.objects.filter(lease__isnull=False).exists()
    now = datetime.now(UTC)
    while MailingMessage.objects.filter(state__in=OPEN).exists():
        send_all(now)
        forget_erased(now)
        now += timedelta(minutes=30)
        assert now < datetime.now(UTC) + timedelta(days=3)
    assert len(moody.given) == len(moody.ANSWERS), "it was moody in each way"
    written = server.to()
    assert {*address.values()} - {*written} <= left
    assert left - {*written}, "some left before it was their turn"
    for taken, gone in marks:
        assert not gone & {to for to, _ in server.taken[taken:]}, "somebody got it after they had left"
    twice = Counter({to: count - 1 for to, count in written.items() if count > 1})
    assert twice.total() <= KILLS * 2 * SENDERS * CONNECTIONS + moody.given[HANG_UP]
    ids = {str(id) for id in doubtful(mailing)}
    again = {message["Message-ID"] for message in server.read() if message["To"].addresses[0].addr_spec in twice}
    assert {id.strip("<>").partition("@")[0] for id in again} <= ids
    counts = dict(tally(mailing))
    given_up = counts.pop(MessageState.GIVEN_UP, 0)  # in doubt, of somebody who left before it could be tried again
    assert given_up <= len(ids)
    assert counts == {MessageState.SENT: counts[MessageState.SENT]}
    assert counts[MessageState.SENT] <= len(written) <= counts[MessageState.SENT] + given_up
    settle_done(now=now)
    assert Mailing.objects.get().state == MailingState.DONE
