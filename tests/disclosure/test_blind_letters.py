"""What a letter that anybody may ask for leaves in the ledger: that the address is opened, and to whom it is handed;
and as much for an address that nobody confirmed, of which nothing can be read (P43).
"""

import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from azukari.core.ledger.models import Pending
from azukari.core.mail.blind import enqueue_blind
from azukari.core.mail.letter import kind as kind_called
from azukari.core.mail.models import Message
from azukari.core.transfers.models import Channel
from azukari.core.vault.events import BLANK, TRANSFER_MADE, VALUE_RELEASED
from azukari.shells.self_service import sign_in
from azukari.shells.self_service.subject_timeline import entries_of
from tests.cast import NOW
from tests.disclosure import office

REFERENCE = UUID("01900000-0000-7000-8000-0000000000ff")


def asked(person: UUID | None, now: datetime = NOW) -> tuple[UUID, list[tuple[str, dict]]]:
    """Asks for a letter; its message, and what is new in the ledger."""
    before = set(Pending.objects.values_list("id", flat=True))
    message = enqueue_blind(sign_in.LETTER, person=person, reference=REFERENCE, lang="ja", now=now)
    rows = Pending.objects.exclude(id__in=before).values_list("kind", "payload")
    return message, sorted((kind, json.loads(payload)) for kind, payload in rows)


def opened(message: UUID) -> tuple[str, dict]:
    letter = kind_called(sign_in.LETTER)
    told = {
        "actor": "system",
        "purpose": letter.purpose,
        "reason": "delivery",
        "kind": sign_in.LETTER,
        "categories": ["email"],
        "mail": str(message),
    }
    return VALUE_RELEASED.name, told


def test_that_the_address_is_opened_is_written_when_the_letter_is_asked_for(hanako):
    message, told = asked(hanako.id)
    assert told == [opened(message)]
    assert VALUE_RELEASED in {entry.kind for entry in entries_of(hanako.id)}
    row = Message.objects.get(id=message)
    assert (row.kind, row.person_id, row.reference, row.lang) == (sign_in.LETTER, hanako.id, REFERENCE, "ja")


def test_of_nobody_there_is_as_much_and_none_of_it_can_be_read(charter):
    message, told = asked(None)
    assert told == [(BLANK.name, {})]
    row = Message.objects.get(id=message)
    assert (row.person_id, row.reference) == (None, REFERENCE)


def test_a_provider_that_gets_it_is_named_with_its_contract(readers, moment, monkeypatch):
    kotori = office.engaged(now=moment, channel=Channel.MAIL)
    outside = replace(settings.AZUKARI, smtp="smtp://mail.kotori.example", mail_operator=kotori.slug)
    monkeypatch.setattr(settings, "AZUKARI", outside)
    message, told = asked(readers[0], moment)
    handed = {
        "actor": "worker",
        "recipient": kotori.slug,
        "country": kotori.recipient.country.lower(),
        "purpose": kind_called(sign_in.LETTER).purpose,
        "ground": "contract",
        "categories": ["email"],
        "charter": 1,
        "channel": "mail",
        "contract": str(kotori.contract.id),
        "mail": str(message),
    }
    assert told == sorted([opened(message), (TRANSFER_MADE.name, handed)])
    assert asked(None, moment)[1] == [(BLANK.name, {})] * 2
