"""The names of the two languages, and telling apart a text that somebody wrote in both, one after the other.

Notes of staff are one text in whatever language they write. Who works in two languages writes both, one after the
other; a reader then wants their own, and the other only behind it. Nothing is ever left out: where it is not plain
that two parts are the same thing in two languages, the text stays whole.
"""

import re
from itertools import pairwise
from typing import Final, NamedTuple

_NAMES: Final = {"ja": {"ja": "日本語", "en": "Japanese"}, "en": {"ja": "英語", "en": "English"}}

_JAPANESE: Final = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_BETWEEN: Final = " / "
"""What stands between the two on one line."""
_FEWEST: Final = 2
"""So many words at least make a line of English; fewer are a name, or a code."""


class Parted(NamedTuple):
    """A text in the reader's language; the same in the other one, with its code, both ``""`` where there is none."""

    own: str
    other: str
    other_lang: str


def language_name(code: str, lang: str) -> str:
    """What the language ``code`` is called in ``lang``; the code itself where it is none of ours."""
    return _NAMES.get(code, {}).get(lang, code)


def parted(text: str, lang: str) -> Parted:
    """The reader's part of a text that was written in both languages; all of it where it was not."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    lines = lines[0].split(_BETWEEN) if len(lines) == 1 else lines
    spoken = [_language(line) for line in lines]
    turns = sum(one != after for one, after in pairwise(spoken))
    if "" in spoken or turns != 1 or lang not in spoken:
        return Parted(text, "", "")
    other = "en" if lang == "ja" else "ja"
    said = {each: "\n".join(line for line, of in zip(lines, spoken, strict=True) if of == each) for each in spoken}
    return Parted(said[lang], said[other], other)


def _language(line: str) -> str:
    """``ja``, ``en``, or ``""`` for a line that cannot be told."""
    if _JAPANESE.search(line):
        return "ja"
    return "en" if len(_WORD.findall(line)) >= _FEWEST and "://" not in line else ""
