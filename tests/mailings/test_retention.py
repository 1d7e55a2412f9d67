"""A year after a mailing has ended, nothing says any more whom it went to; its report stays as it was."""

from datetime import timedelta

import pytest

from azukari.core.mail.holder import MailingHolder
from azukari.core.mail.mailing import settle_done, tally
from azukari.core.mail.mailing_retention import KEPT, forget_old
from azukari.core.mail.models import MailboxScore, MailingMessage
from azukari.lib.sweep import all_due
from azukari.policy.mailing import MessageState
from azukari.policy.returned import LIMIT
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import mailing_to, send_all
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db


def test_whom_it_went_to_is_forgotten_and_how_many_is_not(server: Sink, moment):
    server.behave = lambda verb, rest: "550 5.1.1 no" if verb == "RCPT" and "reader1@" in rest else ""
    mailing = mailing_to(readers_of(4), now=moment)
    send_all(moment)
    settle_done(now=moment)
    waiting = mailing_to(readers_of(1), now=moment)
    report = tally(mailing)
    assert forget_old(moment + KEPT) == 0
    late = moment + KEPT + timedelta(days=1)
    assert {going.what: going.count for going in all_due(late)}["mailing"] == 4
    assert MailingMessage.objects.filter(mailing=mailing, person__isnull=False).count() == 4  # asking changed nothing
    assert forget_old(late) == 4
    assert not MailingMessage.objects.filter(mailing=mailing, person__isnull=False).exists()
    assert MailingMessage.objects.filter(mailing=waiting, person__isnull=False).count() == 1
    assert tally(mailing) == report


def test_a_closed_mailbox_stays_closed_and_a_low_score_is_forgotten(moment):
    for person, score in zip(readers_of(2), (LIMIT, 1), strict=True):
        MailboxScore.objects.create(person_id=person, score=score, reason="gone", at=moment)
    assert forget_old(moment + KEPT + timedelta(days=1)) == 1
    assert MailboxScore.objects.get().score == LIMIT


def test_of_a_mailing_that_both_records_got_one_message_stays_when_they_become_one(server: Sink, moment):
    one, other, third = readers_of(3)
    mailing = mailing_to([one, other, third], now=moment)
    MailingMessage.objects.exclude(person_id=third).update(state=MessageState.SENT)
    MailingHolder().reassign(one, other)
    people = MailingMessage.objects.filter(mailing=mailing).values_list("person_id", flat=True)
    assert sorted(people, key=str) == sorted([None, other, third], key=str)
