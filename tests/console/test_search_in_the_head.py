"""Search from the head of every page, for the selected purpose: masked or by name, recorded, and kept nowhere."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_RELEASED, VALUE_SEARCHED
from azukari.features.records.search import kinds
from azukari.policy.terms import Category
from azukari.shells.self_service.subject_timeline import entries_of, story
from tests.console import desks
from tests.console.selected_purpose import LIST, TAKE, WORK, silence

SEARCH = "/console/search/"


@pytest.fixture
def clerk(published: Current) -> Client:
    client = desks.browser(desks.staff("membership"))
    assert client.post(TAKE, WORK).status_code == 302
    return client


def _find(client: Client, text: str, **headers: str) -> Any:
    return client.post(SEARCH, {"text": text}, headers=headers)


def _told(registered: desks.Registered, published: Current) -> list[tuple[str, str]]:
    with translation.override("en"):
        return [(s.title, s.detail) for s in story(entries_of(registered.person), policy=published.policy, lang="en")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("aoba@", [Category.EMAIL]),
        ("03-1234", [Category.PHONE]),
        ("０３ー１２３４", [Category.PHONE]),
        ("aoba", [Category.NAME, Category.EMAIL]),
        ("青葉", [Category.NAME]),
    ],
)
def test_what_is_meant_shows_in_what_is_typed(typed: str, meant: list[Category]):
    assert [*kinds(typed)] == meant


@pytest.mark.parametrize("text", ["marker aoba", "aoba-mark", "03-1234-5678", "aoba-marker@example.org"])
def test_who_is_meant_is_found_by_name_address_or_number(text: str, clerk: Client):
    registered = desks.register("membership")
    desks.register("volunteers")
    page = _find(clerk, text).content.decode()
    assert f"/console/people/{registered.person}/work/" in page
    assert "Marker Aoba" in page
    assert "03-1234-5678" not in page
    assert "aoba-marker@example.org" not in page
    assert "Kitagawa" not in page


def test_a_callers_record_takes_two_actions(clerk: Client):
    registered = desks.register("membership")
    assert "Marker Aoba" in _find(clerk, "marker").content.decode()
    record = clerk.post(f"/console/people/{registered.person}/work/", follow=True)
    assert "03-1234-5678" in record.content.decode()


def test_where_lists_show_no_names_a_hit_is_masked_and_nobody_was_looked_at(clerk: Client):
    silence()
    registered = desks.register("membership")
    clerk.post(TAKE, WORK)
    page = _find(clerk, "marker").content.decode()
    assert f"/console/people/{registered.person}/work/" in page
    assert desks.MARK not in page
    assert "Membership" in page
    assert Pending.objects.filter(kind=VALUE_SEARCHED.name).exists()
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists()


def test_while_typing_only_the_hits_come(clerk: Client):
    desks.register("membership")
    hits = _find(clerk, "marker", **{"X-Typing": "1"}).content.decode()
    assert "Marker Aoba" in hits
    assert "<html" not in hits


def test_what_was_typed_is_kept_nowhere(clerk: Client):
    for text in ("Quillfeather", "quillfeather@example.org"):
        answer = _find(clerk, text)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "quillfeather" not in str(dict(clerk.session)).lower()
    assert not Pending.objects.filter(payload__icontains="quillfeather").exists()
    answer = clerk.get(SEARCH, {"text": "marker"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/console/people/")


@pytest.mark.parametrize("text", ["", "a", "12"])
def test_too_little_is_said(text: str, clerk: Client):
    assert _find(clerk, text).status_code == 422


def test_without_a_purpose_in_hand_it_asks_for_one(published: Current):
    desks.register("membership")
    answer = _find(desks.browser(desks.staff("membership")), "marker")
    assert answer.status_code == 422
    assert "Choose a purpose" in answer.content.decode()
    assert desks.MARK not in answer.content.decode()
    assert not Pending.objects.filter(kind=VALUE_SEARCHED.name).exists()


def _carried(page: str) -> dict[str, str]:
    """What the form that asks for a purpose hands on; it leads to the search."""
    form = page[page.index(f'action="{SEARCH}" novalidate') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))


def test_the_purpose_that_was_asked_for_leads_on_to_the_hits(published: Current):
    registered, client = desks.register("membership"), desks.browser(desks.staff("membership"))
    asked = _carried(_find(client, 'marker "aoba').content.decode())
    assert asked["text"] == "marker &quot;aoba"
    wrong = client.post(SEARCH, {**asked, "text": "marker aoba", "work": WORK["work"]})
    assert wrong.status_code == 422
    assert "Choose why" in wrong.content.decode()
    found = client.post(SEARCH, {**_carried(wrong.content.decode()), **WORK})
    assert found.status_code == 200
    assert f"/console/people/{registered.person}/work/" in found.content.decode()
    assert client.get(LIST).status_code == 200, "It stays selected."


def test_a_purpose_of_somebody_else_is_not_taken_up_on_the_way_to_the_hits(published: Current):
    desks.register("membership")
    client = desks.browser(desks.staff("membership"))
    answer = client.post(SEARCH, {"text": "marker", "take": "1", "work": "volunteers:volunteers", "reason": "answer"})
    assert answer.status_code == 403
    assert desks.MARK not in answer.content.decode()
    assert not Pending.objects.filter(kind=VALUE_SEARCHED.name).exists()


def test_the_person_reads_page_after_page_of_one_work_as_one_step(clerk: Client, published: Current):
    registered = desks.register("membership")
    for _ in range(3):
        clerk.get(LIST)
        clerk.post(f"/console/people/{registered.person}/work/", follow=True)
    looks = [
        (title, detail) for title, detail in _told(registered, published) if title.startswith("Membership desk (staff")
    ]
    assert len(looks) == 2
    (record, pages), (listed, times) = looks
    assert "opened your record: name" in record
    assert pages == "For “Membership”, to answer you · 3 pages within a day"
    assert listed.endswith("had your name in a list")
    assert times == "For “Membership”, to answer you · 3 times within a week"
