"""Instructions by a mailed link or by a program: gathered into one mail, confirmed one by one, seen on each trail."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from azukari.core.transfers.confirming import content
from azukari.core.transfers.events import INSTRUCTION_ACKNOWLEDGED, INSTRUCTION_SENT
from azukari.core.transfers.models import Instruction
from azukari.core.transfers.register import add_authority
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.models import SealedValue
from azukari.core.vault.withdraw import withdraw
from azukari.features.processors.call import LASTS, PAUSE, tend
from azukari.features.processors.models import Call
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service.subject_timeline import entries_of
from tests.disclosure import office
from tests.supervision import post

pytestmark = pytest.mark.django_db


def me(person):
    return Actor(ActorKind.PERSON, str(person))


@pytest.fixture
def told(kotori, readers, moment):
    """Three readers' names and addresses went to the mail company; one corrected theirs, one had all of it erased."""
    post.reachable(lang="en")
    wish = office.wish(categories=office.EMAIL | {Category.NAME})
    office.fetch(office.carried(wish, now=moment).id, actor=office.ASKER, now=moment)
    name = SealedValue.objects.get(person_id=readers[1], category=Category.NAME)
    correct(name.id, "読者 新", person=readers[1], actor=me(readers[1]), now=moment)
    erase(readers[2], actor=me(readers[2]), now=moment)
    return moment


@pytest.fixture
def at(told):
    assert tend(told) == 1
    (mail,) = post.delivered(told)
    return post.link(mail)


def ids():
    return [str(row) for row in Instruction.objects.order_by("created_at", "id").values_list("id", flat=True)]


def test_one_mail_tells_of_all_of_them_and_names_nobody(told, readers):
    assert tend(told) == 1
    (mail,) = post.delivered(told)
    said = str(mail.body)
    assert "2 instructions are open for you" in said
    assert not any(str(handle) in said for handle in Instruction.objects.values_list("handle", flat=True))
    assert INSTRUCTION_SENT in {entry.kind for entry in entries_of(readers[1])}
    assert tend(told) == 0


def test_a_busy_day_is_one_mail_an_hour(told, readers, at):
    withdraw(readers[0], purpose="magazine", actor=me(readers[0]), now=told + timedelta(minutes=1))
    assert tend(told + timedelta(minutes=2)) == 0
    assert tend(told + PAUSE + timedelta(minutes=2)) == 1


def test_looking_confirms_nothing(at):
    page = Client().get(at)
    said = page.content.decode()
    assert all(str(handle) in said for handle in Instruction.objects.values_list("handle", flat=True))
    assert "Email address" in said or "email address" in said
    assert not Instruction.objects.filter(acknowledged_at__isnull=False).exists()


def test_each_is_confirmed_once_and_the_person_sees_it(at, readers):
    assert Client().post(at).status_code == 422  # nothing ticked
    first, second = ids()
    assert Client().post(at, {"done": [first, "nonsense"]}).status_code == 303
    assert Instruction.objects.get(id=second).acknowledged_at is None
    when = Instruction.objects.get(id=first).acknowledged_at
    Client().post(at, {"done": [first, second]})
    assert Instruction.objects.get(id=first).acknowledged_at == when
    assert "Everything is confirmed" in Client().get(at).content.decode()
    seen = [entry for entry in entries_of(readers[1]) if entry.kind is INSTRUCTION_ACKNOWLEDGED]
    assert [entry.payload["actor"] for entry in seen] == ["recipient:kotori-mail"]


def test_nobody_confirms_for_another_recipient(at, told):
    words = {"ja": "役所", "en": "office"}
    other = add_authority("office", name=words, address=words, country="JP", actor=office.ASKER, now=told)
    Instruction.objects.update(recipient=other)
    Client().post(at, {"done": ids()})
    assert not Instruction.objects.filter(acknowledged_at__isnull=False).exists()


def test_a_link_that_is_too_old_confirms_nothing_and_sends_a_new_one(at, told):
    Call.objects.update(expires_at=told - LASTS)
    assert Client().post(at, {"done": ids()}).status_code == 303
    assert not Instruction.objects.filter(acknowledged_at__isnull=False).exists()
    assert Call.objects.count() == 2


def confirm(row, token):
    address = f"/api/v1/instructions/{row.id}/acknowledgement"
    return Client().post(address, json.dumps({"token": token}), content_type="application/json")


def test_a_program_confirms_with_the_token_that_came_sealed(told):
    first, second = Instruction.objects.order_by("created_at", "id")
    tokens = [json.loads(content(row))["token"] for row in (first, second)]
    base = settings.AZUKARI.base_url
    assert json.loads(content(first))["confirm_at"] == f"{base}/api/v1/instructions/{first.id}/acknowledgement"
    assert confirm(first, tokens[1]).status_code == 404
    assert confirm(first, "nonsense").status_code == 404
    assert not Instruction.objects.filter(acknowledged_at__isnull=False).exists()
    answers = [confirm(first, tokens[0]) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert Instruction.objects.get(id=second.id).acknowledged_at is None
