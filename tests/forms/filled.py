"""What tests that fill in forms share: fresh counters, and a form as a browser holds it."""

import re
from html import unescape

import pytest
from django.test import Client

from azukari.core.forms import form_timestamp, submit

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')

MEMBER = {
    "member_class": "regular",
    "name": "　髙﨑　花 ",
    "email": "hana@example.org",
    "postcode": "１００ー０００１",
    "address": "千代田区千代田１−１",
}


@pytest.fixture(autouse=True)
def fresh_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test is refused because of another; and nobody has to wait a second before sending."""
    for name in ("_unsolved", "_letters_of_form", "_letters_to_address"):
        limit = getattr(submit, name)
        monkeypatch.setattr(submit, name, type(limit)(limit._window))
    monkeypatch.setattr(form_timestamp, "QUICKEST", form_timestamp.QUICKEST * 0)


def hidden(html: str) -> dict[str, str]:
    """The hidden inputs of a page."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(html)}


def opened(client: Client, path: str) -> dict[str, str]:
    """The hidden inputs of a form that was just opened."""
    return hidden(client.get(path).content.decode())
