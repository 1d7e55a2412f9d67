"""What is suggested for a line of a bank file, and on what it rests."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from azukari.features.members.bank_file import Deposit


class Why(StrEnum):
    """What a suggestion rests on."""

    NUMBER = "number"  # the number of an open invoice, and its amount
    KNOWN = "known"  # this payer was confirmed before, and the amount
    NAME = "name"  # the name of one who owes this
    CUT = "cut"  # the beginning of the name of one who owes this
    AMOUNT_DIFFERS = "amount-differs"  # the number, but another amount
    KNOWN_DIFFERS = "known-differs"  # the payer, but another amount
    NEAR = "near"  # a name like it, and the amount
    FEE = "fee"  # the name; of the amount, as much is missing as a bank takes
    MORE = "more"  # the name of one who owes less
    SEVERAL = "several"  # more than one bears this name, or is paid for by this payer
    MEMBER = "member"  # the number of a member who owes this
    SETTLED = "settled"  # the number of an invoice that is paid or cancelled
    NOT_OWED = "not-owed"  # the number, payer or name of one who owes nothing, or what another line pays
    AMOUNT = "amount"  # one open invoice alone has this amount
    NOTHING = "nothing"
    PROBABLY = "probably"  # the books have a payment of theirs of that day and amount, typed perhaps
    PART = "part"  # it is in the books but for a part that was taken out
    DONE = "done"  # it is in the books already
    OUTSIDE = "outside"  # no payment of that day or amount may stand in the books


SURE = frozenset({Why.NUMBER, Why.KNOWN, Why.NAME, Why.CUT})
SAME_PAYER = SURE | {Why.AMOUNT_DIFFERS, Why.KNOWN_DIFFERS, Why.SETTLED, Why.NOT_OWED}
"""What tells that it is a payer's, whatever they owe."""
RECORDED = frozenset({Why.DONE, Why.PROBABLY})


@dataclass(frozen=True, slots=True)
class DepositShare:
    """What of a deposit goes to one registration."""

    submission: UUID
    amount: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A deposit, and whose it seems to be.

    Args:
        parts: empty where nothing fits.
        dues: how many dues it settles.
        more: how many yen it is more than what they owe, where that is suggested.
        turn: which line of its day, amount and payer it would be in the books (`BankLine`).
        left: how much of it may be booked.
        is_alike: whether the books have a payment of that day and amount that may be this one, whoever's it is.
        entries: how many such payments they have to whom it goes, all of which are other lines of the file.
    """

    deposit: Deposit
    why: Why
    parts: tuple[DepositShare, ...] = ()
    dues: int = 1
    turn: int = 1
    left: int = 0
    is_alike: bool = False
    entries: int = 0
    more: int = 0

    @property
    def is_sure(self) -> bool:
        return self.why in SURE

    @property
    def submission(self) -> UUID | None:
        return self.parts[0].submission if self.parts else None
