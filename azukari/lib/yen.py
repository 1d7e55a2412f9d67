"""Amounts of money as people type them: 3,000 and ３，０００, with 円 or ¥, are the same whole yen."""

import re

from azukari.lib.width import narrow

_AROUND = re.compile(r"[\s,¥\\円]")
"""What stands in and around the digits; a yen sign that was typed on some keyboards arrives as a backslash."""
_MOST_DIGITS = 9


def yen(typed: str) -> int | None:
    """The amount; None where it is no whole number of yen."""
    digits = _AROUND.sub("", narrow(typed))
    return int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
