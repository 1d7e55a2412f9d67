"""Mentions: where a text that somebody else wrote names a person, found by what is known of that person.

People write one name in many ways: apart or together, in kana of either kind, in half width, with another form of a
kanji; a number with or without hyphens and the country code. A text and what is looked for are folded alike, sign by
sign, so that what is found in the folded text has its place in the text as it was written.

A whole name, an address, a mail address and a number are *sure*. A family name with a title (山田さん, Ms Brown) may be
somebody else's of that name, and is told apart.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

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
_PREFECTURE = re.compile(r"\s*(?:東京都|北海道|京都府|大阪府|[\u4e00-\u9fff]{2,3}県)")
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


_FOLDINGS: Mapping[str, _Folding] = {
    NAME: _Folding(_without(_NOT_SAID)),
    ADDRESS: _Folding(_without(_NOT_OF_A_PLACE)),
    EMAIL: _Folding(_of_a_mailbox),
    PHONE: _Folding(_without(_NOT_OF_A_NUMBER)),
}


@dataclass(frozen=True, slots=True)
class Needle:
    """What is looked for.

    Args:
        kind: ``name``, ``address``, ``email`` or ``phone``.
        folded: as a text of that kind is folded.
        sure: whether it can hardly be somebody else's.
    """

    kind: str
    folded: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text, from ``start`` up to ``end``, exclusive, in characters."""

    start: int
    end: int
    kind: str
    sure: bool


def needles(category: str, value: str) -> list[Needle]:
    """What of ``value`` can be looked for; nothing where it is too little to mean anybody.

    Args:
        category: one of `SOUGHT`; a fax number is looked for like a telephone number.
    """
    return list(dict.fromkeys(_NEEDLES[category](value)))


class Text:
    """A text in which several things are looked for; it is folded once for each kind of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded: dict[str, str] = {}

    def has(self, needle: Needle) -> bool:
        """Whether it may be there. Cheap: many are asked for, and few are there."""
        folded = self._folded.get(needle.kind)
        if folded is None:
            folded = self._folded[needle.kind] = self._text.translate(_FOLDINGS[needle.kind])
        return needle.folded in folded

    def mentions(self, sought: Iterable[Needle]) -> list[Mention]:
        """The places where something of ``sought`` stands, in their order; what overlaps is one."""
        found = sorted(
            (place for needle in sought if self.has(needle) for place in self._places(needle)),
            key=lambda place: (place.start, -place.end),
        )
        merged: list[Mention] = []
        for place in found:
            if merged and place.start < merged[-1].end:
                last = merged[-1]
                kind = place.kind if place.sure and not last.sure else last.kind
                merged[-1] = Mention(last.start, max(last.end, place.end), kind, last.sure or place.sure)
            else:
                merged.append(place)
        return merged

    @cached_property
    def _ends(self) -> dict[str, list[int]]:
        return {}

    def _places(self, needle: Needle) -> Iterator[Mention]:
        folding, folded = _FOLDINGS[needle.kind], self._folded[needle.kind]
        ends = self._ends.setdefault(needle.kind, list(accumulate(len(folding[ord(sign)]) for sign in self._text)))
        at = folded.find(needle.folded)
        while at >= 0:
            start = bisect_right(ends, at)
            end = bisect_right(ends, at + len(needle.folded) - 1) + 1
            before, after = self._text[start - 1 : start], self._text[end : end + 2]
            if not _goes_on(needle, before, after):
                yield Mention(start, end, needle.kind, needle.sure)
            at = folded.find(needle.folded, at + 1)


def _goes_on(needle: Needle, before: str, after: str) -> bool:
    """Whether the word, the number or the address is only a piece of a longer one."""
    before, after = (unicodedata.normalize("NFKC", beside) for beside in (before, after))
    if needle.kind == EMAIL:
        return bool(re.search(r"[\w.%+-]\Z", before, re.ASCII) or re.match(r"[\w-]|\.\w", after, re.ASCII))
    if needle.kind == PHONE:
        return before[-1:].isdigit() or after[:1].isdigit()
    first, last = needle.folded[0], needle.folded[-1]
    if (first.isascii() and _is_latin(before[-1:])) or (last.isascii() and _is_latin(after[:1])):
        return True
    return not needle.sure and not first.isascii() and _same_script(first, before[-1:])


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _same_script(first: str, before: str) -> bool:
    """三原さん is not 原さん, nor ミハラさん ハラさん; a particle may stand before a name in kanji."""
    if not before:
        return False
    kana = "\u3041" <= before <= "\u30ff"
    return kana if "\u3041" <= first <= "\u30ff" else not kana and before.isalpha() and not before.isascii()


def _fold(kind: str, text: str) -> str:
    return text.translate(_FOLDINGS[kind])


def _of_a_name(value: str) -> Iterator[Needle]:
    words = [folded for word in _BETWEEN_WORDS.split(value) if (folded := _fold(NAME, word))]
    whole = "".join(words)
    if len(words) > 1:
        if len(whole) >= (_SHORTEST_LATIN if whole.isascii() else 2):
            yield Needle(NAME, whole)
            if whole.isascii():
                yield Needle(NAME, words[-1] + "".join(words[:-1]))
        for family in {words[0], words[-1]} if whole.isascii() else {words[0]}:
            yield from _with_a_title(family)
    elif len(whole) >= (_SHORTEST_LATIN if whole.isascii() else 4):
        yield Needle(NAME, whole)
    elif whole:
        yield from _with_a_title(whole)


def _with_a_title(family: str) -> Iterator[Needle]:
    if family.isascii():
        if len(family) > 1:
            yield from (Needle(NAME, title + family, sure=False) for title in _LATIN_TITLES_BEFORE)
            yield Needle(NAME, family + _LATIN_TITLE_AFTER, sure=False)
            yield Needle(NAME, family + _fold(NAME, "さん"), sure=False)
        return
    yield from (Needle(NAME, family + _fold(NAME, title), sure=False) for title in _TITLES_AFTER)


def _of_an_address(value: str) -> Iterator[Needle]:
    """Town and number, without what stands before and after: few people write the prefecture and the building."""
    for part in _PREFECTURE.sub("", value, count=1).split(","):
        folded = _fold(ADDRESS, part)
        if folded.isascii():
            if len(folded) > _SHORTEST_PLACE + 2 and re.search(r"\d", folded) and re.search(r"[a-z]{4}", folded):
                yield Needle(ADDRESS, folded)
            continue
        found = _UP_TO_A_NUMBER.match(folded)
        if found and len(found[0]) >= _SHORTEST_PLACE:
            yield Needle(ADDRESS, found[0])


def _of_a_mail_address(value: str) -> Iterator[Needle]:
    try:
        spelt = mailbox(value)
    except MalformedError:
        spelt = value
    for one in (spelt, value):
        folded = _fold(EMAIL, one)
        if "@" in folded and len(folded) >= _SHORTEST_MAIL:
            yield Needle(EMAIL, folded)


def _of_a_number(value: str) -> Iterator[Needle]:
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
            yield Needle(PHONE, digits)


_NEEDLES: Mapping[str, Callable[[str], Iterator[Needle]]] = {
    NAME: _of_a_name,
    ADDRESS: _of_an_address,
    EMAIL: _of_a_mail_address,
    PHONE: _of_a_number,
    FAX: _of_a_number,
}
