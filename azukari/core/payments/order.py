"""What we and a payment provider say to each other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices

from azukari.lib.coded_error import CodedError

CURRENCY = "jpy"
REFUSED = "not-taken"
"""The code of an order that the provider answered, and refused."""


class MoneyKind(TextChoices):
    """What a message about money is about."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"


class Progress(TextChoices):
    """How a refund or a dispute stands."""

    ASKED = "asked"  # the provider asks; no money has gone
    GONE = "gone"
    BACK = "back"  # it failed, or was decided for us: the money is here


class NotOpened(CodedError):
    """The provider made no page; ``code`` says why, without anybody's words."""


class NotSigned(Exception):
    """The message does not come from the provider, or is old."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the provider is told.

    Args:
        reference: made up for this payment.
        amount: in the smallest unit of `CURRENCY`, whole yen.
        title: what it is for, which stands on the provider's page.
        lang: in which that page is, ``ja`` or ``en``.
        paid_url, back_url: where the browser goes afterwards, and from a page that is left.
    """

    reference: UUID
    amount: int
    title: str
    lang: str
    paid_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """The provider's page: its number there, in a hundred characters at most, and its address."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Collected:
    """Money that came.

    Args:
        reference: that of the order; None where the provider names none of ours.
        page: the number of the provider's page; ``charge``: that of the payment, by which refunds and disputes name it.
        amount: in the smallest unit of ``currency``, in small letters.
        at: when the provider had it.
    """

    reference: UUID | None
    page: str
    amount: int
    currency: str
    at: datetime
    charge: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """Money that went back, or may: a refund or a dispute of a payment, as it stands now.

    Args:
        kind: ``MoneyKind.REFUND`` or ``DISPUTE``.
        reference: the provider's number of it; ``charge``: that of the payment.
        amount: in the smallest unit of ``currency``, in small letters.
        progress: whether the money is gone.
        is_final: whether that changes no more.
        at: when it was begun; ``told_at``: when the provider says so.
    """

    kind: MoneyKind
    reference: str
    charge: str
    amount: int
    currency: str
    progress: Progress
    is_final: bool
    at: datetime
    told_at: datetime
