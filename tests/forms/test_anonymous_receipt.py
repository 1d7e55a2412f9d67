"""Whoever leaves no address gets a receipt that is true: what they gave, and pages that they can open (P20, P07)."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.forms.receipts import receipt_path
from azukari.core.policy_versions.current import Current
from tests.cast import Known
from tests.forms.filled import hidden, opened

FORM = "/en/forms/feedback"


def _post(client: Client, data: dict[str, str], step: str):
    return client.post(FORM, urlencode({**data, "step": step}), content_type="application/x-www-form-urlencoded")


@pytest.fixture
def receipt(charter: Current) -> str:
    """Where the receipt of a message without an address is shown."""
    client = Client()
    page = _post(client, {**opened(client, FORM), "topic": "opinion", "message": "The river is clean."}, "check")
    answer = _post(client, hidden(page.content.decode()), "send")
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_it_lists_what_was_given_and_nothing_else(receipt: str):
    page = Client().get(receipt).content.decode()
    record = json.loads(Client().get(f"{receipt}.json").content)["dpv:hasConsentRecord"]
    listed = {data["dct:identifier"] for process in record["dpv:hasProcess"] for data in process["dpv:hasPersonalData"]}
    assert listed == {"topic", "message"}
    used_for = page.partition("What it may be used for")[2].partition("<details>")[0]
    assert "email address" not in used_for


def test_every_page_that_it_leads_to_opens(receipt: str):
    client = Client()
    page = client.get(receipt).content.decode()
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main
    places = set(re.findall(r'href="(/[^"#]*)"', main[0]))
    assert not [place for place in places if re.fullmatch(r"/\w\w/me", place)]
    assert {place: client.get(place).status_code for place in places} == dict.fromkeys(places, 200)
    receipt_file = json.loads(client.get(f"{receipt}.json").content)
    where = set(re.findall(r'"dpv:isExercisedAt": "([^"]*)"', json.dumps(receipt_file)))
    assert {address.rpartition("/")[2] for address in where} == {"contact"}


def test_whoever_has_an_own_page_is_led_there(hanako: Known):
    path = receipt_path(hanako.submission.id, lang="en", now=timezone.now())
    assert 'href="/en/me"' in Client().get(path).content.decode()
    where = set(re.findall(r'"dpv:isExercisedAt": "([^"]*)"', Client().get(f"{path}.json").content.decode()))
    assert {address.rpartition("/")[2] for address in where} == {"me"}
