"""Many identifiers sought at once in one text: a sieve that lets through whatever may be one of them, and a set that
decides.

The sieve is a pattern made of the sought identifiers: at each place it allows what stands there in any of them. Those
that were made within some years begin alike, so it stops nearly everything, at the speed of a search for one word; how
many are sought hardly matters. An identifier is seen as its sixteen bytes and as hexadecimal digits, in either case,
with hyphens or without, wherever it stands.
"""

import re
from collections.abc import Collection, Iterable, Set
from uuid import UUID

_GROUPS = (8, 12, 16, 20)  # a hyphen may stand before these digits
_MOST_APART = 200  # of 256: a place at which more bytes are allowed tells nothing


class UuidMatcher:
    """Looks for all of ``sought``, which may be many and must not be none."""

    def __init__(self, sought: Collection[UUID]) -> None:
        self._raw = {id.bytes: id for id in sought}
        self._digits = {id.hex: id for id in sought}
        places = [frozenset(place) for place in zip(*self._raw, strict=True)]
        self._raw_pattern = re.compile(b"".join(map(_byte, places)), re.DOTALL)
        digits = [f"[{''.join(sorted(set(place)))}]" for place in zip(*self._digits, strict=True)]
        spelled = "".join(("-?" if number in _GROUPS else "") + digit for number, digit in enumerate(digits))
        self._text_pattern = re.compile(_plain(spelled))
        self._bytes_pattern = re.compile(_plain(spelled).encode())

    def in_text(self, text: str) -> set[UUID]:
        """Those that stand in ``text``."""
        text = text.lower()
        return {self._digits[spelled] for spelled in self._spelled_in(text) if spelled in self._digits}

    def in_bytes(self, content: bytes) -> set[UUID]:
        """Those that stand in ``content``, as bytes or as digits."""
        found = {self._raw[part] for part in _matches(self._raw_pattern, content) if part in self._raw}
        for match in _matches(self._bytes_pattern, content.lower()):
            spelled = match.decode("ascii").replace("-", "")
            if spelled in self._digits:
                found.add(self._digits[spelled])
        return found

    def _spelled_in(self, text: str) -> Iterable[str]:
        return (match.replace("-", "") for match in _matches(self._text_pattern, text))


def _matches[T: (str, bytes)](pattern: re.Pattern[T], text: T) -> Iterable[T]:
    """What matches at any place, also where two overlap."""
    match = pattern.search(text)
    while match:
        yield match.group()
        match = pattern.search(text, match.start() + 1)


def _byte(allowed: Set[int]) -> bytes:
    if len(allowed) > _MOST_APART:
        return b"."
    if len(allowed) == 1:
        return re.escape(bytes(allowed))
    return b"[" + b"".join(b"\\x%02x" % value for value in sorted(allowed)) + b"]"


def _plain(pattern: str) -> str:
    """The pattern with places that allow one character written as that character: a search begins with a word."""
    return re.sub(r"\[(.)\]", r"\1", pattern)
