"""The single words of a document: names, numbers, dates, periods, and the closed lists (categories, kinds, grounds)."""

import re
import unicodedata
from datetime import date, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from azukari.policy.finding import both
from azukari.policy.period import duration, spell
from azukari.policy.reading import Word
from azukari.policy.terms import Category, FormKind, Period, Text

_SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_FIELD = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
_PERIODS = (
    r"^P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$",
    r"^(?=\d)(?:(\d{1,3})年)?(?:(\d{1,4})[かヶカケヵ]月)?(?:(\d{1,5})日)?$",
    r"^(?=\d)(?:(\d{1,3}) years?)?(?:(?:, | and |)(\d{1,4}) months?)?(?:(?:, | and |)(\d{1,5}) days?)?$",
)
"""A period as a document keeps it, and as people write it in either language."""
_MONTH_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_EMAIL = r"^[^@\s<>]+@[^@\s<>.]+(\.[^@\s<>.]+)+$"
_WEB = r"^https?://[^\s/]+(/\S*)?$"
_ORIGIN = r"^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{2,5})?$"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _matching(pattern: str, *, ja: str, en: str) -> Word:
    compiled = re.compile(pattern)

    def convert(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(text)
        return text

    return Word(convert, ja, en, {"type": "string", "pattern": pattern})


def _filled(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError(text)
    return int(text)


def _yes_or_no(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _date(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _time(text: str) -> time:
    if not re.fullmatch(r"\d{1,2}:\d{2}", text):
        raise ValueError(text)
    return time.fromisoformat(text.zfill(5))


def read_period(text: str) -> Period:
    """Read ``P1Y6M``, ``1年6か月`` or ``1 year and 6 months``; zero lengths are refused with ValueError."""
    said = unicodedata.normalize("NFKC", text).strip()
    match = next((found for pattern in _PERIODS if (found := re.fullmatch(pattern, said))), None)
    years, months, days = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    if not (years or months or days):
        raise ValueError(text)
    return Period(years, months, days)


def spelled(text: str) -> str:
    """A period as a document keeps it, in words that `read_period` reads; any other text as it is."""
    return spell(read_period(text))["en"] if re.fullmatch(_PERIODS[0], text) else text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (OSError, LookupError) as error:
        raise ValueError(text) from error
    return text


def _month_day(text: str) -> str:
    if not re.fullmatch(_MONTH_DAY, text):
        raise ValueError(text)
    date.fromisoformat(f"2024-{text}")  # a leap year: 02-29 is a day
    return text


def _weekday(text: str) -> int:
    return _WEEKDAYS.index(text.lower())


def closed(kind: type[StrEnum]) -> Word:
    """A word out of a closed list."""
    words = [member.value for member in kind]
    listed = ", ".join(words)
    code, remedy = _CLOSED.get(kind, ("shape.value", None))
    return Word(
        kind,
        f"次のどれか({listed})",
        f"one of {listed}",
        {"enum": words},
        back=lambda value: value.value,
        code=code,
        remedy=remedy,
    )


_CLOSED: dict[type[StrEnum], tuple[str, Text]] = {
    Category: (
        "category.outside-scope",
        both(
            "集める情報の範囲は、氏名・住所・メールアドレス・電話番号・FAX番号・職業と、本人が書く本文・回答だけです。"
            "範囲外の項目は取り除いてください。",
            "The scope is name, address, email, phone, fax, occupation, and what a person writes as message or answer."
            " Remove what lies outside it.",
        ),
    ),
    FormKind: (
        "form.kind-outside-six",
        both(
            "個人情報を尋ねるフォームは六種類だけです。"
            "ほかの用途は、例外の目的(exceptional)を明記し、六種類のどれかに置いてください。",
            "Only the six kinds of form may ask for personal data."
            " For another use, state an exceptional purpose, and place it in a form of one of the six kinds.",
        ),
    ),
}

SLUG = _matching(_SLUG, ja="小文字の英数字とハイフンの名前", en="a name of lower-case letters, digits and hyphens")
FIELD_ID = _matching(_FIELD, ja="小文字の英数字と下線の名前", en="a name of lower-case letters, digits and underscores")
COUNTRY = _matching(r"^[A-Z]{2}$", ja="二文字の国コード(JP など)", en="a country code of two capitals, such as JP")
ADDRESS = _matching(_EMAIL, ja="メールアドレス", en="an email address")
WEB = _matching(_WEB, ja="http で始まる URL", en="a web address that begins with http")
ORIGIN = _matching(_ORIGIN, ja="https://example.org の形", en="the address of a site, such as https://example.org")
LANGUAGE = _matching(r"^(ja|en)$", ja="ja か en", en="ja or en")
ZONE = Word(_zone, "時間帯の名前(Asia/Tokyo など)", "a time zone, such as Asia/Tokyo", {"type": "string"})
MONTH_DAY = Word(
    _month_day,
    '月と日("12-29" など)',
    'a month and day, such as "12-29"',
    {"type": "string", "pattern": _MONTH_DAY},
)
WEEKDAY = Word(
    _weekday,
    "曜日(mon から sun)",
    "a weekday, mon to sun",
    {"enum": list(_WEEKDAYS)},
    back=lambda value: _WEEKDAYS[value],
)
STRING = Word(_filled, "文字", "some text", {"type": "string", "minLength": 1})

SCALARS: dict[Any, Word] = {
    str: STRING,
    int: Word(_whole, "0以上の整数", "a whole number, not below zero", {"type": "integer", "minimum": 0}, back=int),
    bool: Word(_yes_or_no, "true か false", "true or false", {"type": "boolean"}, back=bool, kinds=frozenset({"bool"})),
    date: Word(
        _date,
        "日付(2026-11-24 など)",
        "a date, such as 2026-11-24",
        {"type": "string", "format": "date"},
        back=date.isoformat,
    ),
    time: Word(
        _time,
        '時刻("09:00" など)',
        'a time, such as "09:00"',
        {"type": "string", "pattern": r"^\d{1,2}:\d{2}$"},
        back=lambda value: value.strftime("%H:%M"),
    ),
    Period: Word(
        read_period,
        "期間(3年、6か月、14日など)",
        "a period, such as 3 years, 6 months or 14 days",
        {"type": "string", "pattern": "|".join(_PERIODS)},
        back=duration,
    ),
}
