"""The gate stops a mailing that staff stopped in the same moment, or let go on since: what staff did is what stands."""

import pytest

from azukari.core.mail.bulk import sender
from azukari.core.mail.bulk.sender import Sender
from azukari.core.mail.bulk.standing import Stopped
from azukari.core.mail.mailing import pause
from azukari.core.mail.models import Mailing
from azukari.policy.mailing import MailingState
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import mailing_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("code", "by_staff", "state", "said"),
    [
        ("disclose.contract", True, MailingState.PAUSED, "staff"),
        ("disclose.contract", False, MailingState.PAUSED, "disclose.contract"),
        ("", False, MailingState.SENDING, ""),
    ],
)
def test_who_stopped_it_first_is_told(moment, monkeypatch, code, by_staff, state, said):
    mailing = mailing_to(readers_of(2), now=moment)

    def no(*_given, **_more):
        if by_staff:
            pause(Mailing.objects.get(id=mailing.id))
        raise Stopped(code)

    monkeypatch.setattr(sender, "prepare", no)
    with Sender(lambda: moment) as one:
        assert one.work() == 2
    found = Mailing.objects.get()
    assert (found.state, found.code) == (state, said)
    assert not found.messages.filter(lease__isnull=False).exists()
