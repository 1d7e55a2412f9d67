"""Whoever may not be written to is not: at the beginning, and while their message waits (P08, P21-P24, P29)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from azukari.core.backup.replay import replay
from azukari.core.consent.covered import transferable
from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.mail.bulk import standing
from azukari.core.mail.bulk.lease import give_back
from azukari.core.mail.bulk.sender import Sender
from azukari.core.mail.mailing import add, cancel, pause, retry_failed, start, tally, write
from azukari.core.mail.models import MailingMessage
from azukari.core.transfers import mail_gate
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.models import Channel, ContractReason
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.events import TRANSFER_MADE
from azukari.core.vault.suppression import suppress
from azukari.core.vault.withdraw import withdraw
from azukari.policy.mailing import MessageState
from azukari.policy.terms import Actor, ActorKind
from tests.disclosure import office
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import EDITOR, KIND, doubtful, mailing_to, send_all, texts
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what happens between two messages is seen by the next."""
    monkeypatch.setattr(standing, "GOOD_FOR", -1.0)


@pytest.fixture
def provider(settings, server: Sink, moment) -> office.Company:
    """The mail server is the mail company's, whose contract is in force."""
    outsider = "smtp+starttls://smtp.kotori.example:587"
    settings.AZUKARI = replace(django_settings.AZUKARI, smtp=outsider, mail_operator="kotori-mail")
    return office.engaged(now=moment, channel=Channel.MAIL)


def _when(server: Sink, count: int, do: Callable[[], object], monkeypatch) -> None:
    """Once so many are taken, and before the next may go, something happens."""
    ask, done = standing.BatchStanding._ask, list[bool]()

    def asking(self, message) -> None:
        if len(server.taken) >= count and not done:
            done.append(True)
            do()
        ask(self, message)

    monkeypatch.setattr(standing.BatchStanding, "_ask", asking)


def _withdraw(people, moment) -> None:
    for person in people:
        withdraw(person, purpose="magazine", actor=Actor(ActorKind.PERSON, str(person)), now=moment)


def test_whose_grant_has_ended_is_not_written_to(server: Sink, readers, moment):
    mailing = mailing_to(readers, now=moment)
    Grant.objects.filter(person_id=readers[0]).update(ends_at=moment)
    send_all(moment + timedelta(seconds=1))
    assert len(server.taken) == 2
    assert {state.value: count for state, count in tally(mailing).items()} == {"sent": 2, "withdrawn": 1}


def _suspend(provider: office.Company, moment) -> None:
    contract = provider.contract
    suspend(
        contract,
        reason=ContractReason.BREACH,
        words="",
        version=contract.version,
        actor=office.ASKER,
        now=moment,
    )


def test_who_withdraws_while_it_goes_is_not_written_to(server: Sink, moment, monkeypatch):
    people = readers_of(12)
    mailing = mailing_to(people, now=moment)
    left = list(MailingMessage.objects.order_by("due_at", "id").values_list("person_id", flat=True)[6:])
    _when(server, 3, lambda: _withdraw(left, moment - timedelta(seconds=1)), monkeypatch)
    send_all(moment)
    assert len(server.taken) == 6
    assert {state.value: count for state, count in tally(mailing).items()} == {
        "sent": 6
    }  # the others left nothing here


def test_who_is_erased_while_it_goes_is_not_written_to_and_leaves_only_that_one_went(server: Sink, moment, monkeypatch):
    people = readers_of(10)
    mailing = mailing_to(people, now=moment)
    order = list(MailingMessage.objects.order_by("due_at", "id").values_list("person_id", flat=True))
    _when(server, 4, lambda: forget([order[0], *order[6:]], now=moment), monkeypatch)
    send_all(moment)
    assert len(server.taken) == 6
    assert {state.value: count for state, count in tally(mailing).items()} == {"sent": 6}
    assert MailingMessage.objects.filter(person__isnull=True).count() <= 1
    forget(people, now=moment)
    assert {state.value: count for state, count in tally(mailing).items()} == {"sent": 6}
    assert not MailingMessage.objects.filter(person__isnull=False).exists()


def test_whose_address_is_suppressed_before_or_while_it_goes_is_not_written_to(server: Sink, moment, monkeypatch):
    people = readers_of(10)
    suppress(["reader9@example.org"], actor=office.ASKER, now=moment)
    mailing = mailing_to(people, now=moment)
    later = [f"reader{n}@example.org" for n in range(10)]
    _when(server, 3, lambda: suppress(later, actor=office.ASKER, now=moment), monkeypatch)
    send_all(moment)
    assert "reader9@example.org" not in server.to()
    assert 3 <= len(server.taken) <= 5
    assert set(MailingMessage.objects.exclude(state="sent").values_list("state", "code")) == {("refused", "suppressed")}
    assert sum(tally(mailing).values()) == 10


@pytest.mark.parametrize("stop", ["pause", "cancel"])
def test_a_mailing_that_is_stopped_while_it_goes_stops(server: Sink, moment, monkeypatch, stop):
    mailing = mailing_to(readers_of(10), now=moment)
    stops = {"pause": lambda: pause(mailing), "cancel": lambda: cancel(mailing, now=moment)}
    _when(server, 3, stops[stop], monkeypatch)
    send_all(moment)
    gone = len(server.taken)
    assert 3 <= gone <= 5
    assert {state.value: count for state, count in tally(mailing).items()}["sent"] == gone
    if stop == "pause":
        start(mailing, now=moment)
        send_all(moment)
        assert len(server.taken) == 10


def test_what_a_backup_says_is_under_way_waits_for_somebody(server: Sink, readers, moment):
    mailing = mailing_to(readers, now=moment)
    replay((), rows=0, now=moment)
    send_all(moment)
    assert server.taken == []
    mailing.refresh_from_db()
    assert (mailing.state, mailing.code) == ("paused", "restored")
    start(mailing, now=moment)
    send_all(moment)
    assert len(server.taken) == 3


def test_through_a_provider_it_goes_with_a_contract_and_each_trail_says_so(server: Sink, provider, readers, moment):
    mailing_to(readers, now=moment)
    send_all(moment)
    assert len(server.taken) == 3
    assert Pending.objects.filter(kind=TRANSFER_MADE.name).count() == 3


def test_whoever_withdraws_right_before_it_is_recorded_gets_nothing_and_the_others_do(
    server: Sink, provider, readers, moment, monkeypatch
):
    def late(*asked, **how):
        found = transferable(*asked, **how)
        _withdraw(readers[:1], moment)
        return found

    monkeypatch.setattr(mail_gate, "transferable", late)
    mailing_to(readers, now=moment)
    send_all(moment)
    assert len(server.taken) == 2
    assert Pending.objects.filter(kind=TRANSFER_MADE.name).count() == 2


def test_a_provider_without_a_contract_gets_nothing(server: Sink, provider, readers, moment):
    _suspend(provider, moment)
    mailing = mailing_to(readers, now=moment)
    send_all(moment)
    mailing.refresh_from_db()
    assert not server.taken
    assert (mailing.state, mailing.code) == ("paused", "disclose.contract-suspended")
    assert Pending.objects.filter(kind=TRANSFER_REFUSED.name, payload__contains=mailing.code).exists()
    assert not Pending.objects.filter(kind="vault:value:released").exists()


def test_a_contract_that_lapses_while_it_goes_stops_it_and_the_ledger_says_who_did_not_go(
    server: Sink, provider, moment, monkeypatch
):
    mailing = mailing_to(readers_of(10), now=moment)
    _when(server, 3, lambda: _suspend(provider, moment), monkeypatch)
    send_all(moment)
    gone = len(server.taken)
    assert 3 <= gone <= 5
    mailing.refresh_from_db()
    assert (mailing.state, mailing.code) == ("paused", "disclose.contract-suspended")
    assert Pending.objects.filter(kind=TRANSFER_REFUSED.name, payload__contains="mail.stopped").count() == 10 - gone
    assert MailingMessage.objects.filter(state="waiting", lease__isnull=True).count() == 10 - gone


def test_a_purpose_that_the_provider_is_not_entrusted_with_stays_here(server: Sink, provider, moment):
    made = write(KIND, purpose="membership", texts=texts(), actor=EDITOR, now=moment)
    add(made, [(person, "ja") for person in readers_of(2)], now=moment)
    start(made, now=moment)
    send_all(moment)
    made.refresh_from_db()
    assert not server.taken
    assert (made.state, made.code) == ("paused", "disclose.purpose-not-published")


def test_nobody_is_opened_for_a_purpose_they_have_no_grant_for(server: Sink, readers, moment):
    Grant.objects.filter(person_id=readers[0], purpose="magazine").update(purpose="membership")
    mailing = mailing_to(readers, now=moment)
    with Sender(lambda: moment) as sender:
        sender.work()
    assert {state.value: count for state, count in tally(mailing).items()} == {"sent": 2, "withdrawn": 1}


def test_what_may_have_gone_stays_named_when_its_reader_goes(server: Sink, moment):
    people = readers_of(3)
    mailing = mailing_to(people, now=moment)
    sure, free, held = (MailingMessage.objects.get(person=person) for person in people)
    run = held.id  # of a sender that died
    MailingMessage.objects.filter(id__in=[free.id, held.id]).update(doubtful=True, state=MessageState.HELD)
    MailingMessage.objects.filter(id=held.id).update(lease=run, leased_until=moment + timedelta(minutes=9))
    forget(people, now=moment)
    give_back(run)
    assert tally(mailing) == {MessageState.GIVEN_UP: 2}, "what surely did not go leaves nothing behind"
    assert doubtful(mailing) == sorted([free.id, held.id])
    assert not MailingMessage.objects.filter(id=sure.id).exists()
    assert not MailingMessage.objects.filter(person__isnull=False).exists()
    assert retry_failed(mailing, now=moment) == 0, "there is nobody to write to"
    send_all(moment)
    assert not server.taken
