"""Names of people, places of work, occupations: short text that is kept as its bearer writes it."""

from azukari.lib.characters import line
from azukari.lib.width import narrow_alphanumerics, widen_kana


def short_text(text: str) -> str:
    """A name or another short text: width of letters, digits and kana made alike, one space between words.

    >>> short_text("　髙﨑　ｼﾞｮﾝ　Ｓｍｉｔｈ ")
    '髙﨑 ジョン Smith'

    Raises:
        MalformedError: ``characters``.
    """
    return line(widen_kana(narrow_alphanumerics(text)))
