"""Unknown money: staff say whose it is, or why it stands in no books."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.accounts.models import User
from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.payments.order import CURRENCY
from azukari.features.members.events import MONEY_SETTLED
from azukari.features.members.held import hold_registration, today_of
from azukari.features.members.models import MoneyKind, MoneyState, Payment, ProviderMoney, Settled
from azukari.features.members.online.reported import of_form
from azukari.features.members.online.returns import follow_payment
from azukari.features.members.payments import NotPossible, book
from azukari.policy.terms import Actor

REOPENED = "reopened"
"""The reason that the ledger has of money that waits again."""


class NotWaitingError(Exception):
    """Somebody has assigned or settled it, or there is none."""


def assign(money: UUID, *, submission: UUID, by: User | None, actor: Actor, now: datetime) -> Payment:
    """Book a payment that waits for a registration. What went back of it meanwhile is taken off.

    Raises:
        NotAMember, NotWaitingError: see there.
        NotPossible: it is no yen, or no such payment may stand in the books. Nothing was written.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        row = _waiting(money, held.form)
        if row.kind != MoneyKind.PAYMENT:
            raise NotWaitingError
        if row.currency != CURRENCY:
            raise NotPossible
        day = min(today_of(held, row.at), today_of(held, now))
        payment = book(held, paid_on=day, amount=row.amount, by=by, actor=actor, now=now, charge=row.charge)
        row.state, row.payment, row.form, row.settled_at, row.settled_by = (
            MoneyState.BOOKED, payment.id, held.form, now, by,
        )  # fmt: skip
        row.save(update_fields=["state", "payment", "form", "settled_at", "settled_by"])
        follow_payment(payment, row.recipient, now=now)
    return payment


def settle_unbooked(money: UUID, *, form: str, reason: Settled, by: User | None, actor: Actor, now: datetime) -> None:
    """Say why money stands in no books.

    Raises:
        NotWaitingError: see there.
    """
    with transaction.atomic(durable=True):
        row = _waiting(money, form)
        row.state, row.reason, row.settled_at, row.settled_by = MoneyState.SETTLED, reason, now, by
        row.save(update_fields=["state", "reason", "settled_at", "settled_by"])
        _record(row, reason, actor, now)


def reopen(money: UUID, *, form: str, actor: Actor, now: datetime) -> None:
    """Let money that somebody settled wait again; nothing happens to any other."""
    with transaction.atomic(durable=True):
        rows = of_form(form).select_for_update().filter(id=money, state=MoneyState.SETTLED)
        row = rows.filter(settled_by__isnull=False).first()
        if row:
            row.state, row.reason, row.settled_at, row.settled_by = MoneyState.WAITS, "", None, None
            row.save(update_fields=["state", "reason", "settled_at", "settled_by"])
            _record(row, REOPENED, actor, now)


def _waiting(money: UUID, form: str) -> ProviderMoney:
    row = of_form(form).select_for_update().filter(id=money, state=MoneyState.WAITS).first()
    if row is None:
        raise NotWaitingError
    return row


def _record(row: ProviderMoney, reason: str, actor: Actor, now: datetime) -> None:
    record(done_by(actor, MONEY_SETTLED, recipient=row.recipient, money=row.id, reason=reason), now=now)
