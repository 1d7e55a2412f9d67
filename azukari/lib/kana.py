"""Furigana: how a name is read. Any kana is accepted; katakana is kept."""

import re

from azukari.lib.characters import MalformedError, line
from azukari.lib.width import DASHES, narrow, widen_kana

_TO_KATAKANA = {c: c + 0x60 for c in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_AFTER_KANA = re.compile(f"(?<=[\u30a1-\u30fa\u30fc])[{re.escape(DASHES)}]")
_READING = re.compile("[\u30a1-\u30ffA-Za-z\u00c0-\u024f'’. -]+")


def katakana(text: str) -> str:
    """Hiragana to katakana; all else unchanged."""
    return text if text.isascii() else text.translate(_TO_KATAKANA)


def reading(text: str) -> str:
    """A reading in katakana, words apart by one space. A name that is spelt in Latin letters may stand as it is.

    Raises:
        MalformedError: ``characters``, or ``format`` where kanji, digits or signs are in it.
    """
    folded = _AFTER_KANA.sub("ー", katakana(widen_kana(narrow(line(text)))))
    if not _READING.fullmatch(folded):
        raise MalformedError("format")
    return folded
