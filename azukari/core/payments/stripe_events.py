"""Reading events of Stripe: which money came, and which went back by a refund or a dispute.

https://docs.stripe.com/api/events/types. Whatever else stands in an event, such as what the payer wrote on Stripe's
page, is not looked at.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from azukari.core.payments.order import Collected, MoneyKind, Progress, Returned

PAID = frozenset({"checkout.session.completed", "checkout.session.async_payment_succeeded"})
REFUNDS = frozenset({"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"})
DISPUTES = frozenset(
    {
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    }
)
_REFUND: Mapping[str, tuple[Progress, bool]] = {
    "pending": (Progress.GONE, False),
    "requires_action": (Progress.GONE, False),
    "succeeded": (Progress.GONE, False),
    "failed": (Progress.BACK, True),
    "canceled": (Progress.BACK, True),
}
_DISPUTE: Mapping[str, tuple[Progress, bool]] = {
    "warning_needs_response": (Progress.ASKED, False),
    "warning_under_review": (Progress.ASKED, False),
    "warning_closed": (Progress.BACK, True),
    "needs_response": (Progress.GONE, False),
    "under_review": (Progress.GONE, False),
    "won": (Progress.BACK, True),
    "prevented": (Progress.BACK, True),
    "lost": (Progress.GONE, True),
}
"""Of each status: whether the money is gone, and whether that is final."""
_LONGEST = 100
_MOST = 2**53


def told_by(event: Mapping[str, Any]) -> Collected | Returned | None:
    """What a signed event tells of money; None where it tells of something else."""
    kind, data = event.get("type"), event.get("data")
    found = data.get("object") if isinstance(data, dict) else None
    told_at = _time(event.get("created"))
    if not isinstance(found, dict) or told_at is None:
        return None
    if kind in PAID:
        return _collected(found, told_at)
    if kind in REFUNDS:
        return _returned(MoneyKind.REFUND, found, _REFUND, told_at)
    if kind in DISPUTES:
        return _returned(MoneyKind.DISPUTE, found, _DISPUTE, told_at)
    return None


def object_of(body: bytes) -> Mapping[str, Any]:
    """An object of JSON; an empty one for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def text_of(value: object) -> str:
    """A text that may be printed, of 2,000 characters at most; ``""`` for anything else."""
    return value if isinstance(value, str) and len(value) <= 2000 and value.isprintable() else ""


def _collected(session: Mapping[str, Any], at: datetime) -> Collected | None:
    page, amount = _reference(session.get("id")), _amount(session.get("amount_total"))
    if session.get("payment_status") != "paid" or not page or not amount:
        return None
    try:
        order = UUID(text_of(session.get("client_reference_id")))
    except ValueError:  # a page that somebody else opened with this account
        order = None
    charge = _reference(session.get("payment_intent")) or page
    return Collected(order, page, amount, _currency(session), at, charge)


def _returned(
    kind: MoneyKind, found: Mapping[str, Any], statuses: Mapping[str, tuple[Progress, bool]], told_at: datetime
) -> Returned | None:
    status, amount = statuses.get(text_of(found.get("status"))), _amount(found.get("amount"))
    reference = _reference(found.get("id"))
    charge = _reference(found.get("payment_intent")) or _reference(found.get("charge"))
    if status is None or not amount or not reference:
        return None
    at = _time(found.get("created")) or told_at
    return Returned(kind, reference, charge, amount, _currency(found), *status, at, told_at)


def _reference(value: object) -> str:
    return text_of(value)[:_LONGEST]


def _currency(found: Mapping[str, Any]) -> str:
    return text_of(found.get("currency")).lower()[:3]


def _amount(value: object) -> int:
    return value if type(value) is int and 0 < value < _MOST else 0


def _time(value: object) -> datetime | None:
    return datetime.fromtimestamp(value, UTC) if type(value) is int and 0 <= value < 2**35 else None
