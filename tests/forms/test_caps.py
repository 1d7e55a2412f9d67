"""A form that takes so many and no more: counted exactly, told kindly, and open again when a place is given back."""

import json
import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.forms import challenge
from azukari.core.forms.capacity import taken
from azukari.core.forms.importing.refusal import SENTENCES
from azukari.core.forms.models import Submission
from azukari.core.forms.notices import notices
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.events import VALUE_REFUSED
from azukari.core.vault.models import SealedValue
from azukari.demo.people import SETTER
from azukari.policy.parse import STARTER, document, load
from tests.forms.by_program import solved
from tests.forms.filled import hidden, opened
from tests.importing.lists import Import, written

FORM = "magazine"
BEFORE, FULL, AFTER = (
    {"ja": f"待つ間の言葉{n}。", "en": f"Words for those who wait: {n}."} for n in ("一", "二", "三")
)


def capped(cap: int | None = 2, **more: Any) -> Current:
    """The starter's policy, with a magazine that takes so many."""
    draft = deepcopy(document(load(STARTER)))
    draft["forms"][FORM] |= {"waiting": {"before": BEFORE, "full": FULL, "after": AFTER}, **more}
    if cap is not None:
        draft["forms"][FORM]["cap"] = cap
    publish(json.dumps(draft), actor=SETTER, now=timezone.now() - timedelta(days=30))
    return current()


def send(client: Client, number: int) -> Any:
    """Through the API; returns the status."""
    charter = current()
    digest = notices(charter, charter.policy.forms[FORM])["en"].digest
    body = {"email": f"n{number}@example.org", "notice": digest, "lang": "en"}
    return client.post(f"/api/v1/forms/{FORM}/submissions", body, content_type="application/json")


def post(client: Client, path: str, data: dict[str, str]) -> Any:
    """As a browser sends a form."""
    return client.post(path, urlencode(data), content_type="application/x-www-form-urlencoded")


@pytest.mark.django_db
def test_the_last_place_is_given_once_and_the_next_is_told_so(client: Client):
    capped()
    assert [send(client, n).status_code for n in range(2)] == [202, 202]
    full = send(client, 3)
    assert full.status_code == 409
    assert "all 2 places are taken" in full.json()["detail"]
    assert Submission.objects.count() == 2
    assert SealedValue.objects.count() == 2
    entry = client.get(f"/api/v1/forms/{FORM}").json()
    assert entry["open"] is False
    assert "定員" in entry["closed_because"]["ja"]


@pytest.mark.django_db
def test_whoever_worked_for_a_form_that_is_full_is_told_so_and_refused_once(client: Client, monkeypatch):
    monkeypatch.setattr(challenge, "FEWEST", 1)
    monkeypatch.setattr(challenge, "MOST", 3)
    capped(1)
    send(client, 1)
    charter = current()
    digest = notices(charter, charter.policy.forms[FORM])["en"].digest
    asked = client.get(f"/api/v1/forms/{FORM}").json()
    body = {"email": "n2@example.org", "notice": digest, "lang": "en", "altcha": solved(asked)}
    answer = client.post(f"/api/v1/forms/{FORM}/submissions", body, content_type="application/json")
    assert (answer.status_code, "all 1 places are taken" in answer.json()["detail"]) == (409, True)
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_full_form_says_so_with_the_policys_words(client: Client, lang: str):
    capped(1)
    send(client, 1)
    page = client.get(f"/{lang}/forms/{FORM}")
    html = page.content.decode()
    assert page.status_code == 200
    assert FULL[lang] in html
    assert "<form" not in html
    assert 'name="email"' not in html


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_full_form_is_listed_as_open_nowhere(client: Client, lang: str):
    charter = capped(1)
    full = charter.policy.forms[FORM].title[lang]
    told = {"ja": f"「{full}」は、定員の1人に達しました", "en": f"“{full}” is full"}[lang]
    for path in (f"/{lang}/", f"/{lang}/forms/"):
        assert f'href="/{lang}/forms/{FORM}"' in client.get(path).content.decode()
    send(client, 1)
    for path in (f"/{lang}/", f"/{lang}/forms/"):
        page = client.get(path).content.decode()
        assert f'href="/{lang}/forms/{FORM}"' not in page, path
        assert told in page, path
    (listed,) = [entry for entry in client.get("/api/v1/forms").json() if entry["slug"] == FORM]
    assert listed["open"] is False
    assert told in listed["closed_because"][lang]


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_first_page_says_when_a_form_opens_and_that_it_has_closed(client: Client, lang: str):
    for dates, words in (
        ({"opens": "2999-01-01"}, {"ja": "に始まります", "en": "opens on"}),
        ({"closes": "2020-01-01"}, {"ja": "で終わりました", "en": "closed at the end of"}),
    ):
        capped(None, **dates)
        page = client.get(f"/{lang}/").content.decode()
        assert f'href="/{lang}/forms/{FORM}"' not in page
        assert words[lang] in page


@pytest.mark.django_db
def test_the_contact_page_leads_to_no_form_that_is_closed(client: Client):
    draft = deepcopy(document(load(STARTER)))
    contact = draft["requests"]["contact_form"]
    draft["forms"][contact]["closes"] = "2020-01-01"
    publish(json.dumps(draft), actor=SETTER, now=timezone.now() - timedelta(days=30))
    page = client.get("/en/contact").content.decode()
    assert f"/en/forms/{contact}" not in page
    assert "closed at the end of" in page


@pytest.mark.django_db
def test_whoever_checks_their_answers_while_the_last_place_goes_is_told_and_nothing_is_kept(client: Client):
    capped(1)
    path = f"/en/forms/{FORM}"
    page = post(client, path, opened(client, path) | {"email": "late@example.org", "step": "check"})
    send(client, 1)
    answer = post(client, path, hidden(page.content.decode()) | {"step": "send"})
    assert answer.status_code == 409
    assert FULL["en"] in answer.content.decode()
    assert Submission.objects.count() == 1


@pytest.mark.django_db
def test_what_is_not_confirmed_in_time_gives_its_place_back(client: Client):
    capped(1)
    send(client, 1)
    assert send(client, 2).status_code == 409
    Grant.objects.update(ends_at=timezone.now() - timedelta(seconds=1), begins_at=timezone.now() - timedelta(days=8))
    assert taken([FORM], now=timezone.now()) == {}
    assert send(client, 3).status_code == 202


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"opens": "2999-01-01"}, BEFORE),
        ({"closes": "2020-01-01"}, AFTER),
    ],
)
def test_before_and_after_its_days_it_says_when_and_what_to_do(client: Client, dates: dict[str, str], words: Any):
    capped(None, **dates)
    for lang in ("ja", "en"):
        assert words[lang] in client.get(f"/{lang}/forms/{FORM}").content.decode()
    entry = client.get(f"/api/v1/forms/{FORM}").json()
    assert {key: entry[key] for key in dates} == dates
    assert send(client, 1).status_code == 409
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_an_import_takes_as_many_rows_as_there_are_places(client: Client, tmp_path: Path):
    charter = capped(3)
    send(client, 1)
    rows = [("email", "name"), *((f"r{n}@example.org", "") for n in range(4))]
    listed = Import(written(tmp_path / "list.csv", rows), charter, datetime.now(UTC))
    looked = listed.look()
    assert (looked.asked, looked.refused) == (2, 2)
    job = listed.run()
    assert (job.asked, job.refused) == (2, 2)
    assert set(job.refusals.values_list("row", "code")) == {(4, "full"), (5, "full")}
    assert "place" in SENTENCES["full"]
    assert taken([FORM], now=timezone.now()) == {FORM: 3}


def _at_once(count: int, act: Callable[[int], None]) -> None:
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            barrier.wait()
            act(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_however_many_send_at_once_no_place_is_given_twice() -> None:
    capped(3)
    statuses: list[int] = []
    _at_once(8, lambda number: statuses.append(send(Client(), number).status_code))
    assert sorted(statuses) == [202] * 3 + [409] * 5
    assert Submission.objects.count() == 3
