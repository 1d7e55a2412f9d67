"""A form of several pages, as a browser without JavaScript meets it: forward, back, passed over, sent."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from azukari.core.forms.models import Submission
from azukari.core.forms.paging import problems_on
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.models import SealedValue
from azukari.demo.people import SETTER
from azukari.policy.parse import STARTER, document, load
from tests.cast import NOW
from tests.forms.filled import hidden, opened

JA, EN = "/ja/forms/volunteers", "/en/forms/volunteers"
FIRST = {"name": "高橋 花", "email": "hana@example.org", "phone": "03-1234-5678"}
SECOND = {"activities": ["cleaning", "translation"], "languages": "英語", "days": ["sunday"]}
BOTH = {"ja": "文", "en": "words"}


def post(client: Client, path: str, data: dict[str, Any], step: str) -> Any:
    body = urlencode({**data, "step": step}, doseq=True)
    return client.post(path, body, content_type="application/x-www-form-urlencoded")


def carried(html: str) -> dict[str, Any]:
    """All hidden inputs, several of one name as a list."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html):
        found.setdefault(name, []).append(unescape(value))
    return found


def second_page(client: Client, path: str = JA) -> str:
    page = post(client, path, opened(client, path) | FIRST, "next")
    assert page.status_code == 200
    html: str = page.content.decode()
    return html


def published(change: Callable[[dict[str, Any]], object]) -> Current:
    """The starter's policy with one change, published."""
    draft = deepcopy(document(load(STARTER)))
    change(draft)
    publish(json.dumps(draft), actor=SETTER, now=NOW + timedelta(minutes=1))
    return current()


@pytest.mark.usefixtures("charter")
@pytest.mark.parametrize(("path", "words"), [(JA, "2ページ中1ページ目"), (EN, "Step 1 of 2")])
def test_the_first_page_has_the_notice_and_its_own_questions_alone(client: Client, path: str, words: str):
    html = client.get(path).content.decode()
    assert words in html
    assert html.index('id="notice"') < html.index('name="name"')
    assert 'name="activities"' not in html
    assert 'name="consent.magazine"' not in html


@pytest.mark.usefixtures("charter")
def test_from_page_to_page_to_the_mail(client: Client):
    html = second_page(client)
    assert "2ページ中2ページ目" in html
    assert carried(html)["name"] == ["高橋 花"]
    assert 'name="consent.magazine"' in html
    page = post(client, JA, carried(html) | SECOND | {"consent.magazine": "on"}, "check")
    assert page.status_code == 200
    html = page.content.decode()
    assert "高橋 花" in html
    assert "英語" in html
    response = post(client, JA, carried(html), "send")
    assert response.status_code == 303
    assert Submission.objects.get().consents == "magazine"
    assert set(SealedValue.objects.values_list("field", flat=True)) == {*FIRST, *SECOND}


@pytest.mark.usefixtures("charter")
def test_an_error_keeps_the_page_until_it_is_right(client: Client):
    page = post(client, EN, opened(client, EN) | FIRST | {"email": "hana"}, "next")
    html = page.content.decode()
    assert page.status_code == 422
    assert "Step 1 of 2" in html
    assert 'href="#f-email"' in html
    assert 'href="#f-activities"' not in html
    assert 'value="高橋 花"' in html


@pytest.mark.usefixtures("charter")
def test_back_keeps_what_was_typed_right_or_wrong(client: Client):
    there = carried(second_page(client, EN)) | {"days": ["saturday"], "message": "half a sen", "consent.magazine": "on"}
    html = post(client, EN, there, "back").content.decode()
    assert "Step 1 of 2" in html
    assert 'value="高橋 花"' in html
    again = post(client, EN, carried(html) | FIRST, "next").content.decode()
    assert "half a sen" in again
    assert 'value="saturday" id="f-days-2" checked' in again
    assert 'id="f-consent.magazine" aria-describedby="f-consent.magazine-what" checked' in again


@pytest.mark.usefixtures("charter")
def test_an_answer_is_changed_on_its_own_page(client: Client):
    html = post(client, EN, carried(second_page(client, EN)) | SECOND, "check").content.decode()
    assert 'value="edit.1" formaction="/en/forms/volunteers#f-name"' in html
    assert 'value="edit.2" formaction="/en/forms/volunteers#f-days"' in html
    first = post(client, EN, carried(html), "edit.1").content.decode()
    assert "Step 1 of 2" in first
    assert carried(first)["activities"] == SECOND["activities"]


@pytest.mark.usefixtures("charter")
def test_an_error_found_at_the_end_leads_to_the_page_where_it_is(client: Client):
    data = carried(second_page(client, EN)) | SECOND | {"email": ["hana"]}
    page = post(client, EN, data, "check")
    assert page.status_code == 422
    assert "Step 1 of 2" in page.content.decode()


@pytest.mark.usefixtures("charter")
def test_without_the_choice_an_answer_is_not_taken(client: Client):
    html = second_page(client, EN)
    assert "Only if you chose “Translating and interpreting” under “What you would like to do”." in html
    page = post(client, EN, carried(html) | SECOND | {"activities": ["cleaning"]}, "check")
    assert page.status_code == 422
    assert "does not apply to what you chose" in page.content.decode()
    page = post(client, EN, carried(html) | SECOND | {"activities": ["cleaning"], "languages": ""}, "check")
    assert page.status_code == 200
    assert "Languages you work in" not in page.content.decode()


def _third_page(draft: dict[str, Any]) -> None:
    """A page of its own for those who would translate."""
    form = draft["forms"]["volunteers"]
    show_if = {"field": "activities", "values": ["translation"]}
    form["sections"].append({"slug": "translation", "title": BOTH, "page": True, "show_if": show_if})
    for field in form["fields"]:
        if field["id"] == "languages":
            field.pop("show_if")
            field["section"] = "translation"


@pytest.mark.usefixtures("charter")
def test_a_page_that_is_not_asked_is_passed_over_and_leaves_nothing_behind(client: Client):
    published(_third_page)
    html = second_page(client, EN)
    assert "Step 2 of 3" in html
    assert 'name="consent.magazine"' in html  # offered where everybody comes by
    third = post(client, EN, carried(html) | {"activities": ["translation"]}, "next").content.decode()
    assert "Step 3 of 3" in third
    back = post(client, EN, carried(third) | {"languages": "Ainu"}, "back").content.decode()
    page = post(client, EN, carried(back) | {"activities": ["cleaning"]}, "next")
    assert page.status_code == 200
    html = page.content.decode()
    assert "Check your answers" in html
    assert "Ainu" not in html
    assert post(client, EN, carried(html), "send").status_code == 303
    assert not SealedValue.objects.filter(field="languages").exists()


@pytest.mark.usefixtures("charter")
def test_a_notice_that_changes_on_the_way_is_read_before_going_on(client: Client):
    html = second_page(client, EN)
    published(lambda draft: draft["forms"]["volunteers"].update(lead=BOTH))
    page = post(client, EN, carried(html) | SECOND, "check")
    html = page.content.decode()
    assert page.status_code == 422
    assert "Step 1 of 2" in html
    assert "Our notice changed" in html
    assert carried(html)["notice"] == carried(client.get(EN).content.decode())["notice"]


@pytest.mark.usefixtures("charter")
@pytest.mark.parametrize("number", ["0", "3", "-1", "１", "x", "9" * 50, ""])
def test_a_page_that_does_not_exist_is_not_asked_for(client: Client, number: str):
    data = opened(client, EN) | FIRST | {"form-page": number}
    for step in ("next", "back", "check", "edit.9", "edit.x"):
        assert post(client, EN, data, step).status_code in {200, 422}


@pytest.mark.usefixtures("charter")
def test_everything_may_come_at_once(client: Client):
    """The inputs are those of the API, so a program may send the whole form as it is."""
    data = opened(client, JA) | FIRST | SECOND
    data.pop("form-page")
    assert "英語" in post(client, JA, data, "check").content.decode()
    assert hidden(post(client, JA, data, "check").content.decode())["name"] == "高橋 花"


def test_what_a_page_did_not_ask_for_is_wrong_on_that_page():
    form = load(STARTER).forms["volunteers"]
    said = {**SECOND, "activities": ["cleaning"]}
    assert [(each.code, each.field_id) for each in problems_on(form, said, 2, lang="en")] == [
        ("not_asked", "languages")
    ]
    said.pop("languages")
    assert problems_on(form, said, 2, lang="en") == ()
