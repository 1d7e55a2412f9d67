"""After a transfer: whoever holds data of a person is told when it is corrected, withdrawn or erased, and confirms."""

from datetime import timedelta

import pytest

from azukari.core.ledger.models import Pending
from azukari.core.transfers.controls import _instructions
from azukari.core.transfers.events import INSTRUCTION_ACKNOWLEDGED, INSTRUCTION_SENT
from azukari.core.transfers.instruct import ANSWER_WITHIN, acknowledge
from azukari.core.transfers.instruction_post import send_due
from azukari.core.transfers.models import Channel, Instruction, TransferPerson
from azukari.core.transfers.posting import post_due
from azukari.core.transfers.webhook import our_keys
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.models import SealedValue
from azukari.core.vault.withdraw import withdraw
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service.subject_timeline import entries_of
from tests.disclosure import office
from tests.disclosure.receiver import check, receiving

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=1)


def me(person):
    return Actor(ActorKind.PERSON, str(person))


@pytest.fixture
def handed(kotori, readers, moment):
    """Names and addresses of three readers went to the mail company."""
    wish = office.wish(categories=office.EMAIL | {Category.NAME})
    office.fetch(office.carried(wish, now=moment).id, actor=office.ASKER, now=moment)
    return readers


def name_of(person):
    return SealedValue.objects.get(person_id=person, category=Category.NAME).id


def test_a_correction_is_passed_on_by_the_handle_that_they_know(handed, moment):
    correct(name_of(handed[0]), "読者 新", person=handed[0], actor=me(handed[0]), now=moment)
    told = Instruction.objects.get()
    assert (told.what, told.categories, told.recipient_id) == ("correct", "name", "kotori-mail")
    assert told.handle == TransferPerson.objects.get(person_id=handed[0]).handle
    assert told.answer_by == moment + ANSWER_WITHIN


def test_who_got_nothing_of_it_is_told_nothing(kotori, readers, moment):
    office.fetch(office.carried(office.wish(), now=moment).id, actor=office.ASKER, now=moment)  # the address alone
    correct(name_of(readers[0]), "読者 新", person=readers[0], actor=me(readers[0]), now=moment)
    assert not Instruction.objects.exists()


def test_a_withdrawal_tells_them_to_stop(handed, moment):
    withdraw(handed[1], purpose="magazine", actor=me(handed[1]), now=moment)
    assert list(Instruction.objects.values_list("what", "purpose")) == [("stop", "magazine")]


def test_an_erasure_tells_them_to_erase_and_keeps_nobody(handed, moment):
    handle = TransferPerson.objects.get(person_id=handed[2]).handle
    erase(handed[2], actor=me(handed[2]), now=moment)
    told = Instruction.objects.get()
    assert (told.what, told.handle, told.person_id) == ("erase", handle, None)
    assert TransferPerson.objects.get(handle=handle).person_id is None  # the record stays, without the person


def test_the_correction_and_the_instruction_happen_together_or_not_at_all(handed, moment, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Instruction.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        correct(name_of(handed[0]), "読者 新", person=handed[0], actor=me(handed[0]), now=moment)
    assert SealedValue.objects.get(id=name_of(handed[0])).corrected_at is None


def test_it_is_confirmed_once_and_shows_on_the_trail(handed, moment):
    correct(name_of(handed[0]), "読者 新", person=handed[0], actor=me(handed[0]), now=moment)
    told = Instruction.objects.get()
    acknowledge(told.id, actor=office.ASKER, now=moment + LATER)
    with pytest.raises(InvalidTransition):
        acknowledge(told.id, actor=office.ASKER, now=moment + LATER)
    assert INSTRUCTION_ACKNOWLEDGED in {entry.kind for entry in entries_of(handed[0])}


def test_what_is_not_confirmed_in_time_is_a_finding(handed, moment):
    withdraw(handed[1], purpose="magazine", actor=me(handed[1]), now=moment)
    assert not list(_instructions(moment + ANSWER_WITHIN))
    (finding,) = _instructions(moment + ANSWER_WITHIN + LATER)
    assert "kotori-mail has not confirmed 1" in finding


def test_a_webhook_gets_it_signed_and_sealed(ruling, readers, moment, tmp_path, monkeypatch):
    with receiving(tmp_path) as at:
        monkeypatch.setenv("SSL_CERT_FILE", str(at.certificate))
        company = office.engaged(now=moment, channel=Channel.WEBHOOK, url=at.url)
        office.run(office.approved(office.wish(), now=moment).id, clock=lambda: moment)
        post_due(moment)
        at.status = 503
        before = moment - 5 * LATER  # a signature of the future is none
        withdraw(readers[0], purpose="magazine", actor=me(readers[0]), now=before)
        assert send_due(before) == 1
        at.status = 204
        assert send_due(before) == 0  # later
        assert send_due(before + LATER) == 1
        assert send_due(before + 2 * LATER) == 0
        request = at.requests[-1]
    check(request, our_keys(now=moment)[0].public)
    (told,) = office.unsealed(request.body, company, tmp_path)
    assert (told["do"], told["purpose"]) == ("stop", "magazine")
    assert Pending.objects.filter(kind=INSTRUCTION_SENT.name).count() == 1
