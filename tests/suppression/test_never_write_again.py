"""An address that must never be written to again: no mail goes there; the wish survives an erasure, the address does
not.
"""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from azukari.core.forms.confirm import LINK, confirm
from azukari.core.forms.models import State, Submission
from azukari.core.ledger.models import Pending
from azukari.core.mail.link import secret
from azukari.core.mail.models import Message
from azukari.core.mail.queue import enqueue, send_due
from azukari.core.policy_versions.current import Current
from azukari.core.vault import suppression
from azukari.core.vault.erase import erase
from azukari.core.vault.events import SUPPRESSION_SET
from azukari.core.vault.models import Suppression
from azukari.core.vault.suppression import claim_letter, count, lift, suppress, suppressed, waits_for_lifting
from azukari.lib.instance import InstanceError
from azukari.lib.token import make
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.self_service.sign_in import request as ask_for_link
from tests.console import desks

ADDRESS = "aoba-marker@example.org"
SYSTEM = Actor(ActorKind.SYSTEM, "operator")


@pytest.fixture(autouse=True)
def ruling(db: None) -> Current:
    suppression._key.cache_clear()
    return desks.publish()


def _suppress(*addresses: str) -> None:
    suppress(addresses or (ADDRESS,), actor=SYSTEM, now=desks.moment())


def _send() -> list[str]:
    """Send all that is due; returns to whom it went."""
    mail.outbox.clear()
    send_due(desks.moment() + timedelta(seconds=1))
    return [to for message in mail.outbox for to in message.to]


def _receive(address: str = ADDRESS) -> Submission:
    """Somebody types the address into a form, and the confirmation is put into the queue."""
    got = desks.register("magazine", {"email": address}, confirmed=False)
    with transaction.atomic():
        enqueue("forms:confirm", person=got.person, reference=got.submission, lang="en", now=desks.moment())
    return Submission.objects.get(id=got.submission)


@pytest.mark.parametrize("typed", [ADDRESS, "AOBA-marker@EXAMPLE.org"])
def test_it_is_recognised_however_its_capitals_are_written(typed: str):
    assert not suppressed([typed])
    _suppress()
    assert suppressed([typed, "other@example.org"]) == {typed}
    assert count() == 1


def test_no_mail_goes_there_and_the_queue_says_why():
    member = desks.register("membership")
    assert _send() == [ADDRESS]
    _suppress()
    with transaction.atomic():
        id = enqueue("forms:receipt", person=member.person, reference=member.submission, lang="en", now=desks.moment())
    assert _send() == []
    assert Message.objects.get(id=id).failure == "suppressed"


def test_the_link_to_the_own_page_still_comes(monkeypatch: pytest.MonkeyPatch):
    desks.register("membership")
    _suppress()
    _send()
    ask_for_link(ADDRESS, network="", lang="en", now=desks.moment())
    assert _send() == [ADDRESS]


def test_whoever_registers_anew_gets_exactly_one_mail_that_says_so():
    _receive()
    _send()
    plain = str(mail.outbox[-1].body).split("\n\n")
    _suppress()
    _receive()
    assert _send() == [ADDRESS]
    said = str(mail.outbox[-1].body)
    assert "never to write to this address again" in said
    assert "The button also lets us write to you again" in said, "what it does, beside what it always does"
    told = [words for words in plain if "http" not in words]
    assert told
    assert [words for words in told if words not in said] == []
    _receive()
    _receive()
    assert _send() == []


def test_a_mail_that_failed_may_be_tried_again():
    _suppress()
    first, second = Message(), Message()
    assert claim_letter(ADDRESS, first.id)
    assert claim_letter(ADDRESS, first.id)
    assert not claim_letter(ADDRESS, second.id)


def test_the_button_lifts_it_and_the_page_before_says_so():
    _suppress()
    submission = _receive()
    token = make(secret(), LINK.use, submission.id, desks.moment() + timedelta(days=1))
    page = Client().get(f"/en/confirm/{token}").content.decode()
    assert "never to write to this address again" in page
    assert count() == 1
    confirm(token, now=desks.moment())
    assert count() == 0
    assert Submission.objects.get(id=submission.id).state == State.ACCEPTED
    assert _send().count(ADDRESS) >= 1


def test_another_address_is_not_lifted_by_it():
    _suppress("somebody-else@example.org")
    submission = _receive()
    confirm(make(secret(), LINK.use, submission.id, desks.moment() + timedelta(days=1)), now=desks.moment())
    assert count() == 1


def test_only_the_confirmation_of_that_very_address_waits_for_lifting():
    other, own = _receive("somebody-else@example.org"), _receive()
    assert not waits_for_lifting(own.id)
    _suppress()
    assert (waits_for_lifting(own.id), waits_for_lifting(other.id)) == (True, False)
    suppress(["somebody-else@example.org"], actor=SYSTEM, now=desks.moment())
    lift([ADDRESS], actor=SYSTEM, now=desks.moment())
    assert (waits_for_lifting(own.id), waits_for_lifting(other.id)) == (False, True)


def test_it_survives_an_erasure_and_nothing_of_the_address_does():
    member = desks.register("membership")
    _suppress()
    erase(member.person, actor=Actor(ActorKind.PERSON, str(member.person)), now=desks.moment())
    assert suppressed([ADDRESS])
    rows = json.dumps([[bytes(s.digest).hex(), s.key, str(s.set_on)] for s in Suppression.objects.all()])
    assert "aoba" not in rows
    assert str(member.person) not in rows
    with connection.cursor() as cursor:
        columns = {c.name for c in connection.introspection.get_table_description(cursor, "vault_suppression")}
    assert columns == {"digest", "key", "set_on", "letter"}
    events = " ".join(Pending.objects.filter(kind=SUPPRESSION_SET.name).values_list("payload", flat=True))
    assert "aoba" not in events


def test_the_hash_is_of_a_key_of_its_own_and_old_versions_go_on_counting(monkeypatch: pytest.MonkeyPatch):
    _suppress()
    path = settings.AZUKARI.keys / "suppression-2"
    try:
        path.write_bytes((settings.AZUKARI.keys / "index-1").read_bytes())
        path.chmod(0o600)
        _suppress(ADDRESS, "later@example.org")
        assert {s.key for s in Suppression.objects.all()} == {1, 2}
        assert suppressed([ADDRESS, "later@example.org"]) == {ADDRESS, "later@example.org"}
        assert count() == 2
        lift([ADDRESS], actor=SYSTEM, now=desks.moment())
        assert suppressed([ADDRESS]) == frozenset()
    finally:
        path.unlink(missing_ok=True)
        suppression._key.cache_clear()


def test_without_its_key_nobody_is_written_to():
    desks.register("membership")
    _suppress()
    Suppression.objects.update(key=99)
    with pytest.raises(InstanceError):
        suppressed([ADDRESS])
    assert _send() == []
