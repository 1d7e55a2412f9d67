"""Forms on the organisation's own site: the sites that may show them, and what to copy there."""

import re
from html import unescape

import pytest
from django.test import Client

from azukari.core.appearance.events import HOST_ALLOWED, HOST_REMOVED
from azukari.core.appearance.hosts import origins
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from tests.console import desks

PAGE = "/console/on-your-site/"


@pytest.fixture
def desk(published: Current) -> Client:
    return desks.browser(desks.staff("operator"))


def test_a_site_is_named_and_removed(desk: Client):
    assert desk.post(PAGE, {"site": "https://www.example.org/join?x=1"}).status_code == 302
    assert origins() == ("https://www.example.org",)
    assert "https://www.example.org" in desk.get(PAGE).content.decode()
    assert desk.post(f"{PAGE}remove/", {"site": "https://www.example.org"}).status_code == 302
    assert origins() == ()
    kinds = Pending.objects.filter(kind__in=[HOST_ALLOWED.name, HOST_REMOVED.name]).order_by("id")
    assert sorted(row.kind for row in kinds) == [HOST_ALLOWED.name, HOST_REMOVED.name]
    assert not any("example" in row.payload for row in kinds)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("http://www.example.org", "reached by https"), ("https://*.example.org", "separately"), ("", "such as")],
)
def test_what_is_no_site_is_refused_in_words(desk: Client, typed: str, sentence: str):
    answer = desk.post(PAGE, {"site": typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert origins() == ()


def test_what_to_copy(desk: Client, published: Current):
    for slug in published.policy.forms:
        html = desk.get(f"{PAGE}{slug}/").content.decode()
        texts = [unescape(text) for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)]
        assert len(texts) == 6
        assert any(text.startswith("<a ") and f'/ja/forms/{slug}"' in text for text in texts)
        frames = [text for text in texts if "<iframe" in text]
        assert len(frames) == 4
        assert not any(inline in text for text in frames for inline in ("style=", "onload=", "<style"))  # a strict CSP
        assert sum("/embed.js" in text for text in frames) == 2
        assert all("readonly" in area for area in re.findall(r"<textarea[^>]*>", html))


def test_a_form_that_is_not_there(desk: Client):
    assert desk.get(f"{PAGE}nowhere/").status_code == 302
