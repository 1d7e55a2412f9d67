"""Contrast as the standard counts it, and the nearest colour that has enough."""

import pytest

from azukari.lib.colour import NotAColour, colour, contrast, least, mixed, nearest

PAPER, NIGHT = ("#FBFAF7", "#FFFFFF", "#F4F1EA"), ("#14171C", "#1B1F26", "#0F1216")


def test_the_ratio_is_the_one_of_the_standard():
    assert round(contrast("#000000", "#FFFFFF"), 1) == 21.0
    assert round(contrast("#767676", "#FFFFFF"), 2) == 4.54
    assert round(contrast("#FFFFFF", "#767676"), 2) == 4.54


@pytest.mark.parametrize(("text", "read"), [("#274a78", "#274A78"), ("abc", "#AABBCC"), (" #FFF ", "#FFFFFF")])
def test_colours_are_read_as_people_copy_them(text, read):
    assert colour(text) == read


@pytest.mark.parametrize("text", ["", "red", "#12345", "#1234567", "rgb(1,2,3)", "#27 4A78", "#ggg", "#274A78;}"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(NotAColour):
        colour(text)


@pytest.mark.parametrize("text", ["#FFD400", "#FF6600", "#00AEEF", "#8DC63F", "#FFFFFF", "#E6007E"])
def test_the_nearest_colour_passes_and_is_near(text):
    for grounds, lighter in ((PAPER, False), (NIGHT, True)):
        found = nearest(text, grounds, ratio=4.5, lighter=lighter)
        assert least(found, grounds) >= 4.5
        if found != text:
            assert least(found, grounds) < 4.7  # no further than it has to be


def test_what_passes_is_left_as_it_is():
    assert nearest("#274A78", PAPER, ratio=4.5, lighter=False) == "#274A78"


def test_a_mixture_lies_between():
    assert mixed("#FFFFFF", "#000000", 0) == "#FFFFFF"
    assert 1 < contrast(mixed("#FFFFFF", "#274A78", 0.08), "#FFFFFF") < 1.3
