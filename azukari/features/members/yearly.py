"""Yearly combined receipts: one for all that was paid in a calendar year, and one of donations by a certified body.

The same is handed out again as long as nothing changed. Where the payments did, or somebody asks for another one, it is
made out anew with another number, and the old one is void; so are the receipts of its single payments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.forms.models import Submission
from azukari.features.members.events import RECEIPT_MADE
from azukari.features.members.held import hold_registration, tell, today_of
from azukari.features.members.models import Payment, Receipt, Scope, YearlyReceipt
from azukari.features.members.receipt_lines import ReceiptLine, lines_of
from azukari.features.members.receipt_print import columns_for, lines_in_print
from azukari.features.members.registers import next_receipt, register_of
from azukari.policy.terms import Actor


class NothingPaid(Exception):
    """Nothing was paid in that year that such a receipt could be about."""


class NotCertified(Exception):
    """The register names no certificate by which receipts of donations may be made out."""


@dataclass(frozen=True, slots=True)
class MadeOut:
    """A receipt with what it lists."""

    receipt: YearlyReceipt
    lines: Sequence[ReceiptLine]


def lines_in(submission: UUID, year: int, scope: Scope) -> list[ReceiptLine]:
    """What was paid on a registration in a year. Three queries."""
    paid = Payment.objects.filter(submission=submission, paid_on__year=year).prefetch_related("allocations__invoice")
    return [line for line in lines_of(paid) if line.is_donation is (scope is Scope.DONATIONS)]


def make_out_year(
    submission: UUID, year: int, scope: Scope, *, actor: Actor, now: datetime, anew: bool = False
) -> MadeOut:
    """The receipt of a year; made out with the first call.

    Args:
        anew: void the one there is, and make out another.

    Raises:
        NotAMember, NothingPaid, NotCertified: see there; nothing was changed.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        lines = lines_in(held.id, year, scope)
        if not lines:
            raise NothingPaid
        if scope is Scope.DONATIONS and not register_of(held.form).is_certified:
            raise NotCertified
        amount = sum(line.amount for line in lines)
        valid = YearlyReceipt.objects.filter(submission=held, scope=scope, year=year, voided_at__isnull=True)
        found = valid.first()
        if found and found.amount == amount and not anew:
            return MadeOut(found, _in_print(found, held, lines))
        valid.update(voided_at=now)
        _void_outdated(held, year, now=now)
        Receipt.objects.filter(payment__submission=held, payment__paid_on__year=year, voided_at__isnull=True).update(
            voided_at=now
        )
        made = YearlyReceipt.objects.create(
            submission=held,
            person_id=held.person_id,
            scope=scope,
            year=year,
            amount=amount,
            number=next_receipt(held.form),
            issued_on=today_of(held, now),
            **columns_for(held.form, lines, scope=scope),
        )
        tell(RECEIPT_MADE, held, actor=actor, now=now)
    return MadeOut(made, lines)


def _in_print(receipt: YearlyReceipt, held: Submission, lines: Sequence[ReceiptLine]) -> Sequence[ReceiptLine]:
    """What it listed when it was made out; of one that an earlier release made out, what it lists now is kept."""
    if receipt.lines is None:
        columns = columns_for(held.form, lines, scope=Scope(receipt.scope))
        for name, value in columns.items():
            setattr(receipt, name, value)
        receipt.save(update_fields=[*columns])
    return lines_in_print(receipt)


def _void_outdated(held: Submission, year: int, *, now: datetime) -> None:
    """Void the receipts of a year that name another sum than is theirs now, in the caller's transaction: a payment that
    settled nothing yet may have become a donation since, and stands on one receipt alone.
    """
    for other in YearlyReceipt.objects.filter(submission=held, year=year, voided_at__isnull=True):
        if other.amount != sum(line.amount for line in lines_in(held.id, year, Scope(other.scope))):
            YearlyReceipt.objects.filter(id=other.id).update(voided_at=now)


def void_year(held: Submission, year: int, *, now: datetime) -> None:
    """Void the receipts of a year, in the caller's transaction: one of its payments gets a receipt of its own, or was
    taken out.
    """
    YearlyReceipt.objects.filter(submission=held, year=year, voided_at__isnull=True).update(voided_at=now)
