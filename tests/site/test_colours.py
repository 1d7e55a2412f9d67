"""The colours of the theme can be read: 7:1 for body text, 4.5:1 for all other text, 3:1 for the edges of fields."""

import re

import pytest

from azukari.site.messages import PACKAGE

_CSS = (PACKAGE / "site" / "static" / "azukari" / "azukari.css").read_text("utf-8")
_LIGHT, _DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\n *\}", _CSS, re.DOTALL)[:2]
)
_GROUNDS = ("ground", "raised", "sunk")


def _luminance(colour: str) -> float:
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_the_one_of_the_standard() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 1) == 21.0
    assert round(contrast("#767676", "#FFFFFF"), 2) == 4.54


@pytest.mark.parametrize("theme", [_LIGHT, _DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", _GROUNDS)
def test_body_text_is_easy_to_read(theme: dict[str, str], ground: str) -> None:
    assert contrast(theme["ink"], theme[ground]) >= 7


@pytest.mark.parametrize("theme", [_LIGHT, _DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["soft", "accent", "kept", "attention", "broken"])
def test_all_other_text_can_be_read(theme: dict[str, str], text: str) -> None:
    grounds = [*_GROUNDS, *(["wash"] if text in {"accent", "soft"} else [f"{text}-wash"])]
    for ground in grounds:
        assert contrast(theme[text], theme[ground]) >= 4.5, f"{text} on {ground}"


@pytest.mark.parametrize("theme", [_LIGHT, _DARK], ids=["light", "dark"])
def test_buttons_links_and_field_edges(theme: dict[str, str]) -> None:
    assert contrast(theme["on-accent"], theme["accent"]) >= 4.5
    for wash in ("kept-wash", "attention-wash", "broken-wash", "wash"):
        assert contrast(theme["ink"], theme[wash]) >= 7
        assert contrast(theme["accent"], theme[wash]) >= 4.5
    for ground in _GROUNDS:
        assert contrast(theme["edge"], theme[ground]) >= 3


@pytest.mark.parametrize("theme", [_LIGHT, _DARK], ids=["light", "dark"])
def test_a_pill_without_a_colour_lifts_off_its_card_and_can_be_read(theme: dict[str, str]) -> None:
    assert ".badge { border-color: transparent; background: var(--pill); color: var(--soft);" in _CSS
    assert contrast(theme["soft"], theme["pill"]) >= 4.5
    for ground in ("ground", "raised"):
        assert contrast(theme["pill"], theme[ground]) >= 1.15
    if theme is _DARK:
        assert _luminance(theme["pill"]) > _luminance(theme["raised"])
