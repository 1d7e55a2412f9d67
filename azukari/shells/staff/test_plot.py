"""The axis of a plot is written in the language of its page; months are as wide as their style sheet shows them."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from azukari.shells.staff.plot import MONTH, days, months, plot

_ZONE = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("lang", "last", "number", "told"),
    [
        ("ja", date(2026, 2, 9), 3, ["12月", "2026/1", "2月"]),
        ("ja", date(2026, 11, 29), 2, ["2026/10", "11月"]),
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


@pytest.mark.parametrize(("most", "told"), [(9_999, 24), (360_000, 1)])
def test_two_years_fit_beside_the_menu_and_long_numbers_stand_on_the_highest_alone(most: int, told: int) -> None:
    drawn = plot("a", "A", "a", months(date(2026, 11, 9), 24, zone=_ZONE), [most - back for back in range(24)])
    assert drawn.width <= 990
    assert sum(bar.says for bar in drawn.bars) == told


def test_the_style_sheet_cuts_no_month() -> None:
    sheet = (Path(__file__).parent / "static" / "console" / "console.css").read_text("utf-8")
    assert f"round(down, 100% - 16px, {MONTH}px) + 16px" in sheet
