"""The organisation's own words on its pages: plain text, in each language, in places where no notice stands.

They add to our words and never take their place. Markup is shown as it was typed, so nothing can be put on or over a
page by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from azukari.lib.characters import MalformedError, paragraphs
from azukari.policy.terms import Text

PLACES = {"mission": 160, "greeting": 600, "done": 600, "footer": 300}
"""Where own words may stand (head of the first page, below it, page after sending, foot of each page), and the most
characters."""


@dataclass(frozen=True, slots=True)
class WrongWords:
    """A text cannot be taken; ``code`` says why: ``long``, ``characters``, ``missing`` (the other language has one)."""

    place: str
    lang: str
    code: str


def read(typed: Mapping[tuple[str, str], str], languages: tuple[str, ...]) -> tuple[dict[str, Text], list[WrongWords]]:
    """The texts by place, and what is wrong with them. A place without words is left out.

    Args:
        typed: by place and language, as it came.
    """
    texts: dict[str, Text] = {}
    wrong: list[WrongWords] = []
    for place, most in PLACES.items():
        words: dict[str, str] = {}
        for lang in languages:
            try:
                words[lang] = paragraphs(typed.get((place, lang), ""))
            except MalformedError:
                wrong.append(WrongWords(place, lang, "characters"))
                continue
            if len(words[lang]) > most:
                wrong.append(WrongWords(place, lang, "long"))
        if any(words.values()):
            wrong += [WrongWords(place, lang, "missing") for lang in languages if words.get(lang) == ""]
            texts[place] = words
    return texts, wrong
