"""P47: 9:00 to 17:30 on weekdays. Open or closed is shown beside the number; holidays and the year's end are closed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from azukari.policy.office import hours_in_words, is_open
from azukari.policy.parse import STARTER, load

POLICY = load(STARTER)


def tokyo(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC) - timedelta(hours=9)  # type: ignore[misc, arg-type]


CASES = [
    ("Tuesday, a minute before it opens", tokyo(2026, 11, 24, 8, 59), False),
    ("Tuesday, when it opens", tokyo(2026, 11, 24, 9, 0), True),
    ("Tuesday, when it closes", tokyo(2026, 11, 24, 17, 30), True),
    ("Tuesday, the minute after", tokyo(2026, 11, 24, 17, 31), False),
    ("Saturday", tokyo(2026, 11, 28, 12, 0), False),
    ("Sunday", tokyo(2026, 11, 29, 12, 0), False),
    ("a public holiday: Labour Thanksgiving", tokyo(2026, 11, 23, 12, 0), False),
    ("a substitute holiday", tokyo(2027, 3, 22, 12, 0), False),
    ("the last day before the year's end", tokyo(2026, 12, 28, 12, 0), True),
    ("the year's end", tokyo(2026, 12, 31, 12, 0), False),
    ("the third of January", tokyo(2028, 1, 3, 12, 0), False),
    ("the fourth of January", tokyo(2028, 1, 4, 12, 0), True),
    ("Monday in Tokyo, Sunday in UTC", tokyo(2026, 11, 30, 9, 0) - timedelta(0), True),
]


@pytest.mark.parametrize(("at", "opened"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_office_is_open_when_the_policy_says_so(at: datetime, opened: bool):
    assert is_open(POLICY, at) is opened


@pytest.mark.django_db
@pytest.mark.parametrize(("at", "opened"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_open_or_closed_stands_beside_the_number(charter, monkeypatch, at: datetime, opened: bool):
    monkeypatch.setattr(timezone, "now", lambda: at)
    html = Client(headers={"host": "localhost"}).get("/en/privacy").content.decode()
    beside = html.split('<p class="office-phone">')[1].split("</p>")[0]
    assert POLICY.requests.phone in beside
    assert ("open now" in beside) is opened
    assert ("closed now" in beside) is not opened


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("page", ["privacy", "contact"])
def test_each_page_with_the_number_says_the_hours_in_the_same_words(charter, lang: str, page: str):
    html = Client(headers={"host": "localhost"}).get(f"/{lang}/{page}").content.decode()
    assert hours_in_words(POLICY.requests.hours)[lang] in html


@pytest.mark.django_db
def test_when_it_is_closed_the_next_opening_is_told_in_both_languages(charter, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: tokyo(2026, 12, 31, 12, 0))
    pages = {
        lang: Client(headers={"host": "localhost"}).get(f"/{lang}/privacy").content.decode() for lang in ("ja", "en")
    }
    assert "2027年1月4日(月) 9:00" in pages["ja"]
    assert "Mon 4 Jan 2027, 9:00" in pages["en"]
