"""Confirming lines of a bank file: each becomes a payment once, and its payer is known from then on."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from azukari.accounts.models import User
from azukari.members.held import NotAMember, hold_registration
from azukari.members.known_payers import remember
from azukari.members.models import Invoice, KnownPayer, Membership, MemberState, Payment
from azukari.members.payments import NotPossible, record_payment
from azukari.policy.terms import Actor


@dataclass(frozen=True, slots=True)
class DepositLine:
    """A deposit, as somebody confirms it.

    Args:
        digest: of the payer's name; ``b""`` where there was none.
    """

    day: date
    amount: int
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What goes to one registration; ``turn`` as `bank_match.Part` has it, 0 where somebody chose by hand."""

    line: DepositLine
    submission: UUID
    turn: int


def of_invoice(form: str, id: UUID) -> UUID:
    """The registration of an invoice of this form.

    Raises:
        NotAMember: there is none.
    """
    found = Invoice.objects.filter(id=id, form=form).values_list("submission_id", flat=True).first()
    if found is None:
        raise NotAMember
    return found


def of_member(form: str, number: int) -> UUID:
    """The registration of the member with this number.

    Raises:
        NotAMember: there is none.
    """
    found = Membership.objects.filter(form=form, number=number, state=MemberState.ADMITTED)
    submission = found.values_list("pk", flat=True).first()
    if submission is None:
        raise NotAMember
    return submission


def confirm(lines: Iterable[Confirmed], *, by: User | None, actor: Actor, now: datetime) -> int:
    """Record what was confirmed, each by itself; returns how many. What is in the books already stays there once."""
    by_hand: Counter[tuple[UUID, DepositLine]] = Counter()
    done = 0
    for each in lines:
        turn = each.turn
        if not turn:
            by_hand[each.submission, each.line] += 1
            turn = _turn_by_hand(each, by_hand[each.submission, each.line])
        try:
            record_payment(
                each.submission,
                paid_on=each.line.day,
                amount=each.line.amount,
                by=by,
                actor=actor,
                now=now,
                bank_turn=turn,
            )
            if each.line.digest:
                with transaction.atomic(durable=True):
                    remember(hold_registration(each.submission), each.line.digest, now=now)
            done += 1
        except (NotAMember, NotPossible):  # gone, or older than the books
            continue
    return done


def _turn_by_hand(each: Confirmed, count: int) -> int:
    """The turn of a line that somebody gave to a member: one that is free, save where the same page is sent twice."""
    line = each.line
    rows = Payment.objects.filter(submission=each.submission, paid_on=line.day, amount=line.amount, bank_turn__gt=0)
    used = sorted(rows.values_list("bank_turn", flat=True))
    is_known = KnownPayer.objects.filter(submission=each.submission, digest=line.digest).exists()
    if (is_known or not line.digest) and count <= len(used):
        return used[count - 1]
    return max(used, default=0) + 1
