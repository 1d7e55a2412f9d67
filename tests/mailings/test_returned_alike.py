"""A relay takes everything and reports later: what most report alike stops the sending, and strikes nobody off."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings as django_settings

from azukari.core.mail import refused_letters
from azukari.core.mail.incoming import return_path
from azukari.core.mail.incoming.receive import receive
from azukari.core.mail.incoming.return_path import Sort
from azukari.core.mail.mailing import settle_done, start, tally
from azukari.core.mail.models import MailboxScore, Mailing, Message
from azukari.core.mail.outgoing import trouble
from azukari.core.mail.queue import send_due
from azukari.core.mail.refused_letters import PROBE, standing
from azukari.core.people.models import Person
from azukari.lib.instance import Incoming
from azukari.policy.mailing import MailingState, MessageState
from azukari.policy.refused_alike import FEWEST, REFUSED_ALIKE
from azukari.site import health
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import mailing_to, send_all
from tests.mailings.returned import report
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db
READERS = 30
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
BOUNCE = report(random.Random(1), "MAILER-DAEMON@mx.example.jp", "Returned", "5.1.1", "550 5.1.1 User unknown")


@pytest.fixture(autouse=True)
def _return_path(settings) -> None:
    settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(return_path="bounces@example.org"))


def _comes_back(server: Sink, reader: int, now: datetime) -> None:
    assert receive(BOUNCE, recipient=server.senders[f"reader{reader}@example.org"], sender="", now=now).taken


def _half_of_it_comes_back(server: Sink, now: datetime) -> None:
    for number in range(READERS // 2 + 1):
        _comes_back(server, number, now + number * SECOND)
        if number == FEWEST:
            assert MailboxScore.objects.count() == FEWEST + 1, "so few of thirty may be gone"


@pytest.mark.parametrize("ended", [False, True])
def test_most_of_a_mailing_comes_back_alike(server: Sink, moment: datetime, ended: bool):
    mailing = mailing_to(readers_of(READERS), now=moment)
    send_all(moment)
    if ended:
        assert settle_done(now=moment) == 1
    _half_of_it_comes_back(server, moment)
    assert not MailboxScore.objects.exists()
    mailing.refresh_from_db()
    assert (mailing.state, mailing.code, mailing.ended_at) == (MailingState.PAUSED, REFUSED_ALIKE, None)
    assert any("were stopped because" in said for said in trouble(moment + MINUTE))
    _comes_back(server, READERS - 1, moment + MINUTE)  # it was on its way back when the mailing was stopped
    assert not MailboxScore.objects.exists()
    again = READERS // 2 + 2
    assert tally(mailing) == {MessageState.HELD: again, MessageState.SENT: READERS - again}
    start(mailing, now=moment + HOUR)
    send_all(moment + HOUR)
    assert tally(mailing) == {MessageState.SENT: READERS}
    assert len(server.taken) == READERS + again, "what came back goes again, and nothing else"


def test_who_looked_and_goes_on_is_not_stopped_by_the_same_mailboxes_again(server: Sink, moment: datetime):
    mailing = mailing_to(readers_of(READERS), now=moment)
    send_all(moment)
    _half_of_it_comes_back(server, moment)
    start(Mailing.objects.get(), now=moment + MINUTE)
    send_all(moment + MINUTE)
    for number in range(READERS // 2 + 1):
        _comes_back(server, number, moment + 2 * MINUTE)
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENDING
    assert MailboxScore.objects.count() == tally(mailing)[MessageState.BOUNCED] == READERS // 2 + 1


def test_a_cancelled_mailing_is_not_gone_on_with(server: Sink, moment: datetime):
    mailing = mailing_to(readers_of(READERS), now=moment)
    send_all(moment)
    Mailing.objects.update(state=MailingState.CANCELLED)
    _half_of_it_comes_back(server, moment)
    mailing.refresh_from_db()
    assert mailing.state == MailingState.CANCELLED
    assert MessageState.HELD not in tally(mailing)
    assert not MailboxScore.objects.exists()


def _back(letters: list[Message], now: datetime) -> None:
    for each in letters:
        to = return_path.maker(now)(Sort.LETTER, each.id)
        assert receive(BOUNCE, recipient=to, sender="", now=now).what == "bounce-gone"


def test_letters_that_come_back_alike_strike_nobody_off(letters: list[Message], server: Sink, moment: datetime):
    send_due(moment)
    for count, each in enumerate(letters, start=1):
        _back([each], moment)
        assert MailboxScore.objects.count() == (count if count < FEWEST else 0)


@pytest.fixture
def returned(letters: list[Message], server: Sink, moment: datetime) -> list[Message]:
    """Six letters went and came back alike, four wait."""
    Message.objects.filter(id__in=[each.id for each in letters[6:]]).update(due_at=moment + MINUTE)
    send_due(moment)
    _back(letters[:6], moment + SECOND)
    return letters[:6]


@pytest.mark.usefixtures("returned")
def test_letters_wait_while_most_come_back_alike(server: Sink, moment: datetime):
    send_due(moment + 2 * MINUTE)
    assert len(server.taken) == 6, "no other letter goes"
    assert health.look(moment + 2 * MINUTE)[0] == "mail"
    [said] = [said for said in trouble(moment + 2 * MINUTE) if "All emails are on hold" in said]
    assert "to 6 people" in said
    send_due(moment + PROBE)
    assert len(server.taken) == 7, "one is tried after ten minutes"
    send_due(moment + PROBE + MINUTE)
    assert len(server.taken) == 7
    later = moment + 2 * PROBE
    assert standing(later) is None, "it has not come back"
    send_due(later)
    assert len(server.to()) == 10
    assert not [said for said in trouble(later) if "All emails are on hold" in said]


@pytest.mark.usefixtures("returned")
def test_the_one_that_is_tried_comes_back_as_well(letters: list[Message], server: Sink, moment: datetime):
    send_due(moment + PROBE)
    [tried] = [each for each in letters if Message.objects.get(id=each.id).sent_at == moment + PROBE]
    _back([tried], moment + PROBE + SECOND)
    send_due(moment + 2 * PROBE - SECOND)
    assert len(server.taken) == 7
    assert standing(moment + 2 * PROBE)


def test_a_person_lets_letters_go_again(returned: list[Message], server: Sink, moment: datetime):
    now = moment + 2 * MINUTE
    assert standing(now)
    assert refused_letters.resume(now) == len(returned)
    assert standing(now) is None
    send_due(now)
    assert len(server.to()) == 10
    assert sorted(server.to().values()) == [1] * 4 + [2] * 6, "what came back goes again"


def test_what_strangers_typed_stops_no_letter(letters: list[Message], server: Sink, moment: datetime):
    Person.objects.update(confirmed_at=None)
    send_due(moment)
    _back(letters, moment)
    assert standing(moment + MINUTE) is None


def test_few_of_many_stop_no_letter(letters: list[Message], server: Sink, moment: datetime):
    send_due(moment)
    _back(letters[: FEWEST - 1], moment)
    assert standing(moment + MINUTE) is None
