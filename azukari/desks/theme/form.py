"""What was typed on the page for the look, and what is wrong with it, in words that name a colour that would do."""

import base64
import binascii
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from azukari.appearance import palette, words
from azukari.appearance.logo import MOST_BYTES, Logo, NotALogo, logo
from azukari.appearance.palette import HardToRead
from azukari.appearance.theme import Appearance
from azukari.desk.answer import Problem, number
from azukari.lib.colour import NotAColour, colour

KEPT = "kept"
"""The hidden input by which a logo travels from the preview to saving; it is taken apart again each time."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The page as it was sent.

    Args:
        based_on: the number of the version that its author saw.
        accent, accent_dark: as they were typed; a blank one for the dark follows from the other.
        texts: by place and language.
        logo: what will be shown; None for our own mark.
        wanted: all of it as a look, or None where something is wrong.
        problems: everything that is wrong.
        instead: by input, a colour that can be read.
    """

    based_on: int
    accent: str
    accent_dark: str
    texts: dict[tuple[str, str], str]
    logo: Logo | None
    wanted: Appearance | None = None
    problems: tuple[Problem, ...] = ()
    instead: dict[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> str:
        """The logo as the hidden input carries it."""
        return base64.b64encode(self.logo.content).decode() if self.logo else ""

    @property
    def logo_data(self) -> str:
        """The logo as an address of its own, for a look that has none yet."""
        return f"data:{self.logo.type};base64,{self.kept}" if self.logo else ""


def of(theme: Appearance, languages: tuple[str, ...]) -> Typed:
    """The page for the look that rules."""
    follows = theme.accent_dark == palette.ACCENT_DARK if theme.accent == palette.ACCENT else False
    texts = {(place, lang): theme.texts.get(place, {}).get(lang, "") for place in words.PLACES for lang in languages}
    dark = "" if follows or theme.accent_dark == palette.for_the_dark(theme.accent) else theme.accent_dark
    return Typed(theme.number, theme.accent, dark, texts, theme.logo, theme)


def read(data: QueryDict, files: "MultiValueDict[str, UploadedFile[Any]]", languages: tuple[str, ...]) -> Typed:
    """What was sent, judged."""
    problems: list[Problem] = []
    instead: dict[str, str] = {}
    picture = _logo(data, files.get("logo"), problems)
    typed = Typed(
        number(data.get("based_on")),
        data.get("use_accent") or data.get("accent", ""),
        data.get("use_accent_dark") or data.get("accent_dark", ""),
        {(place, lang): data.get(f"{place}.{lang}", "") for place in words.PLACES for lang in languages},
        picture,
    )
    light = _colour("accent", typed.accent, problems, instead, dark=False)
    dark = palette.ACCENT_DARK
    if typed.accent_dark.strip():
        dark = _colour("accent_dark", typed.accent_dark, problems, instead, dark=True)
    elif light and light != palette.ACCENT:
        dark = palette.for_the_dark(light)
    texts, wrong = words.read(typed.texts, languages)
    problems += [Problem(f"{w.place}.{w.lang}", _WORDS[w.code]()) for w in wrong]
    wanted = None if problems else Appearance(typed.based_on, light, dark, picture, texts)
    return replace(typed, wanted=wanted, problems=tuple(problems), instead=instead)


_WORDS = {
    "long": lambda: _("These words are too long for their place. Please shorten them."),
    "characters": lambda: _("There is an invisible control character in this text. Please type it in again."),
    "missing": lambda: _("Please write this in the other language, too; or leave both empty."),
}

_LOGO_WORDS = {
    "size": lambda: (
        _("A logo is a file of at most %(kilobytes)s KB, and a picture of 8 to 4,000 pixels each way.")
        % {"kilobytes": MOST_BYTES // 1024}
    ),
    "kind": lambda: _("Please choose a file of the kind SVG, PNG, WebP, JPEG or GIF."),
    "broken": lambda: _("This file is damaged, or holds something that is no drawing. Please export the logo anew."),
    "detail": lambda: _("This picture has too much detail for a logo. Please choose a plainer one, best as SVG."),
}


def _colour(name: str, text: str, problems: list[Problem], instead: dict[str, str], *, dark: bool) -> str:
    try:
        accent = colour(text)
        palette.shade(accent, dark=dark)
    except NotAColour:
        problems.append(Problem(name, _("Please write a colour as a hash and six digits, such as #274A78.")))
        return ""
    except HardToRead as hard:
        instead[name] = hard.instead
        sentence = (
            _(
                "On our dark ground this colour has a contrast of %(ratio)s:1; to be read it needs %(least)s:1. The"
                " nearest that can be read is %(instead)s."
            )
            if dark
            else _(
                "On our paper this colour has a contrast of %(ratio)s:1; to be read it needs %(least)s:1. The nearest"
                " that can be read is %(instead)s."
            )
        )
        ratio = f"{int(hard.ratio * 10) / 10:.1f}"  # cut off, so that 4.46 does not read as enough
        words_of = {"ratio": ratio, "least": palette.TEXT, "instead": hard.instead}
        problems.append(Problem(name, sentence % words_of))
        return ""
    return accent


def _logo(data: QueryDict, file: "UploadedFile[Any] | None", problems: list[Problem]) -> Logo | None:
    if data.get("no_logo"):
        return None
    try:
        if file is not None and file.size:
            return logo(file.read(MOST_BYTES + 1))
        kept = base64.b64decode(data.get(KEPT, ""), validate=True)
        return logo(kept) if kept else None
    except binascii.Error:
        problems.append(Problem("logo", _LOGO_WORDS["broken"]()))
    except NotALogo as wrong:
        problems.append(Problem("logo", _LOGO_WORDS[wrong.code]()))
    return None
