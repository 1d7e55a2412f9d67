"""What follows when mail comes back: for the message, the mailbox and the mailing; and what changes nothing."""

import random
from base64 import b32decode, b32encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings as django_settings

from azukari.core.ledger.models import Pending
from azukari.core.mail.events import MAIL_RETURNED, MAIL_UNWANTED
from azukari.core.mail.incoming import outcome
from azukari.core.mail.incoming.receive import receive
from azukari.core.mail.incoming.return_path import LASTS, Named, Sort, named_by
from azukari.core.mail.mailing import start, tally
from azukari.core.mail.mailing_health import pause_unwell
from azukari.core.mail.models import MailboxScore, Mailing, MailingMessage
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.models import SealedValue
from azukari.core.vault.suppression import suppressed
from azukari.core.vault.withdraw import withdraw
from azukari.lib.identifier import new_id
from azukari.lib.instance import Incoming
from azukari.policy.mailing import MessageState
from azukari.policy.returned import LIMIT
from azukari.policy.terms import Actor, ActorKind, Category
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import mailing_to, send_all
from tests.mailings.returned import NOTHING, TEXTS, complaint, report, worded
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db

PATH = "bounces@example.org"
_CHANCE = random.Random(7)
_FROM = ("MAILER-DAEMON@mx.example.jp", "Undelivered Mail Returned to Sender")


@pytest.fixture(autouse=True)
def coming_back(settings) -> None:
    """Bounces come to an address of their own."""
    settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(return_path=PATH))


def _bounced(status: str = "5.1.1", said: str = "550 5.1.1 User unknown", id: str = "") -> bytes:
    return report(_CHANCE, *_FROM, status, said, id=id)


def _rows() -> list[tuple[str, str]]:
    return list(MailingMessage.objects.order_by("state").values_list("state", "code"))


def _recorded(kind: str) -> int:
    return Pending.objects.filter(kind=kind).count()


@pytest.fixture
def back(server: Sink, moment: datetime) -> Callable[[int, bytes], str]:
    """Gives one reader's server's word on the mailing that went to them; says what came of it."""

    def bring(reader: int, raw: bytes) -> str:
        to = server.senders[f"reader{reader}@example.org"]
        return receive(raw, recipient=to.upper() if reader % 2 else to, sender="", now=moment).what

    return bring


def test_a_mailbox_that_is_gone_is_not_written_to_again(server: Sink, moment, back):
    people = readers_of(3)
    mailing_to(people, now=moment)
    send_all(moment)
    assert len({*server.senders.values()}) == 3
    assert all(len(path.partition("@")[0]) <= 64 for path in server.senders.values())
    assert back(1, _bounced()) == "bounce-gone"
    assert _rows() == [("bounced", "gone 5.1.1"), ("sent", ""), ("sent", "")]
    assert MailboxScore.objects.get().score == LIMIT
    assert back(1, _bounced()) == "known"
    assert _recorded(MAIL_RETURNED.name) == 1
    later = mailing_to(people, now=moment)
    send_all(moment)
    assert dict(later.messages.values_list("state", "code")) == {"sent": "", "refused": "mailbox-gone"}
    assert server.to()["reader1@example.org"] == 1


def test_another_address_is_another_mailbox(server: Sink, moment, back):
    mailing_to(readers_of(1), now=moment)
    send_all(moment)
    back(0, _bounced())
    SealedValue.objects.filter(category=Category.EMAIL).update(corrected_at=moment + timedelta(seconds=1))
    again = mailing_to(list(MailingMessage.objects.values_list("person_id", flat=True)), now=moment)
    send_all(moment)
    assert tally(again) == {MessageState.SENT: 1}


def test_a_name_that_was_put_right_since_is_no_other_mailbox(server: Sink, moment, back):
    mailing_to(readers_of(1), now=moment)
    send_all(moment)
    back(0, _bounced())
    SealedValue.objects.filter(category=Category.NAME).update(corrected_at=moment + timedelta(seconds=1))
    again = mailing_to(list(MailingMessage.objects.values_list("person_id", flat=True)), now=moment)
    send_all(moment)
    assert tally(again) == {MessageState.REFUSED: 1}


@pytest.mark.parametrize(
    ("status", "said", "code", "score"),
    [
        ("5.2.2", "552 5.2.2 over quota", "full 5.2.2", 1),
        ("5.7.1", "550 5.7.1 blocked using zen.spamhaus.org", "policy 5.7.1", 0),
        ("5.4.1", "550 5.4.1 Access denied", "network 5.4.1", 1),
        ("5.6.0", "554 5.6.0 content", "content 5.6.0", 0),
    ],
)
def test_whatever_else_a_server_says_ends_nothing(server: Sink, moment, back, status, said, code, score):
    mailing_to(readers_of(1), now=moment)
    send_all(moment)
    back(0, _bounced(status, said))
    assert _rows() == [("given-up", code)]
    assert sum(MailboxScore.objects.values_list("score", flat=True)) == score
    again = mailing_to(list(MailingMessage.objects.values_list("person_id", flat=True)), now=moment)
    send_all(moment)
    assert tally(again) == {MessageState.SENT: 1}


def test_a_score_shrinks_with_each_mail_that_arrives(server: Sink, moment, back):
    people = readers_of(1)
    scores = []
    for full in (True, True, False, False, False, True, True):
        moment += timedelta(hours=1)
        mailing_to(people, now=moment)
        send_all(moment)
        if full:
            receive(
                _bounced("5.2.2", "552 5.2.2 full"),
                recipient=server.senders["reader0@example.org"],
                sender="",
                now=moment,
            )
        scores.append(MailboxScore.objects.get().score)
    assert scores == [1, 2, 2, 2, 2, 1, 2]


def test_a_complaint_is_a_wish(server: Sink, moment):
    people = readers_of(2)
    mailing_to(people, now=moment)
    send_all(moment)
    to, content = server.taken[0]
    id = content.partition(b"Message-ID: <")[2].partition(b">")[0].decode()
    raw = complaint(_CHANCE, "yahoo.co.jp", "abuse", id=id)
    assert receive(raw, recipient="abuse@example.org", sender="fbl@yahoo.co.jp", now=moment).what == "complaint"
    assert suppressed(["reader0@example.org", "reader1@example.org"]) == {to}
    assert [state for state, _code in _rows()] == ["complained", "sent"]
    assert _recorded(MAIL_UNWANTED.name) == 1
    again = mailing_to(people, now=moment)
    send_all(moment)
    assert dict(again.messages.values_list("state", "code")) == {"sent": "", "refused": "suppressed"}


def _forged(token: str, how: str, id: UUID) -> str:
    if how == "another secret":
        body = b32decode(token.upper())[:19]
        return b32encode(body + b"\0" * 11).decode().lower()
    if how == "another message":
        raw = b32decode(token.upper())
        return b32encode(raw[:1] + id.bytes + raw[17:]).decode().lower()
    return token[:-1] if how == "cut off" else ""


@pytest.mark.parametrize("how", ["another secret", "another message", "cut off", "none"])
def test_a_forged_bounce_changes_nothing(server: Sink, moment, how):
    mailing_to(readers_of(2), now=moment)
    send_all(moment)
    token = server.senders["reader0@example.org"].partition("+")[2].partition("@")[0]
    other = MailingMessage.objects.exclude(id=named_by(server.senders["reader0@example.org"], now=moment).id).get()
    recipient = f"bounces+{_forged(token, how, other.id)}@example.org"
    for raw in (_bounced(id=f"{new_id()}@localhost"), complaint(_CHANCE, "x.example", "abuse", id="no@localhost")):
        assert receive(raw, recipient=recipient, sender="", now=moment).what == "about-nothing-of-ours"
    assert {state for state, _ in _rows()} == {"sent"}
    assert not MailboxScore.objects.exists()


def test_a_return_path_is_good_for_a_while(server: Sink, moment):
    mailing_to(readers_of(1), now=moment)
    send_all(moment)
    path = server.senders["reader0@example.org"]
    assert named_by(path, now=moment + LASTS) == Named(Sort.MAILING, MailingMessage.objects.get().id)
    late = moment + LASTS + timedelta(days=1)  # it is good to the end of its last day, which is how its token counts
    assert named_by(path, now=late) is None
    assert receive(_bounced(), recipient=path, sender="", now=late).what == "about-nothing-of-ours"
    assert _rows() == [("sent", "")]


def test_vacation_replies_and_delays_change_nothing(server: Sink, moment, back):
    mailing_to(readers_of(1), now=moment)
    send_all(moment)
    for each in TEXTS:
        if each["truth"] == NOTHING:
            assert back(0, worded(_CHANCE, each)) in ("automatic", "reply", "not-read")
    assert back(0, report(_CHANCE, *_FROM, "4.4.7", "452 4.2.2 full", action="delayed")) == "delay"
    assert _rows() == [("sent", "")]


def test_a_report_that_is_early_comes_again(server: Sink, moment, back):
    mailing_to(readers_of(1), now=moment)
    send_all(moment)
    MailingMessage.objects.update(state="waiting", lease=new_id())
    assert back(0, _bounced()) == "early"
    assert _rows() == [("waiting", "")]


def test_what_comes_back_from_somebody_who_is_gone_is_about_nobody(server: Sink, moment, back):
    people = readers_of(2)
    mailing_to(people, now=moment)
    send_all(moment)
    forget(people, now=moment)
    assert back(0, _bounced()) == "known"
    assert not MailboxScore.objects.exists()


def test_so_is_what_comes_while_they_go(server: Sink, moment, back, monkeypatch):
    mailing_to(readers_of(1), now=moment)
    send_all(moment)
    monkeypatch.setattr(outcome, "lock_people", lambda _people: MailingMessage.objects.update(person=None))
    assert back(0, _bounced()) == "known"
    assert _rows() == [("sent", "")]


def test_a_complaint_after_the_exit_opens_nothing(server: Sink, moment, back):
    people = readers_of(1)
    mailing_to(people, now=moment)
    send_all(moment)
    withdraw(people[0], purpose="magazine", actor=Actor(ActorKind.PERSON, str(people[0])), now=moment)
    back(0, complaint(_CHANCE, "yahoo.co.jp", "abuse"))
    assert not suppressed(["reader0@example.org"])
    assert not MailingMessage.objects.filter(person__isnull=False).exists()  # there was nothing else of theirs


def test_no_such_mailbox_at_the_door_counts_as_well(server: Sink, moment):
    server.behave = lambda verb, rest: "550 no such user" if verb == "RCPT" and "reader1@" in rest else ""
    people = readers_of(3)
    mailing_to(people, now=moment)
    send_all(moment)
    assert MailboxScore.objects.get().score == LIMIT
    server.behave = lambda verb, rest: "550 blocked by spamhaus" if verb == "RCPT" else ""
    mailing_to(people, now=moment)
    send_all(moment)
    assert MailboxScore.objects.count() == 1


@pytest.mark.parametrize(("reply", "code"), [("550 5.1.1 no such user", "bounces"), ("550 5.7.1 policy", "")])
def test_a_mailing_of_which_too_much_comes_back_is_paused(server: Sink, moment, reply, code):
    server.behave = lambda verb, rest: reply if verb == "RCPT" and "reader2" in rest else ""
    mailing = mailing_to(readers_of(30), now=moment)
    MailingMessage.objects.filter(id__in=MailingMessage.objects.values("id")[:4]).update(
        due_at=moment + timedelta(hours=1)
    )
    send_all(moment)
    MailingMessage.objects.filter(state="bounced").update(changed_at=moment)
    bounced = MailingMessage.objects.filter(state="bounced").count()
    assert pause_unwell() == 0
    MailingMessage.objects.filter(
        id__in=MailingMessage.objects.filter(state="sent").values("id")[: 20 - bounced]
    ).update(state="bounced" if code else "sent")
    assert pause_unwell() == bool(code)
    assert Mailing.objects.get().code == code
    if code:
        start(mailing, now=moment + timedelta(minutes=1))  # staff have looked
        assert pause_unwell() == 0
