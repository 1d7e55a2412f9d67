"""Recording what a member paid: with the first payment begins what a law has us keep of it, and with the last it runs
out.

A mistaken entry is taken back: what only that entry kept goes within a day. The ledger has the day, not the amount.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from azukari.accounts.models import User
from azukari.charter.current import at
from azukari.consent.events import GRANT_BEGUN
from azukari.consent.service import keep_record
from azukari.forms.models import Submission
from azukari.ledger.catalogue import Kind
from azukari.ledger.events import Event, actor_reference
from azukari.ledger.shapes import Value
from azukari.mail.queue import enqueue
from azukari.members.counts import count_payment
from azukari.members.events import DUES_RECORDED, DUES_TAKEN_BACK
from azukari.members.held import hold_registration
from azukari.members.invoices import allocate, settle
from azukari.members.models import Invoice, Membership, MemberState, Payment
from azukari.policy.terms import Actor
from azukari.vault.trail import record_about

LARGEST = 10_000_000
PAID_LETTER = "members:paid"


class NotPossible(Exception):
    """The day lies ahead or too far back, or the amount is none."""


def payments_of(submissions: Sequence[UUID]) -> dict[UUID, list[Payment]]:
    """The payments of each registration, newest first. One query."""
    found: dict[UUID, list[Payment]] = {}
    for payment in (
        Payment.objects.filter(submission_id__in=submissions).select_related("online").order_by("-paid_on", "-id")
    ):
        found.setdefault(payment.submission_id, []).append(payment)
    return found


def record_payment(
    submission: UUID, *, paid_on: date, amount: int, by: User | None, actor: Actor, now: datetime, bank_turn: int = 0
) -> Payment:
    """Write a payment into the books. It settles what is owed, the oldest debt first; a member gets a letter.

    Args:
        bank_turn: which of its day and amount on this registration, where it comes by a bank file; what is in the books
            already stays there once.

    Raises:
        NotAMember, NotPossible: see there; nothing was written.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        known = _by_bank(held, paid_on, amount, bank_turn)
        return known or book(held, paid_on=paid_on, amount=amount, by=by, actor=actor, now=now, bank_turn=bank_turn)


def book(
    held: Submission, *, paid_on: date, amount: int, by: User | None, actor: Actor, now: datetime, bank_turn: int = 0
) -> Payment:
    """As `record_payment`, in the transaction of a caller who holds the registration.

    Raises:
        NotPossible: see there.
    """
    today = now.astimezone(_zone(held)).date()
    if not 0 < amount <= LARGEST or not today.replace(year=today.year - 10, day=1) <= paid_on <= today:
        raise NotPossible
    payment = Payment.objects.create(
        submission=held,
        person_id=held.person_id,
        paid_on=paid_on,
        amount=amount,
        recorded_by=by,
        recorded_at=now,
        bank_turn=bank_turn,
    )
    allocate(held)
    count_payment(payment, held.form)
    _keep(held, DUES_RECORDED, paid_on, actor, now)
    if Membership.objects.filter(submission=held, state=MemberState.ADMITTED).exists():
        enqueue(PAID_LETTER, person=held.person_id, reference=payment.id, lang=held.lang, now=now)
    return payment


def _by_bank(held: Submission, day: date, amount: int, turn: int) -> Payment | None:
    """The payment that a line of a bank file became."""
    found = Payment.objects.filter(submission=held, paid_on=day, amount=amount, bank_turn=turn)
    return found.first() if turn else None


def take_back(payment: UUID, *, submission: UUID, actor: Actor, now: datetime) -> None:
    """Take out an entry that was a mistake. One that is gone already stays so.

    Raises:
        NotAMember: see there.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        found = Payment.objects.filter(id=payment, submission=held).first()
        if found:
            settled = list(Invoice.objects.filter(allocations__payment=found).distinct())
            count_payment(found, held.form, -1)
            found.delete()
            for invoice in settled:
                settle(invoice)
            _keep(held, DUES_TAKEN_BACK, found.paid_on, actor, now)


def _keep(held: Submission, kind: Kind, day: date, actor: Actor, now: datetime) -> None:
    """What the law has us keep follows the payments that are on record; the person can see it."""
    days = Payment.objects.filter(submission=held).values_list("paid_on", flat=True)
    recorded = [_moment(held, paid) for paid in days]
    begun = keep_record(
        held.id, person=held.person_id, form=held.form, charter=held.charter_id, recorded=recorded, now=now
    )
    payload: dict[str, Value] = {"actor": actor_reference(actor), "submission": str(held.id), "form": held.form}
    events = [Event(kind, {**payload, "day": day.isoformat()}, held.person_id)]
    if begun:
        events.append(
            Event(
                GRANT_BEGUN,
                {"submission": str(held.id), "form": held.form, "charter": held.charter_id, "purposes": begun},
                held.person_id,
            )
        )
    record_about(events, now=now)


def _zone(held: Submission) -> ZoneInfo:
    return ZoneInfo(at(held.charter_id).policy.organisation.timezone)


def _moment(held: Submission, day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=_zone(held)).astimezone(UTC)
