"""Recording what a member paid: with the first payment begins what a law has us keep of it, and with the last it runs
out.

A mistaken entry is taken back: what only that entry kept goes within a day. The ledger has the day, not the amount.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.accounts.models import User
from azukari.core.consent.events import GRANT_BEGUN
from azukari.core.consent.service import Kept, keep_records
from azukari.core.forms.events import about
from azukari.core.forms.models import Submission
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event
from azukari.core.policy_versions.current import at
from azukari.core.vault.trail import record_about
from azukari.features.members.counts import Entry, add_counts, of_payments
from azukari.features.members.events import DUES_RECORDED, DUES_TAKEN_BACK
from azukari.features.members.held import hold_registration, today_of, write_to
from azukari.features.members.invoices import ROWS, allocate, settle
from azukari.features.members.models import Invoice, Membership, MemberState, Payment
from azukari.features.members.online.reported import keep_taken_out
from azukari.features.members.receipts import cancel_all
from azukari.features.members.yearly import void_year
from azukari.lib.grouping import grouped
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor

LARGEST = 10_000_000
PAID_LETTER = "members:paid"


class NotPossible(Exception):
    """The day lies ahead or too far back, or the amount is none."""


class SeemsBooked(Exception):
    """A payment of that day and amount stands in the books: it may be the same one, typed in another window."""


def payments_of(submissions: Sequence[UUID]) -> dict[UUID, list[Payment]]:
    """The payments of each registration, newest first. One query."""
    found = Payment.objects.filter(submission_id__in=submissions).select_related("online").order_by("-paid_on", "-id")
    return grouped(found, by=lambda payment: payment.submission_id)


def record_payment(
    submission: UUID,
    *,
    paid_on: date,
    amount: int,
    by: User | None,
    actor: Actor,
    now: datetime,
    is_another: bool = True,
) -> Payment:
    """Write a payment into the books. It settles what is owed, the oldest debt first; a member gets a letter. What is
    paid for somebody who shares a membership is paid on that of whoever holds it.

    Args:
        is_another: that one of the same day and amount, if there is any, is another payment. Otherwise it is asked.

    Raises:
        NotAMember, NotPossible, SeemsBooked: see there; nothing was written.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(paying_for(submission))
        same = Payment.objects.filter(submission=held, paid_on=paid_on, amount=amount)
        if not is_another and same.exists():
            raise SeemsBooked
        return book(held, paid_on=paid_on, amount=amount, by=by, actor=actor, now=now)


def paying_for(submission: UUID) -> UUID:
    """The registration on which a member's dues are paid: of a shared membership, that of whoever holds it."""
    shares = Membership.objects.filter(pk=submission, state=MemberState.ADMITTED, head__isnull=False).first()
    return shares.holder if shares else submission


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that is to be written into the books, of a registration that the caller holds.

    Args:
        id: of the payment.
        charge: as a `Payment` has it.
    """

    held: Submission
    day: date
    amount: int
    id: UUID = field(default_factory=new_id)
    charge: str = ""


def book(
    held: Submission, *, paid_on: date, amount: int, by: User | None, actor: Actor, now: datetime, charge: str = ""
) -> Payment:
    """As `record_payment`, in the transaction of a caller who holds the registration.

    Args:
        charge: the payment provider's number of it.

    Raises:
        NotPossible: see there.
    """
    if not is_possible(held, paid_on, amount, now):
        raise NotPossible
    return book_many([Paid(held, paid_on, amount, charge=charge)], by=by, actor=actor, now=now)[0]


def is_possible(held: Submission, day: date, amount: int, now: datetime) -> bool:
    """Whether such a payment may stand in the books."""
    return may_stand(day, amount, today=today_of(held, now))


def may_stand(day: date, amount: int, *, today: date) -> bool:
    """Likewise, where ``today`` is the day of the organisation."""
    return 0 < amount <= LARGEST and today.replace(year=today.year - 10, day=1) <= day <= today


def book_many(paid: Sequence[Paid], *, by: User | None, actor: Actor, now: datetime) -> list[Payment]:
    """Many likewise, each of them possible, in a fixed number of queries and some for each month."""
    payments = [
        Payment(
            id=each.id, submission=each.held, person_id=each.held.person_id, paid_on=each.day, amount=each.amount,
            recorded_by=by, recorded_at=now, charge=each.charge,
        )
        for each in paid
    ]  # fmt: skip
    Payment.objects.bulk_create(payments, batch_size=ROWS)
    held = {each.held.id: each.held for each in paid}
    allocate(held)
    sums = Counter[Entry]()
    for each in paid:
        sums[of_payments(each.held.form, each.day)] += each.amount
    add_counts(sums)
    _keep(DUES_RECORDED, [(each.held, each.day) for each in paid], actor, now)
    members = {*Membership.objects.filter(submission__in=held, state=MemberState.ADMITTED).values_list("pk", flat=True)}
    told = [(held[each.submission_id], each.id) for each in payments if each.submission_id in members]
    write_to(PAID_LETTER, told, now=now)
    return payments


def take_back(payment: UUID, *, submission: UUID, actor: Actor, now: datetime) -> None:
    """Take out an entry that was a mistake. One that is gone already stays so. What else was paid, and settles nothing
    yet, settles what is owed again. What the payment provider collected waits for somebody to say whose it is.

    Raises:
        NotAMember: see there.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        found = Payment.objects.filter(id=payment, submission=held).first()
        if found:
            settled = list(Invoice.objects.filter(allocations__payment=found).distinct())
            add_counts({of_payments(held.form, found.paid_on): -found.kept})
            void_year(held, found.paid_on.year, now=now)
            keep_taken_out(found, held.form, now=now)
            cancel_all(found, held, now=now)
            found.delete()
            settle(settled)
            allocate([held.id])
            _keep(DUES_TAKEN_BACK, [(held, found.paid_on)], actor, now)


def _keep(kind: Kind, entries: Sequence[tuple[Submission, date]], actor: Actor, now: datetime) -> None:
    """Record what was paid or taken out, and keep the books of it.

    Args:
        entries: of which registration, and of which day.
    """
    events = [about(kind, one, by=actor, day=day.isoformat()) for one, day in entries]
    record_about([*events, *keep_books([one for one, _day in entries], now=now)], now=now)


def keep_books(registrations: Iterable[Submission], *, now: datetime) -> list[Event]:
    """Let what the law has us keep follow the payments that are on record, in the caller's transaction. A fixed number
    of queries.

    Returns:
        what is to be told on the trails of those of whom something is kept from now on.
    """
    held = {one.id: one for one in registrations}
    paid: dict[UUID, list[datetime]] = {id: [] for id in held}
    for id, day in Payment.objects.filter(submission__in=held).values_list("submission_id", "paid_on"):
        paid[id].append(at(held[id].charter_id).policy.organisation.midnight(day) + timedelta(hours=12))
    records = [Kept(one.id, one.person_id, one.form, one.charter_id, paid[one.id]) for one in held.values()]
    begun = [(held[id], purposes) for id, purposes in keep_records(records, now=now).items()]
    return [about(GRANT_BEGUN, one, charter=one.charter_id, purposes=purposes) for one, purposes in begun]
