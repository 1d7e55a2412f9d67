"""Whose payment is it? The deposits of a bank file against what is owed; a person confirms each.

The number of an invoice beats everything else. What was confirmed is known by registration, day and amount, so that the
same file twice changes nothing; the name of the payer stands nowhere, not even as a digest.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from azukari.members.bank_file import Deposit, codes_in
from azukari.members.models import Invoice, InvoiceState, Payment


class Why(StrEnum):
    """What a suggestion rests on."""

    NUMBER = "number"  # the number of an open invoice, and its amount
    AMOUNT_DIFFERS = "amount-differs"  # the number, but another amount: a fee, or two dues in one
    SETTLED = "settled"  # the number of an invoice that is paid or cancelled
    AMOUNT = "amount"  # one open invoice alone has this amount
    NOTHING = "nothing"
    DONE = "done"  # it is in the books already


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A deposit, and whose it seems to be.

    Args:
        invoice: None where nothing fits.
        turn: which it is of its day and amount on the registration of the invoice.
    """

    deposit: Deposit
    why: Why
    invoice: Invoice | None = None
    turn: int = 0

    @property
    def is_sure(self) -> bool:
        return self.why is Why.NUMBER


def suggest(form: str, found: Sequence[Deposit]) -> list[Suggestion]:
    """For each deposit whose it seems to be. Three queries, however many there are."""
    codes = {code for deposit in found for code in codes_in(deposit.payer)}
    by_code = {invoice.code: invoice for invoice in Invoice.objects.filter(form=form, code__in=codes)}
    named = [_named(deposit, by_code) for deposit in found]
    books, by_amount = _Books(form, found, named), _owing(form, found)
    return [_suggestion(deposit, its, books, by_amount) for deposit, its in zip(found, named, strict=True)]


class _Books:
    """What came by bank files before, on the days of this one, ticked off as the lines go by."""

    def __init__(self, form: str, found: Sequence[Deposit], named: Sequence[Sequence[Invoice]]) -> None:
        days = {deposit.day for deposit in found}
        rows = Payment.objects.filter(submission__form=form, paid_on__in=days, bank_turn__gt=0)
        keys = list(rows.values_list("submission_id", "paid_on", "amount", "bank_turn"))
        self.known = {*keys}
        self.turns: Counter[tuple[UUID, date, int]] = Counter()
        self.unnamed = Counter((day, amount) for _id, day, amount, _turn in keys)
        self.unnamed -= Counter((d.day, d.amount) for d, its in zip(found, named, strict=True) if its)

    def turn(self, submission: UUID, deposit: Deposit) -> int:
        """Which deposit of its day and amount it is on that registration; the next one has the next number."""
        self.turns[submission, deposit.day, deposit.amount] += 1
        return self.turns[submission, deposit.day, deposit.amount]

    def has(self, submission: UUID, deposit: Deposit, turn: int) -> bool:
        return (submission, deposit.day, deposit.amount, turn) in self.known

    def has_unnamed(self, deposit: Deposit) -> bool:
        """Whether one without a number was recorded for that day and amount, each once."""
        if not self.unnamed[deposit.day, deposit.amount]:
            return False
        self.unnamed[deposit.day, deposit.amount] -= 1
        return True


def _named(deposit: Deposit, by_code: Mapping[str, Invoice]) -> list[Invoice]:
    """The invoices whose numbers the payer wrote, open ones first."""
    found = [by_code[code] for code in codes_in(deposit.payer) if code in by_code]
    return sorted(found, key=lambda invoice: invoice.state != InvoiceState.OPEN)


def _owing(form: str, found: Sequence[Deposit]) -> Mapping[int, list[Invoice]]:
    by_amount: dict[int, list[Invoice]] = {}
    wanted = {deposit.amount for deposit in found}
    for invoice in Invoice.objects.filter(form=form, state=InvoiceState.OPEN, amount__in=wanted):
        by_amount.setdefault(invoice.owed, []).append(invoice)
    return by_amount


def _suggestion(
    deposit: Deposit, named: Sequence[Invoice], books: _Books, by_amount: Mapping[int, Sequence[Invoice]]
) -> Suggestion:
    if not named:
        same = by_amount.get(deposit.amount, ())
        if books.has_unnamed(deposit):
            return Suggestion(deposit, Why.DONE)
        if len(same) != 1:
            return Suggestion(deposit, Why.NOTHING)
        return Suggestion(deposit, Why.AMOUNT, same[0], books.turn(same[0].submission_id, deposit))
    invoice = named[0]
    turn = books.turn(invoice.submission_id, deposit)
    if books.has(invoice.submission_id, deposit, turn):
        return Suggestion(deposit, Why.DONE)
    if invoice.state != InvoiceState.OPEN:
        return Suggestion(deposit, Why.SETTLED, invoice, turn)
    return Suggestion(deposit, Why.NUMBER if invoice.owed == deposit.amount else Why.AMOUNT_DIFFERS, invoice, turn)
