"""Bank files: what came in on an account, out of a bank's CSV or the 200-byte notice of the Zengin system.

Pure: bytes in, deposits out. Columns are found by their headers, never by their place; lines before the header are left
out; the encoding is UTF-8, with or without a mark, or cp932. Who paid stands as the bank writes names: in capital
letters and kana without small ones. Nothing of it is kept.
"""

import csv
import re
import unicodedata
from codecs import getincrementaldecoder
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from azukari.core.forms.importing.day import day as day_named
from azukari.lib.kana import katakana
from azukari.lib.width import DASHES, narrow, widen_kana

_BOTH = "±"
"""What stands for 入出金 in a head: money in either direction."""
_DAY = ("取引日", "勘定日", "日付", "年月日", "入金日", "操作日", "date")
_IN = ("入金", "預入", "預り", "預かり", "受入", "deposit", "credit")
_ANY = (_BOTH, "金額", "amount")
_OUT = ("出金", "支払", "引出", "払戻", "払出", "withdrawal", "debit")
_SORT = ("入払", f"{_BOTH}区分", "取引区分", "区分")
_WENT_OUT = re.compile("[出払引]|^2$|debit|withdrawal", re.IGNORECASE)
_PAYER = ("依頼人", "振込人", "名義", "摘要", "内容", "明細", "詳細", "備考", "description", "payer")
_NO_PAYER = re.compile(r"id$|番号$|区分$")
_ACCOUNT = re.compile("口座番号|口座no|account (number|no)")
_SERIAL = re.compile("明細id|取引id|取引順番号|照会番号|transaction id")
_BALANCE = re.compile("残高|現在[^現]*高$|balance")
_LONGEST = 40
_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_RECORD = 200
_MOST_LINES = 20_000
_dashes = re.compile(f"[{re.escape(DASHES)}]")
_apart = {
    re.compile(r"(?<!\s)\s*+[\u309b\uff9e]"): "\u3099",
    re.compile(r"(?<!\s)\s*+[\u309c\uff9f]"): "\u309a",
}


class NotABankFile(Exception):
    """No day, no amount and no payer are found in it, or it is in no encoding that banks use."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money that came in.

    Args:
        amount: whole yen.
        payer: as `payer_name` makes it.
        account: which account it is, as far as the file says; ``""`` if it does not.
        serial: the bank's own number of the line; ``""`` if there is none.
        balance: what is on the account after it, in yen; None if the file does not say.
        layout: what the file's heads are, in short: files of one layout write one line alike.
    """

    day: date
    amount: int
    payer: str
    account: str = ""
    serial: str = ""
    balance: int | None = None
    layout: str = ""


def deposits(content: bytes, *, today: date) -> list[Deposit]:
    """What came in, in the order of the file. What went out, and what was cancelled, is left out.

    Args:
        today: a year of two digits is the last one that lies not after it.

    Raises:
        NotABankFile: see there.
    """
    records = _records(content)
    return [*(_zengin(records, today) if records else _csv(_text(content)))]


def payer_name(text: str) -> str:
    """A payer's name as all banks would write it: capitals, large kana, voicing marks joined, one hyphen, one space."""
    for mark, joined in _apart.items():
        text = mark.sub(joined, text)
    whole = katakana(widen_kana(unicodedata.normalize("NFKC", text))).upper().translate(_LARGE)
    return " ".join(_dashes.sub("-", whole).split())


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotABankFile


def _records(content: bytes) -> list[bytes]:
    """The records of a Zengin file; none if it is something else."""
    lines = [line for line in re.split(rb"\r?\n", content.rstrip(b"\x1a\r\n")) if line]
    if len(lines) == 1 and len(lines[0]) % _RECORD == 0:
        lines = [lines[0][at : at + _RECORD] for at in range(0, len(lines[0]), _RECORD)]
    is_one = lines and lines[0][:1] == b"1" and all(len(line) == _RECORD for line in lines)
    return lines[:_MOST_LINES] if is_one else []


def _zengin(records: Sequence[bytes], today: date) -> Iterator[Deposit]:
    """The data records of a notice of incoming transfers: day 8-13, amount 20-29, payer 50-97, cancelled 128; and the
    account, from the bank to the number, 23-70 of the head.
    """
    account = f"z{_digest(records[0][22:70])}"
    for record in records:
        if record[:1] != b"2" or record[127:128] == b"1":
            continue
        try:
            day, amount = _two_digit_day(record[7:13].decode("ascii"), today), int(record[19:29])
            payer = payer_name(_cut_text(record[49:97]))
        except (ValueError, UnicodeDecodeError) as broken:
            raise NotABankFile from broken
        if amount:
            yield Deposit(day, amount, payer, account, layout="zengin")


def _cut_text(field: bytes) -> str:
    """The text of a field of fixed length, at whose end half a character may be left."""
    return getincrementaldecoder("cp932")().decode(field)


def _two_digit_day(text: str, today: date) -> date:
    """A day of six digits, whose year is one of Reiwa or the end of a western one."""
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    found = [date(first + year, month, day) for first in (2000, 2018)]
    return max((one for one in found if one <= today), default=found[0])


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]


def _csv(text: str) -> Iterator[Deposit]:
    dialect = "excel-tab" if text.count("\t") > text.count(",") else "excel"
    try:
        rows = [row for row, _n in zip(csv.reader(text.splitlines(), dialect), range(_MOST_LINES), strict=False)]
    except csv.Error as broken:
        raise NotABankFile from broken
    for at, row in enumerate(rows):
        columns = _columns(row)
        if columns is not None:
            account, layout = _account(rows[:at]), _digest("\n".join(row).encode())
            lines = (columns.read(line) for line in rows[at + 1 :])
            return (replace(found, account=account or found.account, layout=layout) for found in lines if found)
    raise NotABankFile


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand in a row."""

    day: tuple[int, ...]
    amount: int
    payer: tuple[int, ...]
    sort: int | None
    account: int | None
    serial: int | None
    balance: int | None

    def read(self, row: Sequence[str]) -> Deposit | None:
        """What came in by this row, if it says so."""
        if len(row) <= max(*self.day, self.amount, *self.payer):
            return None
        day, amount = day_named("/".join(row[column] for column in self.day)), _amount(row[self.amount])
        went_out = self.sort is not None and len(row) > self.sort and _WENT_OUT.search(narrow(row[self.sort]).strip())
        if day is None or amount is None or amount <= 0 or went_out:
            return None
        payer = payer_name(" ".join(row[column] for column in self.payer))
        account = _account_number(_cell(row, self.account))
        serial = "".join(narrow(_cell(row, self.serial)).split())[:_LONGEST]
        return Deposit(day, amount, payer, account, serial, _amount(_cell(row, self.balance), digits=15))


def _columns(row: Sequence[str]) -> _Columns | None:
    heads = [narrow(cell).strip().lower().replace("入出金", _BOTH) for cell in row]

    def place(words: Sequence[str], *, but: Collection[int | None] = ()) -> int | None:
        fits = (at for word in words for at, head in enumerate(heads) if word in head and at not in but)
        return next(fits, None)

    day = place(_DAY)
    sort = next((at for at, head in enumerate(heads) if head == _BOTH), None)
    sort = place(_SORT, but={day}) if sort is None else sort
    heads = ["" if at in (day, sort) or any(word in head for word in _OUT) else head for at, head in enumerate(heads)]
    came_in = place(_IN)
    amount = came_in if came_in is not None else place(_ANY)
    payer = tuple(
        at
        for at, head in enumerate(heads)
        if at != amount and any(word in head for word in _PAYER) and not _NO_PAYER.search(head)
    )
    if day is None or amount is None or not payer:
        return None
    own = [narrow(cell).strip().lower() for cell in row]
    account, serial, balance = (
        next((at for at, head in enumerate(own) if wanted.search(head)), None)
        for wanted in (_ACCOUNT, _SERIAL, _BALANCE)
    )
    return _Columns(_whole_day(row, day), amount, payer, sort, account, serial, balance)


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _account(head: Sequence[Sequence[str]]) -> str:
    """The account that lines before the heads name."""
    named = (" ".join(row) for row in head if _ACCOUNT.search(narrow(" ".join(row)).lower()))
    return next((found for text in named if (found := _account_number(text))), "")


def _account_number(text: str) -> str:
    """The digits of an account, of its branch as well where it stands beside it."""
    digits = re.findall(r"\d+", _dashes.sub("-", narrow(text)))
    return f"c{''.join(digits)}"[:_LONGEST] if digits else ""


def _whole_day(row: Sequence[str], year: int) -> tuple[int, ...]:
    """The columns of a day: one, or one each for the year, the month and the day of the month."""
    heads = [narrow(cell).strip() for cell in row]
    if not heads[year].endswith("(年)"):
        return (year,)
    stem = heads[year].removesuffix("(年)")
    return tuple(heads.index(f"{stem}({part})") for part in "年月日" if f"{stem}({part})" in heads)


def _amount(text: str, *, digits: int = 9) -> int | None:
    plain = re.sub(r"[,\s¥\\円+]", "", narrow(text))
    plain = _dashes.sub("-", plain)
    return int(plain) if re.fullmatch(rf"-?\d{{1,{digits}}}", plain) else None
