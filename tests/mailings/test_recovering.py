"""What a sender leaves that ended without a word: what was taken has gone, and only what was under way is in doubt."""

from contextlib import suppress

import pytest

from azukari.core.mail.bulk.journal import Journal
from azukari.core.mail.bulk.settle import journals, recover
from azukari.core.mail.models import MailingMessage
from azukari.lib.identifier import new_id
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import mailing_to
from tests.mailings.sink import Sink


@pytest.mark.django_db
def test_only_what_was_under_way_is_in_doubt(server: Sink, moment):
    mailing_to(readers_of(3), now=moment)
    taken, begun, waits = MailingMessage.objects.order_by("id").values_list("id", flat=True)
    with suppress(KeyboardInterrupt), Journal(journals(), new_id()) as journal:
        journal.taken(taken)
        journal.begun(begun)
        raise KeyboardInterrupt
    assert recover(now=moment) == {begun}
    stand = MailingMessage.objects.order_by("id").values_list("id", "state", "doubtful")
    assert [*stand] == [(taken, "sent", False), (begun, "waiting", True), (waits, "waiting", False)]
    assert not list(journals().glob("*"))
