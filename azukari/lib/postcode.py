"""Postcodes: 〒100-0001 however it is typed, and those of other countries with their letters."""

import re

from azukari.lib.characters import MalformedError, line
from azukari.lib.width import DASHES, narrow

_IGNORED = re.compile(f"[〒\u3036\\s{re.escape(DASHES)}]")
_DASH = re.compile(f"[{re.escape(DASHES)}]")
_JAPANESE = re.compile("[0-9]{7}")
_OF_DIGITS = re.compile("([A-Z]{2})[ -]?([0-9]{3,6}(?:-[0-9]{2,4})?)")
_BRITISH = re.compile("([A-Z]{1,2}[0-9][A-Z0-9]?)[ -]?([0-9][A-Z]{2})")
_FOREIGN = re.compile("(?=.*[A-Z])(?=.*[0-9])[A-Z0-9][A-Z0-9 -]{1,14}[A-Z0-9]")


def postcode(text: str) -> str:
    """``NNN-NNNN``, or a foreign code in capitals. One of digits alone bears its country's letters: ``US-94105-1234``.

    Raises:
        MalformedError: ``characters``, or ``format``.
    """
    plain = narrow(line(text))
    digits = _IGNORED.sub("", plain)
    if _JAPANESE.fullmatch(digits):
        return f"{digits[:3]}-{digits[3:]}"
    foreign = _DASH.sub("-", plain).upper()
    if bare := _OF_DIGITS.fullmatch(foreign):
        return f"{bare[1]}-{bare[2]}"
    if british := _BRITISH.fullmatch(foreign):
        return f"{british[1]} {british[2]}"
    if not _FOREIGN.fullmatch(foreign):
        raise MalformedError("format")
    return foreign
