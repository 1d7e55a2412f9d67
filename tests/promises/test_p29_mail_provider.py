"""P29: a mail provider gets address, name, language and the message, nothing else; suppressed people are absent."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from azukari.core.ledger.models import Pending
from azukari.core.mail.letter import Letter, LetterKind
from azukari.core.mail.models import Message
from azukari.core.mail.queue import enqueue, send_due
from azukari.core.mail.transport import mailers
from azukari.core.policy_versions.current import current
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.mail_gate import complaint, handing_over, held_back, may_send, pass_on
from azukari.core.transfers.models import Channel, ContractReason, Recipient, Sort
from azukari.core.vault.events import TRANSFER_MADE
from azukari.core.vault.refusal import Refused
from azukari.core.vault.suppression import suppress
from azukari.policy.terms import Category, Use
from azukari.shells.self_service.subject_timeline import entries_of
from tests.charter.widened import publish_widened
from tests.disclosure import office
from tests.letter_kinds import known

pytestmark = pytest.mark.django_db

MAIL = frozenset({Category.EMAIL, Category.NAME})
LATER = timedelta(hours=1)


@pytest.fixture
def outside(settings, monkeypatch, mailbox):
    """The mail server is somebody else's: what stands behind the address is the test's own."""
    settings.MAILERS = mailers(replace(django_settings.AZUKARI, smtp=mailbox.url))
    monkeypatch.setenv("SSL_CERT_FILE", str(mailbox.certificate))

    def operated(operator: str) -> None:
        outsider = "smtp+starttls://smtp.kotori.example:587"
        settings.AZUKARI = replace(django_settings.AZUKARI, smtp=outsider, mail_operator=operator)

    operated("kotori-mail")
    mailbox.operated = operated
    return mailbox


@pytest.fixture
def provider(ruling, moment):
    """The mail company, as a mail provider; and another that is none."""
    Recipient.objects.create(slug="another-company", sort=Sort.CONTRACTOR, country="DE", created_at=moment)
    return office.engaged(now=moment, channel=Channel.MAIL)


@pytest.fixture
def issue(monkeypatch):
    """An email for the magazine's purpose."""
    kind = LetterKind(
        "test:issue", "magazine", lambda message, now: Letter("川だより", ("今月の川です。",)), "issue",
        serves=frozenset({Use.INFORM}),
    )  # fmt: skip
    known(kind, monkeypatch)
    return kind


def queued(person, moment):
    Message.objects.all().delete()
    return enqueue("test:issue", person=person, reference=None, lang="ja", now=moment)


def test_the_provider_gets_what_a_mail_needs_and_nothing_else(outside, provider, readers, moment, issue):
    message = queued(readers[0], moment)
    assert send_due(moment) == 1
    (mail,) = outside.messages
    assert mail["To"].endswith("@example.org")
    assert set(mail.keys()) <= {
        *("From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted"),
        *("MIME-Version", "Content-Type"),
    }
    raw = mail.as_bytes()
    for secret in (str(readers[0]), "読者", readers[0].hex):
        assert secret.encode() not in raw
    assert str(message) in mail["Message-ID"]
    (entry,) = [e for e in entries_of(readers[0]) if e.kind is TRANSFER_MADE]
    assert entry.payload["recipient"] == "kotori-mail"
    assert (entry.payload["ground"], entry.payload["channel"]) == ("contract", "mail")
    assert entry.payload["categories"] == ["email"]


def test_suppressed_people_are_absent(outside, provider, readers, moment):
    suppress(["reader1@example.org"], actor=office.ASKER, now=moment)
    going = pass_on(readers, purpose="magazine", categories=MAIL, now=moment)
    assert len(going) == 2
    silent = (set(readers) - going).pop()
    assert TRANSFER_MADE not in {entry.kind for entry in entries_of(silent)}


def test_no_more_than_address_and_name_is_ever_asked_for(outside, provider, readers, moment):
    pass_on(readers, purpose="magazine", categories=MAIL | {Category.PHONE}, now=moment)
    recorded = Pending.objects.filter(kind=TRANSFER_MADE.name).values_list("payload", flat=True)
    assert len(recorded) == 3
    assert not [payload for payload in recorded if "phone" in payload]


def test_a_purpose_that_is_not_entrusted_stays_here(outside, provider, readers, moment):
    with pytest.raises(Refused) as refused:
        pass_on(readers, purpose="membership", categories=MAIL, now=moment)
    assert refused.value.verdict.code == "disclose.purpose-not-published"


def test_when_the_contract_is_suspended_mail_waits_and_goes_when_it_is_resumed(
    outside, provider, readers, moment, issue
):
    queued(readers[0], moment)
    suspend(provider.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=moment)
    assert send_due(moment) == 0
    assert "suspended" in complaint(moment)
    contract = provider.contract
    office.put_in_force(contract, version=contract.version, actor=office.ASKER, now=moment)
    assert send_due(moment + LATER) == 1
    assert len(outside.messages) == 1


@pytest.mark.parametrize(("operator", "sent"), [("", 0), ("somebody-else", 0), ("own", 1)])
def test_whose_server_it_is_has_to_be_said(outside, provider, readers, moment, issue, operator, sent):
    outside.operated(operator)
    queued(readers[0], moment)
    assert send_due(moment) == sent
    assert len(outside.messages) == sent
    assert bool(complaint(moment)) is not bool(sent)
    assert not Pending.objects.filter(kind=TRANSFER_MADE.name).exists()


def test_a_recipient_of_files_is_no_mail_provider(outside, kotori, readers, moment):
    assert "not registered as a mail provider" in complaint(moment)
    assert current().policy.recipients["kotori-mail"].name["en"] in complaint(moment)


def test_a_provider_that_people_were_not_told_of_carries_no_mail_to_them(outside, provider, readers, moment, issue):
    publish_widened(lambda draft: draft["recipients"]["kotori-mail"].update(country="DE"), now=moment)
    assert pass_on(readers, purpose="magazine", categories=MAIL, now=moment) == frozenset()
    queued(readers[0], moment)
    send_due(moment)
    assert outside.messages == []
    told = [entry.payload for entry in entries_of(readers[0]) if entry.kind is TRANSFER_REFUSED]
    said = {"actor": "worker", "recipient": "kotori-mail", "purpose": "magazine", "ground": "contract"}
    why = {"code": "use.not-agreed", "clause": "recipients.kotori-mail"}
    where = {"country": "de", "channel": "mail", "charter": 2, "contract": told[0]["contract"]}  # as mail that goes
    assert sorted(told, key=str) == [said | why | where | {"categories": c} for c in (["email", "name"], ["email"])]
    assert pass_on(readers, purpose="own-access", now=moment) == frozenset(readers)  # so that they can be asked


def test_what_did_not_go_after_all_is_said_on_each_trail_with_who_did_not_get_it(outside, provider, readers, moment):
    handed = handing_over("magazine", MAIL | {Category.PHONE})
    assert handed == {
        "actor": "worker",
        "recipient": "kotori-mail",
        "country": "jp",
        "purpose": "magazine",
        "ground": "contract",
        "categories": ["email", "name"],
        "charter": current().number,
        "channel": "mail",
        "contract": str(provider.contract.id),
    }
    held_back(readers[:2], purpose="magazine", now=moment)
    for person, count in zip(readers, (1, 1, 0), strict=True):
        told = [entry.payload for entry in entries_of(person) if entry.kind is TRANSFER_REFUSED]
        assert told == [handed | {"code": "mail.suppressed", "clause": "recipients.kotori-mail"}] * count
    held_back([], purpose="magazine", now=moment)
    outside.operated("own")
    assert handing_over("magazine", MAIL) is None
    held_back(readers, purpose="magazine", now=moment)
    assert Pending.objects.filter(kind=TRANSFER_REFUSED.name).count() == 2


def test_on_this_machine_and_with_our_own_server_nobody_is_asked(outside, provider, readers, moment, settings):
    for smtp, operator in (
        ("", "kotori-mail"),
        ("smtp://localhost:25", "kotori-mail"),
        ("smtps://far.example", "own"),
    ):
        settings.AZUKARI = replace(django_settings.AZUKARI, smtp=smtp, mail_operator=operator)
        assert may_send("magazine", MAIL, now=moment) is None
        assert pass_on(readers, purpose="no-such-purpose", categories=MAIL, now=moment) == frozenset(readers)
    assert not Pending.objects.filter(kind=TRANSFER_MADE.name).exists()


def test_what_people_ask_for_goes_though_nothing_else_may_be_written_to_them(outside, provider, readers, moment):
    suppress(["reader1@example.org"], actor=office.ASKER, now=moment)
    assert pass_on(readers, purpose="confirmation", categories=MAIL, now=moment) == frozenset(readers)


def test_a_trail_that_says_so_already_is_not_told_again(outside, provider, readers, moment):
    assert pass_on(readers, purpose="magazine", categories=MAIL, now=moment, recorded=True) == frozenset(readers)
    assert not Pending.objects.filter(kind=TRANSFER_MADE.name).exists()


def test_a_refused_mail_is_recorded_with_whom_and_what_for(outside, provider, readers, moment):
    with pytest.raises(Refused):
        pass_on(readers, purpose="membership", categories=MAIL, now=moment)
    told = json.loads(Pending.objects.get(kind=TRANSFER_REFUSED.name).payload)
    assert told["recipient"] == "kotori-mail"
    assert (told["actor"], told["purpose"], told["ground"]) == ("system", "membership", "contract")
