"""The contact page says whether somebody answers now, and when next (P47); the first page says what is open."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.policy_versions.current import Current


@pytest.mark.parametrize(
    ("at", "words", "next_opening"),
    [
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), "open now", ""),
        (datetime(2026, 11, 24, 8, 30, tzinfo=UTC), "open now", ""),
        (datetime(2026, 11, 24, 8, 31, tzinfo=UTC), "closed now", "Wed 25 Nov 2026, 9:00"),
        (datetime(2026, 11, 28, 3, 0, tzinfo=UTC), "closed now", "Mon 30 Nov 2026, 9:00"),
        (datetime(2026, 11, 23, 3, 0, tzinfo=UTC), "closed now", "Tue 24 Nov 2026, 9:00"),  # Labour Thanksgiving Day
    ],
    ids=["nine", "half past five", "a minute later", "saturday", "holiday"],
)
def test_open_or_closed_stands_beside_the_number(
    client: Client, charter: Current, monkeypatch: pytest.MonkeyPatch, at: datetime, words: str, next_opening: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)
    page = client.get("/en/contact").content.decode()
    assert words in page
    assert charter.policy.requests.phone in page
    assert f"/en/forms/{charter.policy.requests.contact_form}" in page
    assert ("Opens again" in page) == bool(next_opening)
    assert next_opening in page


@pytest.mark.parametrize("path", ["/ja/", "/en/", "/ja/contact", "/en/contact"])
def test_before_a_policy_the_page_says_what_the_operator_does_next(client: Client, db: None, path: str) -> None:
    page = client.get(path).content.decode()
    assert "bin/azukari policy publish" in page


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_first_page_lists_every_form(client: Client, charter: Current, lang: str) -> None:
    page = client.get(f"/{lang}/").content.decode()
    for form in charter.policy.forms.values():
        assert form.title[lang] in page
    assert charter.policy.organisation.name[lang] in page
