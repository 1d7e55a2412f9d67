"""Full-width and half-width: ＡＢＣ１２３ and ｶﾅ are the same letters as ABC123 and カナ, typed in another mode."""

import re
import unicodedata

_ASCII = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_ALPHANUMERIC = {full: half for full, half in _ASCII.items() if chr(half).isalnum() or chr(half) == " "}
_HALF_KANA = re.compile("[\uff61-\uff9f]+")
_LONE_MARKS = {0x3099: 0x309B, 0x309A: 0x309C}

DASHES = (
    "-~\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501"
    "\u301c\u30fc\u31d0\u4e00\ufe58\ufe63\uff0d\uff5e\uff70"
)
"""What people type for a hyphen between digits: dashes, minus signs, rules, wave dashes, ー, even the numeral 一."""


def narrow(text: str) -> str:
    """Full-width ASCII (and the ideographic space) to ASCII; nothing else is touched."""
    return text if text.isascii() else text.translate(_ASCII)


def narrow_alphanumerics(text: str) -> str:
    """Full-width letters, digits and spaces to ASCII; punctuation stays as wide as it was written."""
    return text if text.isascii() else text.translate(_ALPHANUMERIC)


def widen_kana(text: str) -> str:
    """Half-width kana to full-width, a voicing mark joined to its letter: ｶﾞ becomes ガ."""
    if text.isascii():
        return text
    return _HALF_KANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]).translate(_LONE_MARKS), text)
