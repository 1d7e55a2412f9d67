"""Dates as each language writes them, on the organisation's clocks."""

from datetime import UTC, date, datetime, time

import pytest
from django.template import engines
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy

from azukari.site.dates import clock, day, instant

_LATE = datetime(2026, 11, 24, 15, 5, tzinfo=UTC)  # five past midnight in Tokyo


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ja", "2026年11月24日(火)"), ("en", "Tue 24 Nov 2026")],
)
def test_a_day_in_each_habit(lang: str, words: str) -> None:
    assert day(date(2026, 11, 24), lang=lang) == words


def test_an_instant_is_told_on_the_organisations_clocks() -> None:
    assert instant(_LATE, lang="ja", zone="Asia/Tokyo") == "2026年11月25日(水) 0:05"
    assert instant(_LATE, lang="en", zone="Europe/Berlin") == "Tue 24 Nov 2026, 16:05"
    assert day(_LATE, lang="en", zone="Asia/Tokyo") == "Wed 25 Nov 2026"


def test_without_a_zone_the_active_one_counts() -> None:
    with timezone.override("Asia/Tokyo"):
        assert clock(_LATE) == "0:05"


def test_times_of_day_have_no_leading_zero() -> None:
    assert clock(time(9, 0)) == "9:00"


def test_the_filters_follow_the_readers_language() -> None:
    template = engines["django"].from_string("{{ at|instant }} / {{ at|iso }} / {{ none|day }}")
    with translation.override("en"), timezone.override("Asia/Tokyo"):
        assert template.render({"at": _LATE, "none": None}) == "Wed 25 Nov 2026, 0:05 / 2026-11-24T15:05:00+00:00 / "


def test_policy_texts_come_in_the_readers_language() -> None:
    template = engines["django"].from_string("{{ text|in_lang }} {{ text|in_lang:'en' }} {{ 'plain'|in_lang }}")
    with translation.override("ja"):
        assert template.render({"text": {"ja": "会員", "en": "Member"}}) == "会員 Member plain"


def test_words_that_are_translated_when_they_are_shown_come_in_the_readers_language_as_well() -> None:
    template = engines["django"].from_string("{{ text|in_lang }}")
    with translation.override("ja"):
        assert template.render({"text": gettext_lazy("Home")}) == gettext("Home") != "Home"


def test_an_icon_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(Exception, match="no icon 'unicorn'"):
        engines["django"].from_string('{% icon "unicorn" %}').render({})


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in engines["django"].from_string('{% icon "lock" %}').render({})


def test_the_day_of_a_test_is_the_organisations_before_any_page_was_shown() -> None:
    assert timezone.get_current_timezone_name() == "Asia/Tokyo"
