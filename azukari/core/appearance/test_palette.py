"""An accent can be read in all its places, or is refused with one that can."""

import pytest

from azukari.core.appearance.palette import (
    ACCENT,
    ACCENT_DARK,
    BODY,
    TEXT,
    HardToRead,
    for_the_dark,
    preview,
    readable,
    shade,
    stylesheet,
)
from azukari.lib.colour import contrast

BRANDS = ("#FFD400", "#FF6600", "#00AEEF", "#8DC63F", "#E6007E", "#777777", "#FFFFFF", "#000000", "#0B3D91", "#C8102E")


def test_our_own_accent_is_one_that_can_be_read():
    assert shade(ACCENT, dark=False).ratio >= BODY
    assert shade(ACCENT_DARK, dark=True).ratio >= BODY


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("brand", BRANDS)
def test_what_is_offered_instead_is_taken(brand, dark):
    offered = readable(brand, dark=dark)
    made = shade(offered, dark=dark)
    assert made.ratio >= TEXT
    assert contrast(made.on_accent, made.accent) >= TEXT
    assert contrast("#E9E6DF" if dark else "#1C2430", made.wash) >= BODY


def test_a_pale_colour_on_paper_is_refused_with_the_nearest_that_passes():
    with pytest.raises(HardToRead) as refusal:
        shade("#FFD400", dark=False)
    assert refusal.value.ratio < TEXT
    assert shade(refusal.value.instead, dark=False).ratio >= TEXT
    assert not refusal.value.dark


def test_a_deep_colour_in_the_dark_is_refused():
    with pytest.raises(HardToRead) as refusal:
        shade("#0B3D91", dark=True)
    assert refusal.value.dark


@pytest.mark.parametrize("brand", BRANDS)
def test_the_dark_follows_by_itself(brand):
    assert shade(for_the_dark(brand), dark=True).ratio >= TEXT


def test_the_sheet_sets_the_accent_and_nothing_that_hides():
    sheet = stylesheet(shade("#0B6E4F", dark=False), shade(for_the_dark("#0B6E4F"), dark=True))
    assert "--accent: #0B6E4F" in sheet
    assert "prefers-color-scheme: dark" in sheet
    assert sheet.count("{") == 4
    for way_to_hide in ("display", "visibility", "opacity", "--ink", "--ground", "url(", "content"):
        assert way_to_hide not in sheet
    assert ".sample-dark" in preview(shade(ACCENT, dark=False), shade(ACCENT_DARK, dark=True))
