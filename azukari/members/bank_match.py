"""Whose payment is it? The deposits of a bank file against what is owed; a person confirms each.

The number of an invoice beats everything else. What was confirmed is known by a keyed digest, so that the same file
twice changes nothing; the name stands nowhere.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.conf import settings

from azukari.lib import instance_secret
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
        line: the digest by which it is known again.
        invoice: None where nothing fits.
    """

    deposit: Deposit
    line: str
    why: Why
    invoice: Invoice | None = None

    @property
    def is_sure(self) -> bool:
        return self.why is Why.NUMBER

    @property
    def submission(self) -> UUID | None:
        return self.invoice.submission_id if self.invoice else None


def line_of(form: str, deposit: Deposit) -> str:
    """The digest of a deposit, under the first secret of the instance, which stays."""
    key = instance_secret.versions(settings.AZUKARI)[-1].raw
    words = f"bank line|{form}|{deposit.day}|{deposit.amount}|{deposit.payer}|{deposit.turn}"
    return hmac.digest(key, words.encode(), hashlib.sha256).hex()


def suggest(form: str, found: Sequence[Deposit]) -> list[Suggestion]:
    """For each deposit whose it seems to be. Three queries, however many there are."""
    lines = {deposit: line_of(form, deposit) for deposit in found}
    known = {*Payment.objects.filter(bank_line__in=lines.values()).values_list("bank_line", flat=True)}
    codes = {code for deposit in found for code in codes_in(deposit.payer)}
    by_code = {invoice.code: invoice for invoice in Invoice.objects.filter(form=form, code__in=codes)}
    by_amount: dict[int, list[Invoice]] = {}
    wanted = {deposit.amount for deposit in found}
    for invoice in Invoice.objects.filter(form=form, state=InvoiceState.OPEN, amount__in=wanted):
        by_amount.setdefault(invoice.owed, []).append(invoice)
    return [
        Suggestion(deposit, line, Why.DONE) if line in known else _one(deposit, line, by_code, by_amount)
        for deposit, line in lines.items()
    ]


def _one(
    deposit: Deposit, line: str, by_code: Mapping[str, Invoice], by_amount: Mapping[int, Sequence[Invoice]]
) -> Suggestion:
    named = [by_code[code] for code in codes_in(deposit.payer) if code in by_code]
    owing = next((invoice for invoice in named if invoice.state == InvoiceState.OPEN), None)
    if owing:
        return Suggestion(deposit, line, Why.NUMBER if owing.owed == deposit.amount else Why.AMOUNT_DIFFERS, owing)
    if named:
        return Suggestion(deposit, line, Why.SETTLED, named[0])
    same = by_amount.get(deposit.amount, ())
    return Suggestion(deposit, line, Why.AMOUNT, same[0]) if len(same) == 1 else Suggestion(deposit, line, Why.NOTHING)
