"""What a person can be named by, folded so that it is found in a text however it is written there.

People write one name in many ways: apart or together, in kana of either kind, in half width, with another form of a
kanji; a number with or without hyphens and the country code. What is looked for and the text are folded alike, sign by
sign, so that what is found in the folded text has its place in the text as it was written.

A whole name, an address, a mail address and a number are *sure*. A family name with a title (山田さん, Ms Brown) may be
somebody else's of that name, and is told apart.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat

from azukari.lib.characters import MalformedError
from azukari.lib.email import mailbox
from azukari.lib.kana import katakana
from azukari.lib.phone import dialled
from azukari.lib.search_key import SHAPES
from azukari.lib.width import DASHES

NAME, ADDRESS, EMAIL, PHONE, FAX = "name", "address", "email", "phone", "fax"
SOUGHT = (NAME, ADDRESS, EMAIL, PHONE, FAX)
"""Kinds of data by which mentions are found."""

_BETWEEN_WORDS = re.compile(r"[\s・･·.,、，]+")
_NOT_SAID = frozenset("・･·.,'’`´\"、，" + DASHES.replace("ー", "").replace("一", ""))
_NOT_OF_A_NUMBER = frozenset("()（）.・･/+" + DASHES.replace("一", ""))
_NOT_OF_A_PLACE = frozenset("・･·.,'’、，丁目番地号ノ" + DASHES.replace("一", ""))
_PREFECTURE = re.compile(r"(?<!\s)\s*+(?:東京都|北海道|京都府|大阪府|[\u4e00-\u9fff]{2,3}県)")
_UP_TO_A_NUMBER = re.compile(r".*?\D\d+")
_TITLES_AFTER = ("さん", "様", "さま", "氏", "先生", "君", "くん", "ちゃん", "殿")
_LATIN_TITLES_BEFORE = ("mr", "ms", "mrs", "miss", "dr", "prof")
_LATIN_TITLE_AFTER = "san"
_SHORTEST_LATIN, _SHORTEST_MAIL, _SHORTEST_NUMBER, _SHORTEST_PLACE = 5, 6, 9, 6


class _Folding(dict[int, str]):
    """A table for `str.translate` that folds each sign when it first meets it."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        super().__init__()
        self._fold = fold

    def __missing__(self, code: int) -> str:
        folded = self[code] = self._fold(chr(code))
        return folded


def _plain(sign: str) -> str:
    """Width, case, kind of kana and form of a kanji taken away; marks stand behind their letter, Latin ones go."""
    marks_apart = katakana(unicodedata.normalize("NFKD", sign)).casefold()
    kept = (c for c in marks_apart if not "\u0300" <= c <= "\u036f" and unicodedata.category(c) != "Cf")
    return "".join(kept).translate(SHAPES)


def _without(unsaid: frozenset[str]) -> Callable[[str], str]:
    def fold(sign: str) -> str:
        if sign in unsaid or "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef":
            return ""
        return "".join(c for c in _plain(sign) if not c.isspace() and c not in unsaid)

    return fold


def _of_a_mailbox(sign: str) -> str:
    return {"。": ".", "｡": "."}.get(sign) or unicodedata.normalize("NFKC", sign).casefold()


FOLDINGS: Mapping[str, _Folding] = {
    NAME: _Folding(_without(_NOT_SAID)),
    ADDRESS: _Folding(_without(_NOT_OF_A_PLACE)),
    EMAIL: _Folding(_of_a_mailbox),
    PHONE: _Folding(_without(_NOT_OF_A_NUMBER)),
}


@dataclass(frozen=True, slots=True)
class PiiPattern:
    """What is looked for.

    Args:
        kind: ``name``, ``address``, ``email`` or ``phone``.
        folded: as a text of that kind is folded.
        sure: whether it can hardly be somebody else's.
    """

    kind: str
    folded: str
    sure: bool = True


def pii_patterns(category: str, value: str) -> list[PiiPattern]:
    """What of ``value`` can be looked for; nothing where it is too little to mean anybody.

    Args:
        category: one of `SOUGHT`; a fax number is looked for like a telephone number.
    """
    return list(dict.fromkeys(_NEEDLES[category](value)))


def _fold(kind: str, text: str) -> str:
    return text.translate(FOLDINGS[kind])


def _of_a_name(value: str) -> Iterator[PiiPattern]:
    words = [folded for word in _BETWEEN_WORDS.split(value) if (folded := _fold(NAME, word))]
    whole = "".join(words)
    if len(words) > 1:
        if len(whole) >= (_SHORTEST_LATIN if whole.isascii() else 2):
            yield PiiPattern(NAME, whole)
            if whole.isascii():
                yield PiiPattern(NAME, words[-1] + "".join(words[:-1]))
        for family in {words[0], words[-1]} if whole.isascii() else {words[0]}:
            yield from _with_a_title(family)
    elif len(whole) >= (_SHORTEST_LATIN if whole.isascii() else 4):
        yield PiiPattern(NAME, whole)
    elif whole:
        yield from _with_a_title(whole)


def _with_a_title(family: str) -> Iterator[PiiPattern]:
    if family.isascii():
        if len(family) > 1:
            yield from (PiiPattern(NAME, title + family, sure=False) for title in _LATIN_TITLES_BEFORE)
            yield PiiPattern(NAME, family + _LATIN_TITLE_AFTER, sure=False)
            yield PiiPattern(NAME, family + _fold(NAME, "さん"), sure=False)
        return
    yield from (PiiPattern(NAME, family + _fold(NAME, title), sure=False) for title in _TITLES_AFTER)


def _of_an_address(value: str) -> Iterator[PiiPattern]:
    """Town and number, without what stands before and after: few people write the prefecture and the building."""
    for part in _PREFECTURE.sub("", value, count=1).split(","):
        folded = _fold(ADDRESS, part)
        if folded.isascii():
            if len(folded) > _SHORTEST_PLACE + 2 and re.search(r"\d", folded) and re.search(r"[a-z]{4}", folded):
                yield PiiPattern(ADDRESS, folded)
            continue
        found = _UP_TO_A_NUMBER.match(folded)
        if found and len(found[0]) >= _SHORTEST_PLACE:
            yield PiiPattern(ADDRESS, found[0])


def _of_a_mail_address(value: str) -> Iterator[PiiPattern]:
    try:
        spelt = mailbox(value)
    except MalformedError:
        spelt = value
    for one in (spelt, value):
        folded = _fold(EMAIL, one)
        if "@" in folded and len(folded) >= _SHORTEST_MAIL:
            yield PiiPattern(EMAIL, folded)


def _of_a_number(value: str) -> Iterator[PiiPattern]:
    """As it is dialled from abroad, and at home."""
    try:
        spelt = dialled(value)
    except MalformedError:
        ways = [value]
    else:
        home = phonenumbers.format_number(phonenumbers.parse(spelt), PhoneNumberFormat.NATIONAL)
        ways = [spelt, home]
    for way in ways:
        digits = re.sub(r"\D", "", _fold(PHONE, way))
        if len(digits) >= _SHORTEST_NUMBER:
            yield PiiPattern(PHONE, digits)


_NEEDLES: Mapping[str, Callable[[str], Iterator[PiiPattern]]] = {
    NAME: _of_a_name,
    ADDRESS: _of_an_address,
    EMAIL: _of_a_mail_address,
    PHONE: _of_a_number,
    FAX: _of_a_number,
}
