"""What we and a payment provider say to each other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.lib.coded_error import CodedError

CURRENCY = "jpy"
REFUSED = "not-taken"
"""The code of an order that the provider answered, and refused."""


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
        reference: that of the order; ``page``: the number of the provider's page.
        amount: in the smallest unit of ``currency``, in small letters.
        at: when the provider had it.
    """

    reference: UUID
    page: str
    amount: int
    currency: str
    at: datetime
