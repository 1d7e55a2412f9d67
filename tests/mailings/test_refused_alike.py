"""The circuit breaker: a server that refuses everybody in the same words stops the sending, and strikes nobody off."""

from argparse import Namespace
from datetime import datetime, timedelta

import pytest

from azukari.cli import mail as verb
from azukari.core.mail.bulk.sender import Sender
from azukari.core.mail.mailing import start, tally
from azukari.core.mail.models import MailboxScore, Mailing, Message
from azukari.core.mail.outgoing import trouble
from azukari.core.mail.queue import send_due
from azukari.core.mail.refused_letters import PROBE, standing
from azukari.core.mail.retrying import MOST_ATTEMPTS, MOST_REFUSALS
from azukari.lib.job import clock
from azukari.policy.mailing import MailingState, MessageState
from azukari.policy.refused_alike import FEWEST, REFUSED_ALIKE
from azukari.site import health
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import mailing_to, send_all
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db
READERS = 30
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STAGES = ["EHLO", "MAIL", "RCPT", "DATA", "."]
"""Where a server may say no; the dot is the end of the content."""


def _refusing(at: str, reply: str = "550 5.1.1 No such user here", to: str = ""):
    return lambda verb, rest: reply if verb in (at, "HELO" if at == "EHLO" else at) and to in rest else ""


def _kind(verb: str, rest: str) -> str:
    return ""


@pytest.mark.parametrize("at", STAGES)
def test_a_mailing_that_everybody_refuses_alike_waits_and_no_reader_is_lost(server: Sink, moment: datetime, at: str):
    server.behave = _refusing(at)
    mailing = mailing_to(readers_of(READERS), now=moment)
    for after in (timedelta(0), MINUTE, 2 * MINUTE):
        now = moment + after
        with Sender(lambda: now) as sender:  # noqa: B023 - used in this turn of the loop alone
            for _batch in range(3):
                sender.work()
    mailing.refresh_from_db()
    assert not MailboxScore.objects.exists()
    assert set(tally(mailing)) <= {MessageState.WAITING, MessageState.HELD}
    if at != "EHLO":  # whoever is not let in at all has learnt nothing of any mailbox
        assert (mailing.state, mailing.code) == (MailingState.PAUSED, REFUSED_ALIKE)
        assert server.verbs["MAIL"] < READERS, "it stops before everybody was tried"
        assert any("were stopped because" in said for said in trouble(moment))
    server.behave = _kind
    if mailing.state == MailingState.PAUSED:
        start(mailing, now=moment + HOUR)
    send_all(moment + HOUR)
    assert len(server.to()) == READERS
    assert tally(mailing) == {MessageState.SENT: READERS}


def test_several_senders_that_share_a_mailing_count_together(server: Sink, moment: datetime):
    server.behave = _refusing("RCPT")
    mailing = mailing_to(readers_of(4 * FEWEST), now=moment)
    few = FEWEST - 2
    for _turn in range(4):
        with Sender(lambda: moment) as sender:
            sender._size = few
            sender.work()
    mailing.refresh_from_db()
    assert (mailing.state, mailing.code) == (MailingState.PAUSED, REFUSED_ALIKE)
    assert server.verbs["MAIL"] == 2 * few, "the second of them stopped it"
    assert not MailboxScore.objects.exists()
    assert set(tally(mailing)) <= {MessageState.WAITING, MessageState.HELD}


def test_who_looked_and_goes_on_is_not_stopped_by_the_same_mailboxes_again(server: Sink, moment: datetime):
    server.behave = _refusing("RCPT")
    mailing = mailing_to(readers_of(FEWEST), now=moment)
    send_all(moment)
    mailing.refresh_from_db()
    assert mailing.code == REFUSED_ALIKE
    start(mailing, now=moment + HOUR)
    send_all(moment + HOUR)
    assert tally(mailing) == {MessageState.BOUNCED: FEWEST}
    assert MailboxScore.objects.count() == FEWEST


def test_a_few_dead_mailboxes_among_many_stop_nothing(server: Sink, moment: datetime):
    server.behave = _refusing("RCPT", to="reader2")  # eleven of thirty
    mailing = mailing_to(readers_of(READERS), now=moment)
    send_all(moment)
    assert tally(mailing) == {MessageState.SENT: 19, MessageState.BOUNCED: 11}
    assert Mailing.objects.get().code == ""


def _waiting() -> int:
    return Message.objects.filter(sent_at__isnull=True, attempts__lt=MOST_ATTEMPTS).count()


@pytest.mark.usefixtures("letters")
def test_a_server_that_does_not_let_us_in_is_asked_again_and_nothing_is_given_up(server: Sink, moment: datetime):
    server.behave = _refusing("EHLO")
    later = moment
    for _ in range(5 * MOST_REFUSALS):
        send_due(later)
        later += 10 * MINUTE
    assert _waiting() == 2 * FEWEST
    assert server.verbs["MAIL"] == 0
    server.behave = _kind
    for days in (1, 2):
        send_due(later + timedelta(days=days))
    assert len(server.to()) == 2 * FEWEST


@pytest.mark.parametrize("at", STAGES[1:])
@pytest.mark.usefixtures("letters")
def test_letters_that_everybody_is_refused_wait_and_none_is_given_up(server: Sink, moment: datetime, at: str):
    server.behave = _refusing(at)
    send_due(moment)
    assert server.verbs["MAIL"] <= FEWEST, "it stops before everybody was tried"
    asked = sum(server.verbs.values())
    send_due(moment + MINUTE)
    assert sum(server.verbs.values()) == asked, "and the server is left alone"
    [said] = [said for said in trouble(moment + MINUTE) if "refused with the same answer" in said]
    assert f"to {FEWEST} people" in said
    later = moment
    for _ in range(MOST_REFUSALS * 2):
        later += PROBE
        send_due(later)
    assert _waiting() == 2 * FEWEST, "nothing is given up, however long it lasts"
    server.behave = _kind
    send_due(later + PROBE)
    assert len(server.to()) == 1, "one letter shows that it is over"
    assert standing(later + PROBE) is None
    send_due(later + 2 * PROBE)
    assert len(server.to()) == 2 * FEWEST
    assert not list(trouble(later + 2 * PROBE))


@pytest.mark.usefixtures("letters")
def test_a_person_lets_letters_go_at_once(server: Sink, moment: datetime, capsys: pytest.CaptureFixture[str]):
    server.behave = _refusing("RCPT")
    send_due(moment)
    assert standing(moment)
    assert health.look(moment)[0] == "mail"
    server.behave = _kind
    assert verb.resume(Namespace()) == 0
    assert "5" in capsys.readouterr().out
    assert standing(moment) is None
    assert health.look(moment)[0] == "ok"
    send_due(clock())
    assert len(server.to()) == 2 * FEWEST


@pytest.mark.usefixtures("letters")
def test_an_address_that_is_mistyped_stops_no_other_letter(server: Sink, moment: datetime):
    server.behave = _refusing("RCPT", to="reader1@")
    send_due(moment)
    assert standing(moment) is None
    assert len(server.to()) == 2 * FEWEST - 1
