"""Scrubbing: what of an address or a word from outside may become a row, so that no name, token or query ever does.

A path keeps its plain words. A part that looks like a key, a number of somebody or a mail address becomes ``*``; what
stands after ``?`` or ``#`` is never looked at.
"""

import re
import unicodedata
from itertools import pairwise
from urllib.parse import unquote

from azukari.features.statistics.dimension import OTHER

LONGEST = 120
_PART = 48
_PARTS = 8
_HEX = re.compile(r"[0-9a-f-]{16,}", re.IGNORECASE)
_DIGITS = re.compile(r"\d(?:[\s.()+-]*\d){6,}")
_MIXED = re.compile(r"(?<![^\W_])(?=[^\W_]*\d)(?=[^\W_]*[a-zA-Z])[^\W_]{12,}")
_CASES = re.compile(r"[A-Za-z0-9_]{16,}")
_SIGNS = re.compile(r"[\w.~+,() :!-]*")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?:-?(?:0[1-9]|1[0-2])(?:-?(?:0[1-9]|[12]\d|3[01]))?)?(?!\d)")
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}", re.IGNORECASE)


def path(asked: str) -> str:
    """The path of an address, as it may be kept; ``/`` for what is none."""
    whole = asked.partition("?")[0].partition("#")[0].partition(";")[0]
    if not whole.startswith("/"):
        return "/"
    parts = whole[1:].split("/")
    kept = [_part(part) for part in parts[:_PARTS]]
    if len(parts) > _PARTS:
        kept[-1] = OTHER
    made = "/" + "/".join(kept)
    return made if len(made) <= LONGEST else made[: made[: LONGEST - 1].rfind("/") + 1] + OTHER


def _part(part: str) -> str:
    try:
        plain = unicodedata.normalize("NFKC", unquote(part, errors="strict"))
    except UnicodeDecodeError:
        return OTHER
    return OTHER if looks_personal(plain) or not _SIGNS.fullmatch(plain) else plain


def word(said: str, longest: int = 40) -> str:
    """A campaign's name or the like, as it may be kept; ``""`` for nothing, ``*`` for what looks like somebody's."""
    plain = unicodedata.normalize("NFKC", said).strip()
    if not plain:
        return ""
    return OTHER if len(plain) > longest or looks_personal(plain) or not _SIGNS.fullmatch(plain) else plain.casefold()


def looks_personal(plain: str) -> bool:
    """Whether it may be a key, a token, a network's or a mail address, a telephone number: it is not kept."""
    if len(plain) > _PART or "@" in plain or _NUMBER.fullmatch(plain):
        return True
    bare = _DATE.sub("", plain)
    if any(pattern.search(bare) for pattern in (_HEX, _DIGITS, _MIXED)):
        return True
    return any(_turns(run) > len(run) // 4 for run in _CASES.findall(bare))


def _turns(run: str) -> int:
    """How often it changes between capitals, small letters and digits: keys do all the time."""
    kinds = [(sign.isdigit(), sign.isupper()) for sign in run]
    return sum(one != other for one, other in pairwise(kinds))
