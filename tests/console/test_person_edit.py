"""A record edited in place: several values at once, for one reason, with one step on the trail and one mail."""

from typing import Any

import pytest
from django.test import Client

from azukari.core.ledger.reading import recorded
from azukari.core.mail.models import Message
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_CORRECTED
from azukari.core.vault.models import FormerValue, SealedValue
from azukari.shells.self_service.on_request import LETTER
from tests.console import desks
from tests.console.selected_purpose import TAKE, WORK

NEW = {"name": "Marker Corrected", "phone": "03-9999-0000", "channel": "phone"}


@pytest.fixture
def member(published: Current) -> desks.Registered:
    return desks.register("membership")


@pytest.fixture
def clerk(member: desks.Registered) -> Client:
    client = desks.browser(desks.staff("membership"))
    client.post(TAKE, WORK)
    client.post(f"/console/people/{member.person}/work/")
    return client


def _at(member: desks.Registered) -> str:
    return f"/console/people/{member.person}/edit/{member.submission}/"


def _corrections(member: desks.Registered) -> list[dict[str, Any]]:
    ids = list(Trail.objects.filter(person_id=member.person).values_list("entry_id", flat=True))
    return [dict(entry.payload) for entry in recorded(ids) if entry.kind is VALUE_CORRECTED]


def test_the_record_is_called_by_the_name_and_its_values_become_fields(clerk: Client, member: desks.Registered):
    record = clerk.get(f"/console/people/{member.person}/").content.decode()
    assert "<h1>Marker Aoba" in record
    page = clerk.get(_at(member)).content.decode()
    assert 'value="Marker Aoba"' in page
    assert 'name="email"' not in page, "An address has to be confirmed, so it is corrected by itself."


def test_several_are_corrected_with_one_step_and_one_mail(clerk: Client, member: desks.Registered):
    answer = clerk.post(_at(member), {**NEW, "postcode": "100-0001"})
    assert answer["Location"] == f"/console/people/{member.person}/?done=corrected"
    page = clerk.get(answer["Location"]).content.decode()
    assert "Marker Corrected" in page
    assert "03-9999-0000" in page
    (step,) = _corrections(member)
    assert (step["categories"], step["channel"]) == (["name", "phone"], "phone")
    assert Message.objects.filter(kind=LETTER).count() == 1
    assert FormerValue.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"phone": ""}, {"phone": "tomorrow"}, {"channel": ""}])
def test_what_is_wrong_is_said_and_nothing_is_changed(wrong: dict[str, str], clerk: Client, member: desks.Registered):
    answer = clerk.post(_at(member), {**NEW, **wrong})
    assert answer.status_code == 422
    assert "Marker Corrected" in answer.content.decode()
    assert _corrections(member) == []


def test_nothing_changed_is_no_step(clerk: Client, member: desks.Registered):
    answer = clerk.post(_at(member), {"name": "Marker Aoba", "channel": ""})
    assert answer["Location"].endswith("?done=unchanged")
    assert _corrections(member) == []


def test_a_record_that_is_not_open_is_not_edited(clerk: Client, member: desks.Registered):
    clerk.post("/console/purpose/lock/")
    assert clerk.get(_at(member))["Location"] == f"/console/people/{member.person}/"
    kept = clerk.post(_at(member), NEW)
    assert (kept.status_code, "Not saved yet" in kept.content.decode()) == (409, True)
    assert not SealedValue.objects.filter(corrected_at__isnull=False).exists()


def test_whoever_may_not_correct_is_refused(member: desks.Registered):
    other = desks.browser(desks.staff("volunteers"))
    assert other.post(_at(member), NEW).status_code == 403
