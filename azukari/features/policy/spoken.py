"""Words for what a document keeps as a code: a country (`JP`) and a day of the year (`12-29`).

A page shows `Japan` and `29 December`, and takes either. What is neither goes on as it was typed, and the parser
says so.
"""

import re
import unicodedata
from datetime import date

from azukari.lib.country import code_of, country
from azukari.policy import word
from azukari.policy.reading import Shape

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY_FIRST = re.compile(r"(\d{1,2})\.? +([a-z]{3,9})\.?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? +(\d{1,2})")
_JAPANESE = re.compile(r"(\d{1,2})月 *(\d{1,2})日")


def say(value: str, shape: Shape, lang: str) -> str:
    """``Japan`` for ``JP``, ``29 December`` for ``12-29``; anything else as it stands."""
    if shape is word.COUNTRY:
        return country(value, lang)
    if shape is not word.MONTH_DAY:
        return value
    try:
        day = date.fromisoformat(f"2024-{value}")  # a leap year
    except ValueError:
        return value
    return f"{day.month}月{day.day}日" if lang == "ja" else f"{day.day} {_MONTHS[day.month - 1]}"


def hear(typed: str, shape: Shape) -> str:
    """What a document keeps for words or a code, in either language."""
    if shape is word.COUNTRY:
        return code_of(typed)
    return _day(typed) if shape is word.MONTH_DAY else typed


def _day(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed).strip().lower()
    if found := _JAPANESE.fullmatch(plain):
        return f"{int(found[1]):02}-{int(found[2]):02}"
    found = _DAY_FIRST.fullmatch(plain)
    day, month = (found[1], found[2]) if found else ("", "")
    if found := _MONTH_FIRST.fullmatch(plain):
        month, day = found[1], found[2]
    months = [number for number, name in enumerate(_MONTHS, 1) if month and name.lower().startswith(month)]
    return f"{months[0]:02}-{int(day):02}" if months else typed
