"""What a mailing is judged by: everybody whom a server was asked about counts, and nobody else."""

import pytest

from azukari.core.mail import mailing_health
from azukari.core.mail.models import MailingMessage
from azukari.policy.mailing import MessageState
from azukari.policy.returned import MailingTally
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import mailing_to

HOW_MANY = {
    MessageState.SENT: 4,
    MessageState.BOUNCED: 2,
    MessageState.COMPLAINED: 1,
    MessageState.GIVEN_UP: 3,
    MessageState.REFUSED: 1,
    MessageState.WITHDRAWN: 1,
    MessageState.WAITING: 1,
    MessageState.HELD: 1,
}


@pytest.mark.django_db(transaction=True)
def test_what_a_server_was_asked_about_is_what_counts(moment, monkeypatch):
    assert {*HOW_MANY} == {*MessageState}
    mailing_to(readers_of(sum(HOW_MANY.values())), now=moment)
    waiting = list(MailingMessage.objects.order_by("id").values_list("id", flat=True))
    for state, count in HOW_MANY.items():
        MailingMessage.objects.filter(id__in=[waiting.pop() for _ in range(count)]).update(state=state)
    seen: list[MailingTally] = []

    def fares_well(tally: MailingTally) -> str:
        seen.append(tally)
        return ""

    monkeypatch.setattr(mailing_health, "fault", fares_well)
    assert mailing_health.pause_unwell() == 0
    assert seen == [MailingTally(tried=4 + 2 + 1 + 3, bounced=2, complained=1)]
