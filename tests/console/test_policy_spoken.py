"""The policy's editor shows countries and days of the year in words, and takes words and codes alike."""

import pytest
from django.test import Client

from azukari.core.policy_versions.current import Current
from azukari.features.policy.spoken import hear, say
from azukari.policy import word
from tests.console import desks
from tests.console.policy_desk import DESK, at, draft, save

HOURS = "requests.hours"


@pytest.fixture
def officer(published: Current) -> Client:
    client = desks.browser(desks.staff("privacy"))
    client.post(f"{DESK}begin/", {"version": 0, "source": "ruling"})
    return client


def test_the_page_shows_words_and_keeps_what_it_kept(officer: Client):
    page = officer.get(at("requests"), headers={"accept-language": "en"}).content.decode()
    for shown in ('value="29 December"', 'value="3 January"', 'value="Japan"'):
        assert shown in page
    before = draft().requests.hours
    save(officer, "requests")
    assert draft().requests.hours == before


@pytest.mark.parametrize(
    ("first", "last", "country"),
    [("30 December", "4 Jan.", "Germany"), ("12月30日", "1月4日", "ドイツ"), ("12-30", "01-04", "DE")],
)
def test_words_of_either_language_and_codes_mean_the_same(officer: Client, first: str, last: str, country: str):
    typed = {f"{HOURS}.year_end.1": first, f"{HOURS}.year_end.2": last, f"{HOURS}.holidays": country}
    save(officer, "requests", typed)
    assert draft().requests.hours.year_end == ("12-30", "01-04")
    assert draft().requests.hours.holidays == "DE"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("29 December", "12-29"),
        ("Dec 29", "12-29"),
        ("１２月２９日", "12-29"),
        ("2月29日", "02-29"),
        ("31 Ju", "31 Ju"),
        ("29 Decembre", "29 Decembre"),
        ("12-29", "12-29"),
        ("", ""),
    ],
)
def test_a_day_of_the_year(typed: str, kept: str):
    assert hear(typed, word.MONTH_DAY) == kept


@pytest.mark.parametrize("language", [("ja", "12月29日"), ("en", "29 December")])
def test_each_day_is_heard_as_it_is_said(language: tuple[str, str]):
    lang, said = language
    assert say("12-29", word.MONTH_DAY, lang) == said
    for month in range(1, 13):
        kept = f"{month:02}-07"
        assert hear(say(kept, word.MONTH_DAY, lang), word.MONTH_DAY) == kept


def test_what_is_no_day_stands_as_it_was_typed():
    assert say("13-40", word.MONTH_DAY, "en") == "13-40"
    assert say("", word.COUNTRY, "ja") == ""
