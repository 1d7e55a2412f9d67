"""Columns of a register that was kept elsewhere: what each tells of a membership, by its header.

Pure. Headers are those of Japanese spreadsheets, of CiviCRM's exports (memberships, contributions) and plain English.
Columns about the person are not looked at, save the address by which a row finds its registration. A header that
names a year ("2023年度会費", "令和5年度 入金日", "Dues 2023") is that year's: the day on which it was paid, or the
amount, or a tick.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from azukari.core.forms.importing.day import day
from azukari.lib.coded_error import CodedError
from azukari.lib.width import narrow


class Part(StrEnum):
    """What a column tells."""

    EMAIL = "email"
    NUMBER = "number"
    KIND = "class"
    SINCE = "since"
    BEGINS = "begins"
    ENDS = "ends"
    LEFT = "left"
    STATUS = "status"
    PAID_ON = "paid_on"
    YEAR = "year"
    AMOUNT = "amount"


_HEADS: Mapping[Part, tuple[str, ...]] = {
    Part.EMAIL: ("email", "e-mail", "mail", "メール"),
    Part.NUMBER: ("会員番号", "会員no", "member no", "member number", "membership no", "membership number"),
    Part.LEFT: ("退会", "left on", "date left", "resigned"),
    Part.SINCE: ("入会", "加入日", "member since", "join date", "joined", "since"),
    Part.BEGINS: ("開始日", "start date", "term begins", "valid from"),
    Part.ENDS: ("有効期限", "満了", "終了日", "期限", "end date", "expiration", "expiry", "expires", "valid until"),
    Part.STATUS: ("会員状態", "状態", "status"),
    Part.KIND: ("会員種別", "会員区分", "種別", "区分", "membership type", "member class", "class", "type"),
    Part.PAID_ON: (
        "入金日", "支払日", "納入日", "納付日", "領収日", "date received", "receive date", "received date", "paid on",
        "payment date", "contribution date",
    ),
    Part.YEAR: ("会費年度", "年度", "dues year", "fiscal year", "year"),
    Part.AMOUNT: ("入金額", "納入額", "納付額", "支払額", "金額", "会費", "total amount", "amount", "dues", "fee"),
}  # fmt: skip
_NOT: Mapping[Part, tuple[str, ...]] = {
    Part.KIND: ("contact", "location", "phone", "financial", "性別", "payment"),
    Part.STATUS: ("contribution", "marital"),
    Part.EMAIL: ("no bulk", "do not", "on hold", "メールマガジン", "配信"),
}
"""Words of headers that are another matter."""

_YEAR = re.compile(r"(19\d\d|20\d\d)|(?:令和|r)\s?(\d{1,2}|元)|(?:平成|h)\s?(\d{1,2})")
_A_DAY = ("日", "date", "paid on")
_PAID = frozenset({"済", "○", "◯", "〇", "●", "✓", "レ", "paid", "yes", "y", "1", "x", "ok", "納入済", "支払済"})
_UNPAID = frozenset({"", "未", "未納", "×", "-", "－", "ー", "0", "no", "n", "unpaid", "なし", "免除"})
_GONE = frozenset(
    {"expired", "cancelled", "canceled", "deceased", "left", "lapsed", "退会", "退会済", "除名", "死亡", "会員資格喪失"}
)


class LineError(CodedError):
    """What a row says cannot be read; the code says what."""


@dataclass(frozen=True, slots=True)
class Paid:
    """That something was paid: for a dues year, or 0; on a day, or None; an amount in yen, or 0 where none is told."""

    year: int
    day: date | None
    amount: int


@dataclass(frozen=True, slots=True)
class Line:
    """What one row tells of a membership. Nothing in it says who somebody is."""

    row: int
    number: int | None = None
    kind: str = ""
    since: date | None = None
    begins: date | None = None
    ends: date | None = None
    paid: tuple[Paid, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each part stands; of a year: the columns with its amount or tick, and with its day."""

    at: Mapping[Part, int]
    years: Mapping[int, tuple[int | None, int | None]]

    @property
    def tells(self) -> bool:
        """Whether it tells anything of a membership."""
        return bool(self.years) or bool({*self.at} - {Part.EMAIL, Part.STATUS})

    def email(self, cells: Sequence[str]) -> str:
        return self._cell(cells, Part.EMAIL).strip()

    def line(self, row: int, cells: Sequence[str]) -> Line:
        """What a row tells.

        Raises:
            LineError: it says that somebody left, or a day, number or amount in it is none.
        """
        if self._cell(cells, Part.LEFT) or self._cell(cells, Part.STATUS).lower() in _GONE:
            raise LineError("left")
        paid = [self._year(year, places, cells) for year, places in sorted(self.years.items())]
        paid.append(self._payment(cells))
        return Line(
            row,
            _number(self._cell(cells, Part.NUMBER)),
            " ".join(self._cell(cells, Part.KIND).split()),
            _day(self._cell(cells, Part.SINCE)),
            _day(self._cell(cells, Part.BEGINS)),
            _day(self._cell(cells, Part.ENDS)),
            tuple(each for each in paid if each is not None),
        )

    def _cell(self, cells: Sequence[str], part: Part) -> str:
        return _at(cells, self.at.get(part))

    def _year(self, year: int, places: tuple[int | None, int | None], cells: Sequence[str]) -> Paid | None:
        told, when = _at(cells, places[0]), _day(_at(cells, places[1]))
        if told.lower() in _PAID:
            return Paid(year, when, 0)
        if told.lower() in _UNPAID:
            return Paid(year, when, 0) if when else None
        as_day = day(told)
        return Paid(year, as_day, 0) if as_day else Paid(year, when, _amount(told))

    def _payment(self, cells: Sequence[str]) -> Paid | None:
        when = _day(self._cell(cells, Part.PAID_ON))
        amount, year = self._cell(cells, Part.AMOUNT), self._cell(cells, Part.YEAR)
        if when is None and not year:
            return None  # an amount alone is what a class costs
        told = _year_in(year) if year else 0
        if year and not told:
            raise LineError("year")
        return Paid(told, when, _amount(amount) if amount.lower() not in _UNPAID else 0)


def columns(header: Sequence[str]) -> Columns:
    """Find what each column of a list tells; the first that fits is taken."""
    at: dict[Part, int] = {}
    years: dict[int, tuple[int | None, int | None]] = {}
    for position, name in enumerate(header):
        plain = narrow(name).strip().lower()
        year = _year_in(plain)
        if year:
            amount, when = years.get(year, (None, None))
            is_day = any(word in plain for word in _A_DAY)
            years[year] = (amount, position) if is_day else (position, when)
            continue
        for part, heads in _HEADS.items():
            fits = any(head in plain for head in heads) and not any(word in plain for word in _NOT.get(part, ()))
            if fits:
                at.setdefault(part, position)
                break
    return Columns(at, years)


def _at(cells: Sequence[str], position: int | None) -> str:
    return narrow(cells[position]).strip() if position is not None and position < len(cells) else ""


def _day(text: str) -> date | None:
    if not text:
        return None
    found = day(text)
    if found is None:
        raise LineError("day")
    return found


def _number(text: str) -> int | None:
    if not text:
        return None
    digits = re.findall(r"\d+", text.removesuffix(".0"))
    if len(digits) != 1 or not 0 < int(digits[0]) < 10_000_000:
        raise LineError("number")
    return int(digits[0])


def _amount(text: str) -> int:
    plain = re.sub(r"[,\s¥\\円]|jpy", "", narrow(text).lower())
    plain = re.sub(r"\.0+$", "", plain)
    if not re.fullmatch(r"\d{1,8}", plain):
        raise LineError("amount")
    return int(plain)


def _year_in(text: str) -> int:
    """The year that a header or a cell names; 0 for none."""
    found = _YEAR.search(narrow(text).lower())
    if not found:
        return 0
    if found[1]:
        return int(found[1])
    if found[2]:
        return 2018 + (1 if found[2] == "元" else int(found[2]))
    return 1988 + int(found[3])
