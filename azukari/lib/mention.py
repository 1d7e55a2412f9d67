"""Mentions: where a text that somebody else wrote names a person, found by what that person can be named by."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from azukari.lib.pii_pattern import EMAIL, FOLDINGS, PHONE, PiiPattern


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text, from ``start`` up to ``end``, exclusive, in characters."""

    start: int
    end: int
    kind: str
    sure: bool


class Text:
    """A text in which several things are looked for; it is folded once for each kind of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded: dict[str, str] = {}
        self._ends: dict[str, list[int]] = {}  # of each sign, where what it is folded to ends

    def has(self, needle: PiiPattern) -> bool:
        """Whether it may be there. Cheap: many are asked for, and few are there."""
        return needle.folded in self.folded(needle.kind)

    def folded(self, kind: str) -> str:
        """The text as needles of that kind are folded."""
        folded = self._folded.get(kind)
        if folded is None:
            folded = self._folded[kind] = self._text.translate(FOLDINGS[kind])
        return folded

    def mentions(self, sought: Iterable[PiiPattern]) -> list[Mention]:
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

    def _places(self, needle: PiiPattern) -> Iterator[Mention]:
        folding, folded = FOLDINGS[needle.kind], self._folded[needle.kind]
        ends = self._ends.setdefault(needle.kind, list(accumulate(len(folding[ord(sign)]) for sign in self._text)))
        at = folded.find(needle.folded)
        while at >= 0:
            start = bisect_right(ends, at)
            end = bisect_right(ends, at + len(needle.folded) - 1) + 1
            before, after = self._text[start - 1 : start], self._text[end : end + 2]
            if not _goes_on(needle, before, after):
                yield Mention(start, end, needle.kind, needle.sure)
            at = folded.find(needle.folded, at + 1)


def _goes_on(needle: PiiPattern, before: str, after: str) -> bool:
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
