"""Which line of a bank file is which: whether one that is read now is in the books already.

What a line is follows from its account, day, amount and payer, and from the bank's serial number or the balance after
it, where the file has them; of lines that nothing tells apart, as many are in the books as were booked. Another payer's
line of the same day and amount is another line.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from uuid import UUID

from azukari.core.vault.index_token import token_of_folded
from azukari.features.members.bank_digest_folding import folded_2026_12, payer_key_2026_12
from azukari.features.members.bank_file import Deposit
from azukari.features.members.models import BankLine, Payment
from azukari.lib.grouping import grouped
from azukari.policy.terms import Category

_VERSION = 2  # bytes of the key's version at the head of a token


@dataclass(frozen=True, slots=True)
class LineMarks:
    """What a line is known by.

    Args:
        cores, texts: tokens of the payer's name, and of all that the bank wrote, with the day and the amount; each
            under every key in use, the newest first. One that is stored has one of each, or none that can be read.
        account, serial, balance, layout: as `Deposit` has them.
    """

    cores: tuple[bytes, ...] = ()
    texts: tuple[bytes, ...] = ()
    account: str = ""
    serial: str = ""
    balance: int | None = None
    layout: str = ""


class Likeness(Enum):
    """How a line stands to one in the books, of the same day and amount."""

    SAME = auto()
    UNSURE = auto()
    OTHER = auto()


def likeness(line: LineMarks, booked: LineMarks) -> Likeness:
    """Whether a line of the same day and amount is one that is in the books."""
    if line.account and booked.account and line.account[0] == booked.account[0] and line.account != booked.account:
        return Likeness.OTHER
    place = _same_place(line, booked)
    if place is False:
        return Likeness.OTHER
    if not _readable(line, booked):
        return Likeness.SAME if place else Likeness.UNSURE
    if {*booked.texts} & {*line.texts}:
        return Likeness.SAME
    if line.layout == booked.layout:
        return Likeness.OTHER
    return Likeness.SAME if place or {*booked.cores} & {*line.cores} else Likeness.UNSURE


def _same_place(line: LineMarks, booked: LineMarks) -> bool | None:
    """By the serial number or the balance; None where one of them has neither."""
    if line.serial and booked.serial and line.layout == booked.layout:
        return line.serial == booked.serial
    if line.balance is not None and booked.balance is not None:
        return line.balance == booked.balance
    return None


def _readable(line: LineMarks, booked: LineMarks) -> bool:
    """Whether a key that is there made the tokens of what is booked: a restore, or an old key's end, leaves none."""
    versions = {token[:_VERSION] for token in line.texts}
    return any(token[:_VERSION] in versions for token in booked.texts)


def marks_of(form: str, deposit: Deposit) -> LineMarks:
    """What a line that was read is known by."""
    about = f"{form} {deposit.day} {deposit.amount}"
    return LineMarks(
        _every(f"{about} {payer_key_2026_12(deposit.payer) or deposit.payer}"),
        _every(f"{about} = {deposit.payer}"),
        deposit.account,
        deposit.serial,
        deposit.balance,
        deposit.layout,
    )


def _every(text: str) -> tuple[bytes, ...]:
    return token_of_folded(Category.NAME, folded_2026_12(text)).every


@dataclass(frozen=True, slots=True)
class Entry:
    """A payment in the books, or a line that was shared among several.

    Args:
        amount: of the whole line.
        shares: what went to each registration.
        marks: None where no line is known: it was typed, or recorded by a release that knew no lines.
        turn, parts: as `BankLine` has them; how many parts it has at most.
    """

    id: UUID
    day: date
    amount: int
    shares: Mapping[UUID, int]
    marks: LineMarks | None = None
    turn: int = 0
    parts: int = 0

    @property
    def left(self) -> int:
        """What of the line is in the books no more, since a part was taken out."""
        return self.amount - sum(self.shares.values())

    def is_doubtful(self, line: LineMarks) -> bool:
        """Whether it may be this line, and nothing says so for certain."""
        return self.marks is None or likeness(line, self.marks) is Likeness.UNSURE


class BookedLines:
    """The payments of some days, as lines are compared with them. Two queries."""

    def __init__(self, form: str, days: Collection[date]) -> None:
        found = BankLine.objects.filter(payment__submission__form=form, payment__paid_on__in=days)
        parts = grouped(found.select_related("payment").order_by("part"), by=lambda each: each.line)
        lines = [_line(id, rows) for id, rows in parts.items()]
        typed = Payment.objects.filter(submission__form=form, paid_on__in=days, bank_line=None, online=None, charge="")
        rows = typed.order_by("id").values_list("id", "paid_on", "amount", "submission_id")
        loose = [Entry(id, day, amount, {submission: amount}) for id, day, amount, submission in rows]
        self.entries: dict[tuple[date, int], list[Entry]] = grouped(
            [*lines, *loose], by=lambda each: (each.day, each.amount)
        )
        self.by_core: dict[bytes, list[Entry]] = {}
        for each in lines:
            for core in each.marks.cores if each.marks else ():
                self.by_core.setdefault(core, []).append(each)

    def at(self, day: date, amount: int) -> Sequence[Entry]:
        """What was paid on that day, of that amount."""
        return self.entries.get((day, amount), ())

    def same(
        self, day: date, amount: int, line: LineMarks, *, texts_alike: bool = False, but: Collection[UUID] = ()
    ) -> Entry | None:
        """An entry that is this line; None if there is none.

        Args:
            texts_alike: one alone of which the bank wrote the same.
            but: entries that are other lines.
        """
        for each in self.at(day, amount):
            if each.marks is None or each.id in but or likeness(line, each.marks) is not Likeness.SAME:
                continue
            if not texts_alike or {*each.marks.texts} & {*line.texts}:
                return each
        return None

    def doubtful(self, day: date, amount: int, line: LineMarks) -> Iterable[Entry]:
        """Entries that may be this line."""
        return (each for each in self.at(day, amount) if each.is_doubtful(line))

    def turns(self, line: LineMarks) -> set[int]:
        """The turns that lines of this core have."""
        return {each.turn for core in line.cores for each in self.by_core.get(core, ())}


def _line(id: UUID, rows: Sequence[BankLine]) -> Entry:
    first = rows[0]
    core, text = bytes(first.core or b""), bytes(first.text or b"")
    marks = LineMarks(
        (core,) if core else (), (text,) if text else (), first.account, first.serial, first.balance, first.layout
    )
    shares: dict[UUID, int] = {}
    for each in rows:
        shares[each.payment.submission_id] = shares.get(each.payment.submission_id, 0) + each.payment.amount
    return Entry(id, first.payment.paid_on, first.amount, shares, marks, first.turn, rows[-1].part + 1)
