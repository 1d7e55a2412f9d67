"""One submission: sealed, opened alone and for a purpose, answered by whose duty it is; mistakes are told kindly."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from azukari.core.accounts.models import User
from azukari.core.forms.models import Handled, Handling
from azukari.core.forms.suspicion import Suspected
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from tests.console import desks


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("feedback")


def at(registered: desks.Registered, form: str = "feedback") -> str:
    return f"/console/forms/{form}/{registered.submission}/"


def released() -> list[dict[str, Any]]:
    rows = Pending.objects.filter(kind=VALUE_RELEASED.name).values_list("payload", flat=True)
    return [json.loads(payload) for payload in rows]


def open_it(client: Client, registered: desks.Registered, *, purpose: str = "feedback", form: str = "feedback"):
    return client.post(f"{at(registered, form)}open/", {"purpose": purpose, "reason": "answer"})


def test_it_is_sealed_until_it_is_opened_and_that_is_recorded(clerk: User):
    registered, client = desks.register("feedback"), desks.browser(clerk)
    page = client.get(at(registered)).content.decode()
    assert "Your message" in page
    assert desks.MARK not in page
    opened = open_it(client, registered).content.decode()
    assert f"{desks.MARK} says the river is clean." in opened
    [entry] = released()
    assert (entry["purpose"], entry["submission"]) == ("feedback", str(registered.submission))
    assert entry["categories"] == ["answer", "email", "message"]  # no more was there to be seen
    assert desks.MARK not in client.get(at(registered)).content.decode()


def test_what_the_same_person_wrote_another_time_stays_sealed(clerk: User):
    first = desks.register("feedback", {"message": "FIRST about the bridge"})
    second = desks.register("feedback", {"message": "SECOND about the bank"})
    assert first.person == second.person
    client = desks.browser(clerk)
    for registered, shown, sealed in ((first, "FIRST", "SECOND"), (second, "SECOND", "FIRST")):
        page = open_it(client, registered).content.decode()
        assert shown in page
        assert sealed not in page


def test_a_purpose_of_another_duty_opens_nothing_and_is_recorded(clerk: User):
    registered = desks.register("feedback")
    answer = open_it(desks.browser(clerk), registered, purpose="membership")
    assert answer.status_code == 403
    assert desks.MARK not in answer.content.decode()
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 1


@pytest.mark.parametrize("place", ["", "open/", "answer/"])
def test_of_another_form_or_kept_apart_or_unknown_it_is_no_page(place: str, clerk: User):
    member = desks.register("membership")
    apart = desks.register("feedback", suspected=Suspected(3, ("many-links",)))
    client = desks.browser(clerk)
    sent = {"purpose": "feedback", "reason": "answer", "handled": "closed", "version": "0"}
    for id in (member.submission, apart.submission, uuid4()):
        address = f"/console/forms/feedback/{id}/{place}"
        answer = client.post(address, sent) if place else client.get(address)
        assert answer.status_code == 404


def test_a_get_opens_and_changes_nothing(clerk: User):
    registered, client = desks.register("feedback"), desks.browser(clerk)
    for place in ("open/", "answer/"):
        assert client.get(f"{at(registered)}{place}?handled=closed&version=0").status_code == 302
    assert not released()
    assert not Handling.objects.exists()


def test_of_two_colleagues_with_the_same_page_the_second_is_told(clerk: User):
    registered, client = desks.register("feedback"), desks.browser(clerk)
    place = f"{at(registered)}answer/"
    sent = {"version": "0", "assignee": str(clerk.reference)}
    assert client.post(place, {**sent, "handled": "in-hand"}).status_code == 302
    late = client.post(place, {**sent, "handled": "closed"})
    assert late.status_code == 409
    assert "Someone has just changed this" in late.content.decode()
    assert Handling.objects.get().state == Handled.IN_HAND


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"handled": "burned"}, "Choose how far it is."),
        ({}, "Choose how far it is."),
        ({"handled": "closed", "assignee": "somebody"}, "Choose somebody whose duty"),
        ({"handled": "closed", "assignee": "00000000-0000-7000-8000-000000000001"}, "Choose somebody whose duty"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_input(clerk: User, sent: dict[str, str], said: str):
    registered = desks.register("feedback")
    answer = desks.browser(clerk).post(f"{at(registered)}answer/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Handling.objects.exists()


def test_nobody_answers_a_signature(published: Current):
    registered = desks.register("plastic-free-river")
    client = desks.browser(desks.staff("campaigns"))
    place = at(registered, "plastic-free-river")
    assert "Progress" not in client.get(place).content.decode()
    assert client.post(f"{place}answer/", {"handled": "closed", "version": "0"}).status_code == 422
    assert not Handling.objects.exists()


def test_the_list_is_narrowed_by_day_and_says_what_makes_no_sense(clerk: User):
    desks.register("feedback")
    client, place = desks.browser(clerk), "/console/forms/feedback/"
    assert client.get(f"{place}?since=2020-01-01").content.decode().count("<tr>") == 2
    assert "There is nothing here" in client.get(f"{place}?until=2020-01-01").content.decode()
    for query in ("since=yesterday", "state=lost", "since=2026-02-01&until=2026-01-01"):
        answer = client.get(f"{place}?{query}")
        assert (answer.status_code, 'class="errors"' in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("query", ["until=9999-12-31", "since=0001-01-01"])
def test_a_day_at_the_edge_of_the_calendar_is_one_like_all_others(clerk: User, query: str):
    desks.register("feedback")
    assert desks.browser(clerk).get(f"/console/forms/feedback/?{query}").content.decode().count("<tr>") == 2
