"""Stripe Checkout: a page of Stripe's, opened by its HTTP API, and the signed webhook that comes when it is paid.

https://docs.stripe.com/api/checkout/sessions/create, https://docs.stripe.com/api/checkout/sessions/expire and
https://docs.stripe.com/webhooks#verify-manually.
"""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote, urlencode

from azukari.core.payments.order import (
    CURRENCY,
    REFUSED,
    Collected,
    NotOpened,
    NotSigned,
    Order,
    PaymentPage,
    Returned,
)
from azukari.core.payments.stripe_events import object_of, text_of, told_by
from azukari.lib.http_client import NoAnswer, exchange
from azukari.lib.instance import Payments
from azukari.lib.network import is_secure

API, VERSION = "https://api.stripe.com", "2024-06-20"
TOLERANCE = 300
"""Seconds by which the time of a signature may differ from ours."""
_SECONDS = 15.0
_MOST = 100_000


class Stripe:
    """Stripe, with the keys of one account."""

    def __init__(self, payments: Payments) -> None:
        self._key, self._secret = payments.secret_key, payments.webhook_secret
        self._url = payments.url.rstrip("/") or API

    def open(self, order: Order) -> PaymentPage:
        item = "line_items[0][price_data]"
        told = {
            "mode": "payment",
            "client_reference_id": str(order.reference),
            "locale": order.lang,
            "success_url": order.paid_url,
            "cancel_url": order.back_url,
            "line_items[0][quantity]": "1",
            f"{item}[currency]": CURRENCY,
            f"{item}[unit_amount]": str(order.amount),
            f"{item}[product_data][name]": order.title,
        }
        headers = {**self._headers(), "Idempotency-Key": str(order.reference)}
        try:
            answer = exchange(
                "POST",
                f"{self._url}/v1/checkout/sessions",
                headers=headers,
                body=urlencode(told).encode(),
                seconds=_SECONDS,
                most=_MOST,
            )
        except NoAnswer as none:
            raise NotOpened(none.code) from none
        if answer.status != 200:
            raise NotOpened(REFUSED)
        made = object_of(answer.body)
        page = PaymentPage(text_of(made.get("id")), text_of(made.get("url")))
        if not 0 < len(page.id) <= 100 or not is_secure(page.url):
            raise NotOpened("no-page")
        return page

    def close(self, page: str) -> bool:
        address = f"{self._url}/v1/checkout/sessions/{quote(page, safe='')}/expire"
        try:
            answer = exchange("POST", address, headers=self._headers(), body=b"", seconds=_SECONDS, most=_MOST)
        except NoAnswer:
            return False
        return answer.status in (200, 400, 404)  # 400: it was paid on, or is over

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Collected | Returned | None:
        if not self._is_signed(headers.get("Stripe-Signature", ""), body, now):
            raise NotSigned
        return told_by(object_of(body))

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Basic {base64.b64encode(f'{self._key}:'.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Stripe-Version": VERSION,
        }

    def _is_signed(self, header: str, body: bytes, now: datetime) -> bool:
        parts = [part.partition("=") for part in header.split(",")]
        at = next((value for name, _is, value in parts if name.strip() == "t"), "")
        if not (at.isascii() and at.isdecimal() and len(at) < 12) or abs(now.timestamp() - int(at)) > TOLERANCE:
            return False
        due = hmac.new(self._secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest().encode()
        return any(hmac.compare_digest(due, value.encode()) for name, _is, value in parts if name.strip() == "v1")
