"""Opening a page of the list, and searching: for a reason, on that answer only, recorded for each person shown."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from azukari.core.accounts.models import User
from azukari.core.ledger.models import Pending
from azukari.core.ledger.reading import recorded
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED, VALUE_SEARCHED
from azukari.shells.self_service.subject_timeline import entries_of, story
from tests.console import desks

OPEN, FIND = "/console/people/open/", "/console/people/find/"
ASKED = {"purpose": "membership", "reason": "check"}


@pytest.fixture
def clerk(published: Current) -> Client:
    return desks.browser(desks.staff("membership"))


def _views(registered: desks.Registered) -> list[dict[str, Any]]:
    ids = list(Trail.objects.filter(person_id=registered.person).values_list("entry_id", flat=True))
    return [dict(entry.payload) for entry in recorded(ids) if entry.kind is VALUE_RELEASED]


def test_opening_shows_the_chosen_kinds_on_that_answer_only(clerk: Client):
    registered = desks.register("membership")
    page = clerk.post(OPEN, {**ASKED, "categories": ["name", "phone"]})
    assert page.headers["Cache-Control"] == "no-store"
    assert "Marker Aoba" in page.content.decode()
    assert "03-1234-5678" in page.content.decode()
    assert "aoba-marker@example.org" not in page.content.decode()
    assert desks.MARK not in clerk.get("/console/people/?purpose=membership").content.decode()
    (view,) = _views(registered)
    assert (view["purpose"], view["categories"], view["reason"]) == ("membership", ["name", "phone"], "check")


def test_only_those_on_the_page_are_opened_and_recorded(clerk: Client):
    old = desks.register("membership", {"name": "Old Yasu", "email": "old@example.org"})
    for number in range(50):
        desks.register("membership", {"email": f"m{number}@example.org"})
    page = clerk.post(OPEN, {**ASKED, "categories": ["name"]}).content.decode()
    assert page.count("Marker Aoba") == 50
    assert "Old Yasu" not in page
    assert _views(old) == []
    second = clerk.post(OPEN, {**ASKED, "categories": ["name"], "page": "2"}).content.decode()
    assert "Old Yasu" in second
    assert len(_views(old)) == 1


def test_the_person_sees_on_their_own_page_who_opened_the_list_and_why(clerk: Client, published: Current):
    registered = desks.register("membership")
    clerk.post(OPEN, {**ASKED, "categories": ["name"]})
    with translation.override("en"):
        told = story(entries_of(registered.person), policy=published.policy, lang="en")[0]
    assert told.title.startswith("Membership desk (staff ")
    assert "opened your name" in told.title
    assert told.detail == "For “Membership”, to check or correct an entry"


@pytest.mark.parametrize("left_out", ["reason", "categories"])
def test_reason_and_kinds_are_required(left_out: str, clerk: Client):
    desks.register("membership")
    answer = clerk.post(OPEN, {**ASKED, "categories": ["name"], left_out: ""})
    assert answer.status_code == 422
    assert f'href="#f-{left_out}"' in answer.content.decode()
    assert desks.MARK not in answer.content.decode()
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists()


@pytest.mark.parametrize("category", ["message", "answer", "birthdate", "token"])
def test_a_list_opens_no_answers_and_nothing_unknown(category: str, clerk: Client):
    desks.register("membership")
    answer = clerk.post(OPEN, {**ASKED, "categories": [category]})
    assert answer.status_code == 422
    assert desks.MARK not in answer.content.decode()


def test_a_kind_that_the_purpose_does_not_use_stays_closed(clerk: Client):
    desks.register("membership")
    answer = clerk.post(OPEN, {**ASKED, "purpose": "dues-record", "categories": ["name", "phone"]})
    assert answer.status_code == 403
    assert "03-1234-5678" not in answer.content.decode()
    assert desks.MARK not in answer.content.decode()


def test_a_get_opens_and_finds_nothing(clerk: Client):
    desks.register("membership")
    for address in (OPEN, FIND):
        answer = clerk.get(address, {**ASKED, "categories": "name", "category": "name", "text": "marker"})
        assert answer.status_code == 302
        assert desks.MARK not in clerk.get(answer.headers["Location"]).content.decode()
    assert not Pending.objects.filter(kind__in=[VALUE_RELEASED.name, VALUE_SEARCHED.name]).exists()


@pytest.mark.parametrize(
    ("category", "text"), [("name", "ｍａｒｋｅｒ"), ("email", "AOBA-"), ("phone", "5678"), ("name", "aoba marker")]
)
def test_a_search_shows_who_is_meant_with_what_was_searched(category: str, text: str, clerk: Client):
    registered = desks.register("membership")
    desks.register("membership", {"name": "Bea", "email": "bea@example.org", "phone": "090-1111-2222"})
    page = clerk.post(FIND, {**ASKED, "category": category, "text": text}).content.decode()
    assert "1 person found" in page
    assert f"/console/people/{registered.person}/" in page
    assert str(desks.DATA["membership"][category]) in page
    assert "Bea" not in page
    (view,) = _views(registered)
    assert view["categories"] == [category]


def test_a_search_shows_nothing_else_of_those_found(clerk: Client):
    desks.register("membership")
    page = clerk.post(FIND, {**ASKED, "category": "name", "text": "marker"}).content.decode()
    assert "03-1234-5678" not in page
    assert "aoba-marker" not in page


@pytest.mark.parametrize(
    ("more", "field"),
    [({"text": ""}, "text"), ({"text": "a"}, "text"), ({"text": "x" * 255}, "text"), ({"reason": ""}, "reason")],
)
def test_a_search_without_enough_says_what_is_missing(more: dict[str, str], field: str, clerk: Client):
    desks.register("membership")
    answer = clerk.post(FIND, {**ASKED, "category": "name", "text": "marker", **more})
    assert answer.status_code == 422
    assert f'href="#f-find_{field}"' in answer.content.decode()
    assert "Marker Aoba" not in answer.content.decode()


def test_nobody_found_is_said_in_the_same_words_whoever_else_is_there(clerk: Client):
    answers = []
    for _ in range(2):
        page = clerk.post(FIND, {**ASKED, "category": "name", "text": "kitagawa"}).content.decode()
        answers.append([line for line in page.splitlines() if "csrfmiddlewaretoken" not in line])
        desks.register("volunteers")
    assert "This purpose cannot be used for anyone here." in "".join(answers[0])
    assert answers[0] == answers[1]


def test_the_language_switch_of_a_result_carries_no_name(clerk: Client):
    desks.register("membership")
    page = clerk.post(FIND, {**ASKED, "category": "name", "text": "marker aoba"}).content.decode()
    assert '<input type="hidden" name="next" value="/console/people/?purpose=membership">' in page


@pytest.mark.parametrize("purpose", ["volunteers", "confirmation", "own-access", "raffle"])
@pytest.mark.parametrize("address", [OPEN, FIND, "/console/people/"])
def test_another_purpose_is_refused_and_recorded(purpose: str, address: str, clerk: Client):
    desks.register("volunteers")
    asked = {**ASKED, "purpose": purpose, "categories": ["name"], "category": "name", "text": "marker"}
    answer = clerk.get(address, asked) if address == "/console/people/" else clerk.post(address, asked)
    assert answer.status_code == 403
    assert desks.MARK not in answer.content.decode()
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 1


def test_who_holds_no_duty_of_the_policy_has_no_list(published: Current):
    user = User.objects.create_user("other@staff.example.org", "Other", now=desks.moment())
    desks.give_second_factor(user)
    page = desks.browser(user).get("/console/people/").content.decode()
    assert "there is no list for you" in page
