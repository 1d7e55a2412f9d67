"""The axis of a plot is written in the language of its page."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from azukari.desk.plot import days, months

_ZONE = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("lang", "last", "number", "told"),
    [
        ("ja", date(2026, 2, 9), 3, ["2025/12", "2026/1", "2026/2"]),
        ("en", date(2026, 2, 9), 3, ["Dec", "Jan 2026", "Feb"]),
        ("en", date(2026, 11, 29), 2, ["Oct 2026", "Nov"]),
    ],
)
def test_months_stand_as_their_language_writes_them(lang: str, last: date, number: int, told: list[str]) -> None:
    with override(lang):
        assert [span.tick for span in months(last, number, zone=_ZONE)] == told


@pytest.mark.parametrize(("lang", "told"), [("ja", ["11/2", "11/9"]), ("en", ["2 Nov", "9 Nov"])])
def test_mondays_stand_as_their_language_writes_them(lang: str, told: list[str]) -> None:
    with override(lang):
        assert [span.tick for span in days(date(2026, 11, 9), 8, zone=_ZONE) if span.tick] == told
