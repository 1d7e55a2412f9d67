"""Payment provider: the socket. Somebody else takes the money on a page of theirs, and tells us by a signed webhook.

A provider is told an amount, what it is for, and a reference made up for this one payment; nothing about a person.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from django.conf import settings

from azukari.core.payments.order import Collected, NotSigned, Order, PaymentPage, Returned
from azukari.core.payments.stripe import Stripe
from azukari.lib.instance import Payments


class PaymentProvider(Protocol):
    """How a provider is spoken to."""

    def open(self, order: Order) -> PaymentPage:
        """Have a page made on which this order is paid. Asked for twice with one reference, it is one page.

        Raises:
            NotOpened: there is none.
        """
        ...

    def close(self, page: str) -> bool:
        """Have nobody pay on a page any more, by the provider's number of it. False where that has to be tried again;
        what was paid there before is told by a webhook as usual.
        """
        ...

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Collected | Returned | None:
        """What a webhook tells of money that came or went back; None where it tells of something else.

        Raises:
            NotSigned: the provider did not send it, or not now.
        """
        ...


class _Demo:
    """A provider that charges nobody: its page is one of the demonstration's own (`site.demo_pay`)."""

    def __init__(self, payments: Payments) -> None:
        del payments

    def open(self, order: Order) -> PaymentPage:
        url = f"{settings.AZUKARI.base_url}/{order.lang}/demo/pay/{order.reference}"
        return PaymentPage(f"demo_{order.reference.hex}", url)

    def close(self, page: str) -> bool:
        del page
        return True

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Collected | Returned | None:
        del headers, body, now
        raise NotSigned


PROVIDERS: Mapping[str, Callable[[Payments], PaymentProvider]] = {"stripe": Stripe, "demo": _Demo}
"""Each by the word that stands in azukari.toml."""


def provider() -> PaymentProvider | None:
    """The one that is set, with its keys; None where there is none."""
    payments = settings.AZUKARI.payments
    is_set = payments.recipient and (payments.provider == "demo" or (payments.secret_key and payments.webhook_secret))
    return PROVIDERS[payments.provider](payments) if is_set else None


def recipient_now() -> str:
    """The provider that is set, by its name in the policy."""
    return settings.AZUKARI.payments.recipient
