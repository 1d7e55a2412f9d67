"""Addresses in one line: 千代田区平河町１ー２ー３ is 千代田区平河町1-2-3, and names of buildings stay as written."""

import re

from azukari.lib.characters import line
from azukari.lib.width import DASHES, narrow_alphanumerics, widen_kana

_BETWEEN_NUMBERS = re.compile(f"(?<=[0-9])[{re.escape(DASHES)}](?=[0-9A-Za-z])")


def street_address(text: str) -> str:
    """An address, normalised.

    Raises:
        MalformedError: ``characters``.
    """
    return _BETWEEN_NUMBERS.sub("-", widen_kana(narrow_alphanumerics(line(text))))
