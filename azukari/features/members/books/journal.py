"""Journal entries of payments: which account is debited and which is credited, for accounting programs.

Pure. A payment is booked on its day, in full, from its way of payment to dues, donations or advance receipts; what went
back of it is booked on the day on which it went, in the other direction. Account titles are those of the accounting
standards for NPOs in Japan, since both programs that read the files are Japanese.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from azukari.features.members.receipt_lines import ReceiptLine


class Account(StrEnum):
    """Account titles."""

    BANK = "普通預金"
    CASH = "現金"
    PROVIDER = "未収入金"  # the payment provider pays it out later
    DUES = "受取会費"
    DONATIONS = "受取寄附金"
    ADVANCE = "前受会費"


@dataclass(frozen=True, slots=True)
class Booked:
    """A payment as it stands in the books.

    Args:
        payer: the number of the member, or the reference of the person.
        account: where the money came in.
        lines: what it settles, without what went back (`receipt_lines.lines_of`).
        returns: what went back, on which day, with what it had been paid for.
        reference: of the entry: the last digits of its id.
    """

    day: date
    payer: str
    account: Account
    lines: Sequence[ReceiptLine]
    returns: Sequence[ReceiptLine] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of a journal, in whole yen.

    Args:
        tax_percent: the consumption tax that is in the amount; 0 where it is not taxed.
    """

    day: date
    debit: Account
    credit: Account
    amount: int
    tax_percent: int
    text: str
    payer: str
    reference: str

    @property
    def income(self) -> Account:
        """The account of the two that is not the way of payment."""
        return self.debit if self.is_return else self.credit

    @property
    def is_return(self) -> bool:
        """Whether the money went out."""
        return self.debit in (Account.DUES, Account.DONATIONS, Account.ADVANCE)

    @property
    def money(self) -> Account:
        """Where the money lies."""
        return self.credit if self.is_return else self.debit


def entries(booked: Iterable[Booked], *, first: date, last: date) -> list[JournalEntry]:
    """The entries of these days, in their order."""
    found: list[JournalEntry] = []
    for each in booked:
        found += [_entry(each, line.day, (each.account, _income(line)), line) for line in each.lines]
        for back in each.returns:  # it came in as well, on the day of the payment
            found.append(_entry(each, each.day, (each.account, _income(back)), back))
            found.append(_entry(each, back.day, (_income(back), each.account), back))
    return sorted((one for one in found if first <= one.day <= last), key=lambda one: (one.day, one.reference))


def _income(line: ReceiptLine) -> Account:
    if line.is_donation:
        return Account.DONATIONS
    return Account.DUES if line.dues_year else Account.ADVANCE


def _entry(of: Booked, day: date, accounts: tuple[Account, Account], line: ReceiptLine) -> JournalEntry:
    debit, credit = accounts
    year = f" {line.dues_year}年度" if line.dues_year else ""
    text = f"返金{year} {of.payer}" if debit is not of.account else f"{credit}{year} {of.payer}"
    return JournalEntry(day, debit, credit, line.amount, line.tax_percent, text, of.payer, of.reference)


_YAYOI_TAX = {10: "課税売上込10%", 8: "課税売上込軽減8%"}
_FREEE_TAX = {10: "課税売上10%", 8: "課税売上8%（軽）"}
_NO_TAX = "対象外"
FREEE_HEAD = (
    "収支区分", "管理番号", "発生日", "決済期日", "取引先", "勘定科目", "税区分", "金額", "税計算区分", "税額", "備考",
    "品目", "部門", "メモタグ（複数指定可、カンマ区切り）", "決済日", "決済口座", "決済金額",
)  # fmt: skip


def yayoi(entry: JournalEntry) -> list[str]:
    """A line of Yayoi's import format, 25 columns without a head (弥生インポート形式, support.yayoi-kk.co.jp 18545)."""
    tax = _YAYOI_TAX.get(entry.tax_percent, _NO_TAX)
    amount, vat = str(entry.amount), _vat(entry)
    debit = [entry.debit, "", "", tax if entry.is_return else _NO_TAX, amount, vat if entry.is_return else ""]
    credit = [entry.credit, "", "", _NO_TAX if entry.is_return else tax, amount, "" if entry.is_return else vat]
    return [
        "2000",
        "",
        "",
        _day(entry.day),
        *debit,
        *credit,
        entry.text,
        "",
        "",
        "0",
        "",
        entry.reference,
        "0",
        "0",
        "no",
    ]


def freee(entry: JournalEntry) -> list[str]:
    """A line of freee's import of settled deals, under `FREEE_HEAD`."""
    day, amount = _day(entry.day), str(entry.amount)
    tax = _FREEE_TAX.get(entry.tax_percent, _NO_TAX)
    kind = "支出" if entry.is_return else "収入"
    head = [kind, entry.reference, day, "", entry.payer, entry.income, tax, amount, "内税", _vat(entry)]
    return [*head, entry.text, "", "", "", day, entry.money, amount]


def _day(day: date) -> str:
    return f"{day:%Y/%m/%d}"


def _vat(entry: JournalEntry) -> str:
    """The tax in the amount, rounded down; blank where it is not taxed."""
    return str(entry.amount * entry.tax_percent // (100 + entry.tax_percent)) if entry.tax_percent else ""
