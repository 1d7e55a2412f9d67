"""What a visitor typed is on the page that says why it was not taken, and is kept nowhere."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.models import SealedValue
from azukari.demo.people import SETTER
from azukari.policy.terms import Policy
from azukari.site import room
from tests.cast import NOW
from tests.charter.widened import SECOND, Draft, edited
from tests.forms.by_hand import post
from tests.forms.filled import opened

WORDS = 'Herons & <alders> "by the river"'


def _says_it_otherwise(draft: Draft) -> None:
    for purpose in draft["purposes"].values():
        purpose["statement"] = {lang: f"{text} *" for lang, text in purpose["statement"].items()}


def _without_the_form(draft: Draft) -> None:
    draft["forms"].pop("plastic-free-river")


def _typed(policy: Policy, slug: str) -> dict[str, str]:
    """A text in each field into which one types."""
    free = [field.id for field in policy.forms[slug].fields if not (field.choices or field.show_if)]
    return {id: f"{WORDS} {at}" for at, id in enumerate(free)}


def _lost(page: Any, typed: dict[str, str]) -> dict[str, str]:
    """What does not stand on the page."""
    html = unescape(page.content.decode())
    return {id: text for id, text in typed.items() if text not in html}


@pytest.mark.parametrize("slug", ["membership", "feedback", "magazine", "volunteers", "plastic-free-river"])
def test_the_policy_is_published_while_somebody_types(slug: str, charter: Current, client: Client):
    at = f"/en/forms/{slug}"
    hidden, typed = opened(client, at), _typed(charter.policy, slug)
    publish(edited(_says_it_otherwise), actor=SETTER, approver=SECOND, now=NOW)
    page = post(client, at, {**hidden, **typed}, "send")
    assert page.status_code == 422
    assert page.context["stale"]
    assert not _lost(page, typed)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("step", ["check", "send"])
def test_the_form_is_taken_out_of_the_policy_while_somebody_types(step: str, charter: Current, client: Client):
    at = "/en/forms/plastic-free-river"
    hidden, typed = opened(client, at), _typed(charter.policy, "plastic-free-river")
    publish(edited(_without_the_form), actor=SETTER, now=NOW)
    assert "plastic-free-river" not in current().policy.forms
    page = post(client, at, {**hidden, **typed}, step)
    assert page.status_code == 404
    assert not _lost(page, typed)
    assert page.headers["Cache-Control"] == "no-store"
    assert not SealedValue.objects.exists()


def test_the_form_closes_while_somebody_types(charter: Current, client: Client, monkeypatch: pytest.MonkeyPatch):
    at = "/ja/forms/plastic-free-river"
    hidden, typed = opened(client, at), _typed(charter.policy, "plastic-free-river")

    def closes(draft: Draft) -> None:
        draft["forms"]["plastic-free-river"].update(opens="2020-01-01", closes="2020-02-01")

    publish(edited(closes), actor=SETTER, now=NOW)
    page = post(client, at, {**hidden, **typed}, "send")
    assert page.status_code == 409
    assert not _lost(page, typed)
    assert "次の内容は保存されていません" in page.content.decode()


def test_the_disk_is_full_while_somebody_types(charter: Current, client: Client, monkeypatch: pytest.MonkeyPatch):
    at = "/en/forms/feedback"
    hidden, typed = opened(client, at), _typed(charter.policy, "feedback")
    monkeypatch.setattr(room.RoomMiddleware, "_trouble", lambda _self: "There is hardly any room left.")
    page = post(client, at, {**hidden, **typed}, "send")
    assert page.status_code == 503
    assert not _lost(page, typed)


def test_something_breaks_while_it_is_sent(charter: Current, client: Client, monkeypatch: pytest.MonkeyPatch):
    at = "/en/forms/feedback"
    hidden, typed = opened(client, at), _typed(charter.policy, "feedback")

    def breaks(*_all: Any, **_more: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("azukari.core.forms.pages.standing", breaks)
    client.raise_request_exception = False
    page = post(client, at, {**hidden, **typed}, "send")
    assert page.status_code == 500
    assert not _lost(page, typed)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_another_site_puts_no_words_on_our_pages(site: str, charter: Current, client: Client):
    page = client.post("/en/forms/no-such-form", {"message": WORDS}, headers={"Sec-Fetch-Site": site})
    assert page.status_code == 404
    assert _lost(page, {"message": WORDS})
