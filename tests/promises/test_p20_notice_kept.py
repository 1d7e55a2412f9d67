"""P20: the purpose is named before the first field, and the exact words, language and version a person saw are kept."""

import hashlib
import json
import re

import pytest
from django.test import Client
from django.utils.html import escape

from azukari.cli.instance_folder import STARTER
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.models import Notice
from azukari.core.policy_versions.publish import publish
from azukari.demo.people import SETTER
from azukari.policy.notice import NoticeRow
from tests.cast import NOW

DOOR = "/api/v1/forms/magazine"


def _send(client: Client, lang: str, digest: str) -> int:
    sent = {"email": "someone@example.org", "lang": lang, "notice": digest}
    return client.post(f"{DOOR}/submissions", json.dumps(sent), content_type="application/json").status_code


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_purpose_is_named_on_the_page(client: Client, charter: Current, lang: str) -> None:
    for slug, form in charter.policy.forms.items():
        page = client.get(f"/{lang}/forms/{slug}").content.decode()
        before = page[: page.index("<form")]
        for purpose in (*form.purposes, *form.consents):
            assert escape(charter.policy.purposes[purpose].statement[lang].strip()) in before


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_box_says_what_will_happen_in_words_that_the_notice_keeps(
    client: Client, charter: Current, lang: str
) -> None:
    box = {"ja": "メールマガジン「瀬音だより」を受け取る", "en": "Send me the magazine, “Seoto Letter”"}[lang]
    page = client.get(f"/{lang}/forms/membership").content.decode()
    assert f'<label for="f-consent.magazine">{box}</label>' in page
    assert box in Notice.objects.get(charter=charter.number, form="membership", lang=lang).text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_words_that_a_person_saw_can_be_produced_again(client: Client, charter: Current, lang: str) -> None:
    shown = client.get(DOOR).json()["notice"][lang]
    assert _send(client, lang, shown["digest"]) == 202
    text = (
        STARTER.read_text("utf-8")
        .replace("送信する内容は、お使いの端末を出る前に", "お送りになる内容は、端末を出る前に")
        .replace("What you send is encrypted with SSL", "What you write is encrypted with SSL")
    )
    publish(text, actor=SETTER, now=NOW, file="policy")
    kept = Submission.objects.get()
    assert kept.notice.text == shown["text"]
    assert (kept.notice.lang, kept.lang, kept.charter_id) == (lang, lang, charter.number)
    hashed = f"azukari notice\n{charter.number}\nmagazine\n{lang}\n{shown['text']}"
    assert hashlib.sha256(hashed.encode()).hexdigest() == shown["digest"] == kept.notice_id


def test_nobody_agrees_to_words_that_rule_no_more(client: Client, charter: Current) -> None:
    old = client.get(DOOR).json()["notice"]["en"]["digest"]
    text = STARTER.read_text("utf-8").replace("unconfirmed_days: 7", "unconfirmed_days: 5")
    publish(text, actor=SETTER, now=NOW, file="policy")
    assert _send(client, "en", old) == 422
    assert not Submission.objects.exists()
    assert _send(client, "en", client.get(DOOR).json()["notice"]["en"]["digest"]) == 202


def test_the_published_words_are_shown_even_if_the_program_would_word_them_otherwise(
    client: Client, charter: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("azukari.core.forms.notices._known", {})
    monkeypatch.setattr("azukari.core.forms.notices.text", lambda *_args, **_more: "Other words.")
    monkeypatch.setattr(
        "azukari.core.forms.notices.rows", lambda *_args, **_more: (NoticeRow("why", "Why", "Other words."),)
    )
    stored = Notice.objects.get(charter=charter.number, form="magazine", lang="en")
    page = re.sub(r'<span class="whole">(.*?)</span>', r"\1", client.get("/en/forms/magazine").content.decode())
    assert all(escape(line) in page for line in stored.text.splitlines() if line)
    assert "Other words." not in page
