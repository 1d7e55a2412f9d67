"""A day, as tools, banks and paper write it: 2024-05-01, 2024/5/1, 2024/ 5/ 1, 20240501, 2024年5月1日, 令和6年5月1日,
R6.5.1; a time may follow.

05/04/2024 is two days at once, and refused.
"""

import re
import unicodedata
from datetime import date

_WESTERN = re.compile(r"(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})(?:[ T(].*)?")
_JAPANESE = re.compile(r"(\d{4})年\s?(\d{1,2})月\s?(\d{1,2})日(?:.*)?")
_ERA = re.compile(r"(令和|平成|昭和|[RHS])\s?(元|\d{1,2})[年./-]\s?(\d{1,2})[月./-]\s?(\d{1,2})日?(?:[ T(].*)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_BEFORE = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
EARLIEST = date(1926, 1, 1)


def day(text: str) -> date | None:
    """The day that ``text`` names, or None if it names none, or more than one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = None
    try:
        if match := _WESTERN.fullmatch(plain):
            found = date(int(match[1]), int(match[3]), int(match[4]))
        elif match := _JAPANESE.fullmatch(plain) or _DIGITS.fullmatch(plain):
            found = date(int(match[1]), int(match[2]), int(match[3]))
        elif match := _ERA.fullmatch(plain.upper()):
            year = 1 if match[2] == "元" else int(match[2])
            found = date(_BEFORE[match[1]] + year, int(match[3]), int(match[4]))
    except ValueError:
        return None
    return found if found and found >= EARLIEST else None
