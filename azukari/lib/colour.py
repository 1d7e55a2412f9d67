"""Colours that can be read: the contrast of WCAG 2.2, and the nearest colour that has enough of it."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from azukari.lib.lazy_import import lazy_import

if TYPE_CHECKING:
    import coloraide
else:
    coloraide = lazy_import("coloraide")

_HEX = re.compile(r"#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_STEPS = 20  # of halving; finer than one of 255


class NotAColour(ValueError):
    """The text names no colour in the form #RRGGBB."""


def colour(text: str) -> str:
    """The colour in the form ``#274A78``.

    Raises:
        NotAColour: the text is no colour in hexadecimal digits.
    """
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise NotAColour
    digits = match[1]
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits).upper()


def contrast(one: str, other: str) -> float:
    """The ratio between two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    return float(coloraide.Color(one).contrast(other, method="wcag21"))


def least(text: str, grounds: Collection[str]) -> float:
    """The contrast of ``text`` on the ground where it is hardest to read."""
    return min(contrast(text, ground) for ground in grounds)


def mixed(one: str, other: str, share: float) -> str:
    """``one`` with a ``share`` (0 to 1) of ``other``."""
    return _hex(coloraide.Color(one).mix(other, share, space="oklab"))


def nearest(text: str, grounds: Collection[str], *, ratio: float, lighter: bool) -> str:
    """The colour nearest to ``text``, of the same hue, that has at least this contrast on every ground.

    Args:
        lighter: whether to look among lighter colours (for dark grounds) or among darker ones.
    """
    if least(text, grounds) >= ratio:
        return text
    start = coloraide.Color(text).convert("oklch")
    near, far = float(start["lightness"]), 1.0 if lighter else 0.0
    found = _hex(coloraide.Color("oklch", [far, 0, 0]))
    for _ in range(_STEPS):
        middle = (near + far) / 2
        tried = _hex(start.clone().set("lightness", middle))
        if least(tried, grounds) >= ratio:
            far, found = middle, tried
        else:
            near = middle
    return found


def _hex(value: "coloraide.Color") -> str:
    return value.convert("srgb").fit().to_string(hex=True, upper=True)
