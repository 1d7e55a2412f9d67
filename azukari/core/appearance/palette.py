"""The accent of an organisation, in light and in dark, as the style sheet takes it. Pure.

All of the ground, the ink and the states stay ours, and were chosen to be read (7:1 for body text); an organisation
changes the accent alone. It stands as text on paper, as the ground of buttons, and gives the wash its tint; in each of
these places it is measured, and refused in words where it could not be read.
"""

from dataclasses import dataclass
from functools import lru_cache

from azukari.lib.colour import contrast, least, mixed, nearest

ACCENT, ACCENT_DARK = "#274A78", "#9DBBE3"
TEXT, BODY = 4.5, 7.0  # WCAG 2.2: 1.4.3 and 1.4.6
_LIGHT_INK, _DARK_INK = "#FFFFFF", "#14171C"
_INK = {False: "#1C2430", True: "#E9E6DF"}
_GROUNDS = {False: ("#FBFAF7", "#FFFFFF", "#F4F1EA"), True: ("#14171C", "#1B1F26", "#0F1216")}
_TINT = {False: 0.08, True: 0.13}


@dataclass(frozen=True, slots=True)
class Shade:
    """The accent on light or on dark ground.

    Args:
        accent: links, marks, the ground of buttons.
        on_accent: the words on a button.
        wash: a ground with a breath of the accent.
        ratio: the accent's contrast where it is hardest to read, as text on any of its grounds.
    """

    accent: str
    on_accent: str
    wash: str
    ratio: float


class HardToRead(Exception):
    """The colour cannot be read on its grounds.

    Args:
        dark: on which of them.
        ratio: what it reaches; `TEXT` is needed.
        instead: the nearest colour that can be read.
    """

    def __init__(self, *, dark: bool, ratio: float, instead: str) -> None:
        super().__init__(instead)
        self.dark, self.ratio, self.instead = dark, ratio, instead


@lru_cache(maxsize=64)
def shade(accent: str, *, dark: bool) -> Shade:
    """The accent with what follows from it.

    Raises:
        HardToRead: below 4.5:1 as text on a ground, on its own wash, or under the words of a button; or the wash would
            take the body text below 7:1.
    """
    made = _made(accent, dark=dark)
    buttons = contrast(made.on_accent, accent)
    if min(made.ratio, buttons) < TEXT or contrast(_INK[dark], made.wash) < BODY:
        raise HardToRead(dark=dark, ratio=min(made.ratio, buttons), instead=readable(accent, dark=dark))
    return made


def _made(accent: str, *, dark: bool) -> Shade:
    wash = mixed(_GROUNDS[dark][0], accent, _TINT[dark])
    on_accent = max(_LIGHT_INK, _DARK_INK, key=lambda ink: contrast(ink, accent))
    return Shade(accent, on_accent, wash, least(accent, (*_GROUNDS[dark], wash)))


def readable(accent: str, *, dark: bool) -> str:
    """The nearest colour that `shade` takes; the accent itself, if it is one."""
    ratio, found = TEXT, accent
    for _ in range(8):  # the wash follows the colour, so a little more may be needed than on the plain grounds
        found = nearest(accent, _GROUNDS[dark], ratio=ratio, lighter=dark)
        made = _made(found, dark=dark)
        if min(made.ratio, contrast(made.on_accent, found)) >= TEXT and contrast(_INK[dark], made.wash) >= BODY:
            return found
        ratio += 0.5
    return ACCENT_DARK if dark else ACCENT


def for_the_dark(accent: str) -> str:
    """What a light accent becomes on dark ground, where nobody chooses one: the same hue, easy to read."""
    return nearest(readable(accent, dark=True), _GROUNDS[True], ratio=BODY, lighter=True)


def stylesheet(light: Shade, dark: Shade) -> str:
    """The few lines that come after `azukari.css`. Paper stays black on white."""
    return (
        "/* the organisation's accent */\n"
        f"@media screen {{ :root {{ {_properties(light)} }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_properties(dark)} }} }}\n"
    )


def preview(light: Shade, dark: Shade) -> str:
    """The same for two samples side by side, whatever the reader's own screen shows."""
    return f".sample-light {{ {_properties(light)} }}\n.sample-dark {{ {_properties(dark)} }}\n"


def _properties(made: Shade) -> str:
    return f"--accent: {made.accent}; --on-accent: {made.on_accent}; --wash: {made.wash};"
