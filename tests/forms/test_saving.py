"""A form is saved and gone on with: by a link that only its owner has, without an account, a cookie or JavaScript."""

import json
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from azukari.cli.instance_folder import STARTER
from azukari.core.consent.models import Grant
from azukari.core.forms import saving
from azukari.core.forms.models import Submission
from azukari.core.forms.saving import tend
from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.publish import publish
from azukari.core.vault import cipher
from azukari.core.vault.draft import NoSuchDraft, new_link, opened
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import Draft, DraftLetter, PersonKey, SealedValue, SearchCode
from azukari.core.vault.retention import expire
from azukari.demo.people import SETTER
from azukari.lib import instance_secret
from azukari.lib.control import controls
from tests.cast import NOW
from tests.forms.by_hand import limits, post
from tests.forms.filled import MEMBER, hidden
from tests.forms.filled import opened as opened_form

JA, EN = "/ja/forms/membership", "/en/forms/membership"
DAYS = timedelta(days=14)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azukari.core.forms.pages.timezone.now", lambda: NOW)
    monkeypatch.setattr("azukari.core.forms.saving._saves", type(saving._saves)(saving._saves._window))


def saved(client: Client, path: str = JA, **typed: object) -> str:
    """Type into the form, press "save it and go on later", and return the link's path."""
    page = post(client, path, opened_form(client, path) | MEMBER | typed, "save")
    assert page.status_code == 303, page.content.decode()
    return page.headers["Location"].removesuffix("/link")


def value_of(html: str, name: str) -> str:
    match = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    return match.group(1) if match else ""


def test_saved_and_gone_on_with(client: Client, charter: Current):
    at = saved(client, **{"consent.magazine": "on"})
    shown = client.get(f"{at}/link").content.decode()
    assert f"{settings.AZUKARI.base_url}{at}" in shown
    response = client.get(at)
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    html = response.content.decode()
    assert value_of(html, "email") == "hana@example.org"
    assert value_of(html, "name") == MEMBER["name"]  # as it was typed
    assert re.search(r'name="consent.magazine"[^>]*checked', html)
    assert "ここまでの内容は、まだ送信されていません" in html
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(("path", "words"), [(JA, "14日"), (EN, "for 14 days")])
def test_the_page_says_before_how_long_it_is_kept(client: Client, charter: Current, path: str, words: str):
    page = client.get(path).content.decode()
    assert words in page[page.index('value="save"') :]


def test_not_even_a_complete_form_is_needed(client: Client, charter: Current):
    page = post(client, EN, opened_form(client, EN) | {"email": "not yet"}, "save")
    assert page.status_code == 303
    assert value_of(client.get(page.headers["Location"].removesuffix("/link")).content.decode(), "email") == "not yet"


def test_a_draft_grants_nothing_and_is_nobody(client: Client, charter: Current):
    saved(client)
    assert Draft.objects.count() == 1
    for model in (Person, Grant, SealedValue, PersonKey, SearchCode, Submission, Message):
        assert not model.objects.exists(), model


def test_without_the_link_all_keys_of_the_server_open_nothing(client: Client, charter: Current):
    at = saved(client)
    row = Draft.objects.get()
    secret = at.rpartition("/")[2]
    names = ("secret", "master-1", "index-1", "ledger", "receipts-1")
    ours = [settings.AZUKARI.key(name) for name in names]
    guesses = [*ours, *(cipher.draft_keys(key, ours[0])[1] for key in ours), row.id.bytes * 2]
    for key in guesses:
        with pytest.raises(cipher.CannotOpen):
            cipher.draft_of(row.id, form=row.form).open(row.sealed, key=key)
    assert secret.encode() not in bytes(row.sealed)
    assert opened(secret, now=NOW).form == "membership"  # and the link does


def test_the_link_alone_opens_nothing_without_our_key(client: Client, charter: Current, monkeypatch):
    link = saved(client).rpartition("/")[2]
    monkeypatch.setattr(instance_secret, "versions", lambda _instance: [instance_secret.Secret(1, bytes(32), None)])
    with pytest.raises(NoSuchDraft):
        opened(link, now=NOW)


def test_saving_again_keeps_the_link(client: Client, charter: Current):
    at = saved(client)
    again = post(client, JA, hidden(client.get(at).content.decode()) | MEMBER | {"name": "花子"}, "save")
    assert again.headers["Location"] == f"{at}/link"
    assert Draft.objects.count() == 1
    assert value_of(client.get(at).content.decode(), "name") == "花子"


def test_nobody_chooses_their_own_link(client: Client, charter: Current):
    mine = new_link()
    at = saved(client, draft=mine)
    assert mine not in at


def test_sending_erases_what_was_saved(client: Client, charter: Current):
    at = saved(client)
    html = client.get(at).content.decode()
    check = post(client, JA, hidden(html) | MEMBER).content.decode()
    assert post(client, JA, hidden(check), "send").status_code == 303
    assert Submission.objects.count() == 1
    assert not Draft.objects.exists()
    assert client.get(at).status_code == 404


def test_thrown_away(client: Client, charter: Current):
    at = saved(client)
    assert "消しました" in client.post(f"{at}/throw-away").content.decode()
    assert not Draft.objects.exists()
    assert client.get(at).status_code == 404


def test_every_link_that_opens_nothing_gets_the_same_answer(client: Client, charter: Current, monkeypatch):
    gone, old = saved(client), saved(client)
    client.post(f"{gone}/throw-away")
    monkeypatch.setattr("azukari.core.forms.pages.timezone.now", lambda: NOW + DAYS)
    answers = {
        (r.status_code, re.sub(r"/saved/[\w-]+", "", r.content.decode()))
        for r in (client.get(at) for at in (gone, old, f"/ja/saved/{new_link()}", "/ja/saved/x"))
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    away = {client.post(f"{at}/throw-away").status_code for at in (gone, f"/ja/saved/{new_link()}", "/ja/saved/x")}
    assert away == {200}


def test_it_goes_after_the_policys_days(client: Client, charter: Current):
    at = saved(client)
    tend(NOW + DAYS - timedelta(seconds=1))
    assert Draft.objects.exists()
    assert client.get(at).status_code == 200
    tend(NOW + DAYS)
    assert not Draft.objects.exists()


def test_a_worker_that_forgets_them_is_noticed(client: Client, charter: Current):
    saved(client)
    retention = next(control for control in controls() if control.name == "retention")
    assert not list(retention.check(NOW + DAYS + timedelta(hours=23)))
    [finding] = retention.check(NOW + DAYS + timedelta(hours=25))
    assert "forms: draft" in finding


def test_opening_changes_nothing(client: Client, charter: Current):
    at = saved(client)
    before = list(Draft.objects.values())
    client.get(at)
    client.get(f"{at}/link")
    client.get(f"/en{at.removeprefix('/ja')}")
    assert list(Draft.objects.values()) == before
    assert client.get(f"{at}/throw-away").status_code == 405
    assert client.get(f"{at}/mail").status_code == 405


def test_a_new_notice_is_shown_and_nothing_counts_as_agreed(client: Client, charter: Current):
    at = saved(client, **{"consent.magazine": "on"})
    text = STARTER.read_text("utf-8").replace("unconfirmed_days: 7", "unconfirmed_days: 5")
    publish(text, actor=SETTER, now=NOW, file="policy.yaml")
    html = client.get(at).content.decode()
    assert "保存のあとで、説明か質問が変わりました" in html
    assert not re.search(r'name="consent.magazine"[^>]*checked', html)
    assert value_of(html, "email") == "hana@example.org"
    check = post(client, JA, hidden(html) | MEMBER)  # it carries the notice that rules now
    assert check.status_code == 200


def test_in_the_other_language(client: Client, charter: Current):
    at = saved(client).replace("/ja/", "/en/")
    html = client.get(at).content.decode()
    assert "What you have written so far is not sent yet" in html
    assert "have changed since you saved" not in html
    assert value_of(html, "email") == "hana@example.org"


def test_too_often(client: Client, charter: Current):
    with limits(drafts_per_network=1):
        saved(client)
        page = post(client, JA, opened_form(client, JA) | MEMBER, "save")
    assert page.status_code == 429
    assert value_of(page.content.decode(), "email") == "hana@example.org"  # nothing typed is lost
    assert Draft.objects.count() == 1


def test_a_policy_that_keeps_no_drafts(client: Client, charter: Current):
    text = STARTER.read_text("utf-8").replace("draft_days: 14", "draft_days: 0")
    publish(text, actor=SETTER, now=NOW, file="policy.yaml")
    assert 'value="save"' not in client.get(JA).content.decode()
    assert post(client, JA, opened_form(client, JA) | MEMBER, "save").status_code == 200  # it is checked instead
    assert not Draft.objects.exists()


def test_robots_save_nothing(client: Client, charter: Current):
    page = post(client, JA, opened_form(client, JA) | MEMBER | {"homepage-url": "x"}, "save")
    assert page.status_code == 422
    assert not Draft.objects.exists()


def test_only_the_forms_own_questions_are_kept(client: Client, charter: Current):
    at = saved(client, birthdate="1990-01-01")
    text = opened(at.rpartition("/")[2], now=NOW).text
    assert "birthdate" not in text
    assert "1990" not in text
    assert set(json.loads(text)) == {"lang", "notice", "typed"}


def test_the_link_by_mail(client: Client, charter: Current, mailoutbox):
    at = saved(client)
    assert "hana@example.org" in client.get(f"{at}/link").content.decode()
    elsewhere = dict.fromkeys(("to", "email", "address"), "else@example.org")
    assert client.post(f"{at}/mail", elsewhere).headers["Location"] == f"{at}/mailed"
    assert DraftLetter.objects.count() == 1
    assert SealedValue.objects.get().token is None  # nobody finds anybody by it
    assert not SearchCode.objects.exists()
    assert not list(orphans(NOW))
    send_due(NOW)
    [mail] = mailoutbox
    assert mail.to == ["hana@example.org"]
    assert f"{settings.AZUKARI.base_url}{at}" in mail.body
    assert "髙﨑" not in mail.body
    tend(NOW)  # what has left is forgotten
    for model in (DraftLetter, SealedValue, PersonKey, Grant, Person, Message):
        assert not model.objects.exists(), model
    assert client.get(at).status_code == 200
    check = post(client, JA, hidden(client.get(at).content.decode()) | MEMBER).content.decode()
    post(client, JA, hidden(check), "send")
    assert Submission.objects.get().state == "pending"  # the mail confirmed nothing


def test_a_link_that_cannot_be_mailed_is_forgotten_the_next_day(client: Client, charter: Current):
    at = saved(client)
    client.post(f"{at}/mail")
    expire(NOW + timedelta(days=1))
    for model in (DraftLetter, SealedValue, PersonKey, Person, Message):
        assert not model.objects.exists(), model
    assert client.get(at).status_code == 200


def test_thrown_away_while_the_letter_waits(client: Client, charter: Current, mailoutbox):
    at = saved(client)
    client.post(f"{at}/mail")
    client.post(f"{at}/throw-away")
    for model in (Draft, DraftLetter, SealedValue, PersonKey, Person, Message):
        assert not model.objects.exists(), model
    send_due(NOW)
    assert not mailoutbox


def test_one_address_gets_no_more_than_its_budget(client: Client, charter: Current):
    with limits(confirmations_per_address=2):
        for _ in range(4):
            at = saved(client)
            answer = client.post(f"{at}/mail")
            assert answer.status_code == 302  # the same, whether or not it goes
    assert Message.objects.count() == 2


def test_without_a_readable_address_no_mail_is_offered(client: Client, charter: Current):
    at = saved(client, email="hana@")
    assert "/mail" not in client.get(f"{at}/link").content.decode()
    client.post(f"{at}/mail")
    assert not Message.objects.exists()


def test_saved_fields_are_form_encoded_like_any(client: Client, charter: Current):
    """Several answers to one question come back as several."""
    path = "/ja/forms/volunteers"
    typed = {"name": "花", "activities": ["water", "office"], "step": "save"}
    page = client.post(
        path,
        urlencode(opened_form(client, path) | typed, doseq=True),
        content_type="application/x-www-form-urlencoded",
    )
    html = client.get(page.headers["Location"].removesuffix("/link")).content.decode()
    assert sorted(re.findall(r'name="activities" value="(\w+)"', html)) == ["office", "water"]
