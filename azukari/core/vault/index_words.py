"""What somebody may type to find a value, and which values that means: text alone, without keys and without a database.

Everything is folded as `search_key` folds it, so that width, kana, case, accents and variant kanji do not matter. A
name is found by the beginning of the whole or of any word of it, in any order of words; an address by its beginning; a
number by its beginning or its end.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import permutations

from azukari.lib.search_key import search_key
from azukari.policy.terms import Category


class Lane(IntEnum):
    """What a code was made from. The numbers are stored."""

    NAME = 1
    EMAIL = 2
    NUMBER = 3
    NUMBER_END = 4


MOST_WORDS = 6
END = 4  # digits by which a number's end is found
SHORTEST: Mapping[Category, int] = {Category.NAME: 2, Category.EMAIL: 2, Category.PHONE: END}
"""How much has to be typed, in letters or digits; one letter of a name is enough where it is not a Latin one."""

SEARCHED = frozenset(SHORTEST)
_BETWEEN_WORDS = re.compile(r"[\s・･·.,\u2010-\u2015-]+")
_NOT_DIGITS = re.compile(r"\D")
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"})
"""Latin letters that have no accent to take away, and are typed without their stroke all the same."""


def _folded(word: str) -> str:
    return search_key(Category.NAME, word).translate(_STROKES)


def _words(text: str, fold: Callable[[str], str] = _folded) -> list[str]:
    """The folded words of a name; what follows the last one that counts belongs to it."""
    words = [word for word in map(fold, _BETWEEN_WORDS.split(text)) if word]
    return [*words[: MOST_WORDS - 1], "".join(words[MOST_WORDS - 1 :])] if len(words) > MOST_WORDS else words


def _beginnings(words: list[str]) -> list[str]:
    """The whole, and the rest from each further word on."""
    return ["".join(words[start:]) for start in range(len(words))] or [""]


def _email(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().replace("。", ".").removeprefix("mailto:")
    return search_key(Category.EMAIL, plain).casefold()


def _digits(text: str) -> str:
    """The digits as they are dialled at home, or with the country code where it is another country's."""
    plain = unicodedata.normalize("NFKC", text).strip()
    dialled = search_key(Category.PHONE, plain)
    if plain.startswith("+") or dialled.startswith("+"):
        digits = _NOT_DIGITS.sub("", dialled)
        return "0" + digits[2:] if digits.startswith("81") else digits
    return _NOT_DIGITS.sub("", plain)


def beginnings(category: Category, text: str) -> list[tuple[Lane, str]]:
    """Everything by whose beginning a stored value is found; at least one."""
    if category is Category.NAME:
        return [(Lane.NAME, part) for part in _beginnings(_words(text))]
    if category is Category.EMAIL:
        return [(Lane.EMAIL, _email(text))]
    digits = _digits(text)
    return [(Lane.NUMBER, digits), (Lane.NUMBER_END, digits[-END:])]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A beginning that a value must have; with ``whole``, the value itself and not only a word of it."""

    lane: Lane
    beginning: str
    whole: bool = False


def asked(category: Category, typed: str) -> list[list[Wanted]]:
    """The ways in which a value may match ``typed``: of one of them it must have every beginning, or need not be
    opened.
    """
    if category is Category.NAME:
        words = _words(typed)
        each = [Wanted(Lane.NAME, word) for word in words]
        return [each] if len(each) < 2 else [[Wanted(Lane.NAME, "".join(words), whole=True)], each]
    if category is Category.EMAIL:
        return [[Wanted(Lane.EMAIL, _email(typed))]]
    digits = _digits(typed)
    return [[Wanted(Lane.NUMBER, digits)], [Wanted(Lane.NUMBER_END, digits[-END:])]]


def is_enough(category: Category, typed: str) -> bool:
    """Whether so much was typed that a search makes sense."""
    shortest = SHORTEST[category]
    if category is Category.NAME:
        joined = "".join(_words(typed))
        return len(joined) >= (shortest if joined.isascii() else 1)
    return len(beginnings(category, typed)[0][1]) >= shortest


def matcher(category: Category, typed: str) -> Callable[[str], bool]:
    """Tells of a value in the clear whether ``typed`` means it."""
    if category is Category.NAME:
        return _name_matcher(_words(typed))
    if category is Category.EMAIL:
        wanted = _email(typed)
        return lambda text: _email(text).startswith(wanted)
    digits = _digits(typed)
    return lambda text: _digits(text).startswith(digits) or _digits(text).endswith(digits)


def _name_matcher(wanted: list[str]) -> Callable[[str], bool]:
    joined = "".join(wanted)
    fold = cache(_folded)  # among thousands of names there are some hundred family names; forgotten with the search

    def matches(text: str) -> bool:
        words = _words(text, fold)
        if any(part.startswith(joined) for part in _beginnings(words)):
            return True
        return 1 < len(wanted) <= len(words) and any(
            all(word.startswith(part) for word, part in zip(order, wanted, strict=False))
            for order in permutations(words, len(wanted))
        )

    return matches
