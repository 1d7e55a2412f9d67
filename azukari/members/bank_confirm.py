"""Confirming lines of a bank file: each becomes a payment once, and its payer is known from then on."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched
from uuid import UUID

from django.db import transaction

from azukari.accounts.models import User
from azukari.forms.models import Submission
from azukari.members.held import NotAMember, hold_many
from azukari.members.known_payers import remember
from azukari.members.models import Invoice, KnownPayer, Membership, MemberState, Payment
from azukari.members.payments import Paid, book_many, is_possible
from azukari.policy.terms import Actor

BATCH = 100


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
    """Record what was confirmed, some in one transaction; returns how many. What is in the books already stays there
    once, and what is gone or older than the books is left out.
    """
    by_hand: Counter[tuple[UUID, DepositLine]] = Counter()
    done = 0
    for some in batched(lines, BATCH):
        with transaction.atomic(durable=True):
            held = hold_many({each.submission for each in some})
            books, paid, payers = _Books(held), list[Paid](), list[tuple[Submission, bytes]]()
            for each in some:
                one, line = held.get(each.submission), each.line
                if one is None or not is_possible(one, line.day, line.amount, now):
                    continue
                turn = each.turn
                if not turn:
                    by_hand[each.submission, line] += 1
                    turn = books.turn_by_hand(each, by_hand[each.submission, line])
                known = (each.submission, line.day, line.amount, turn)
                if known not in books.lines:
                    books.lines.add(known)
                    paid.append(Paid(one, line.day, line.amount, turn))
                if line.digest and (one.id, line.digest) not in books.payers:
                    books.payers.add((one.id, line.digest))
                    payers.append((one, line.digest))
                done += 1
            book_many(paid, by=by, actor=actor, now=now)
            remember(payers, now=now)
    return done


class _Books:
    """Which lines of bank files are payments already, and whose payers are known; it grows with what is confirmed."""

    def __init__(self, submissions: Collection[UUID]) -> None:
        paid = Payment.objects.filter(submission__in=submissions, bank_turn__gt=0)
        self.lines = {*paid.values_list("submission_id", "paid_on", "amount", "bank_turn")}
        payers = KnownPayer.objects.filter(submission__in=submissions).values_list("submission_id", "digest")
        self.payers = {(id, bytes(digest)) for id, digest in payers}

    def turn_by_hand(self, each: Confirmed, count: int) -> int:
        """The turn of a line that somebody gave to a member: one that is free, save where a page is sent twice."""
        line = each.line
        own = (each.submission, line.day, line.amount)
        used = sorted(turn for (*known, turn) in self.lines if (*known,) == own)
        is_known = (each.submission, line.digest) in self.payers
        if (is_known or not line.digest) and count <= len(used):
            return used[count - 1]
        return max(used, default=0) + 1
