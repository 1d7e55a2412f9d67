"""Stripe Checkout: a page of Stripe's, opened by its HTTP API, and the signed webhook that comes when it is paid.

https://docs.stripe.com/api/checkout/sessions/create and https://docs.stripe.com/webhooks#verify-manually. Whatever else
stands in a webhook, such as what the payer wrote on Stripe's page, is not looked at.
"""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from azukari.lib.http_client import NoAnswer, exchange
from azukari.lib.instance import Payments
from azukari.lib.network import is_secure
from azukari.members.online.order import CURRENCY, REFUSED, Collected, NotOpened, NotSigned, Order, PaymentPage

API, VERSION = "https://api.stripe.com", "2024-06-20"
TOLERANCE = 300
"""Seconds by which the time of a signature may differ from ours."""
_SECONDS = 15.0
_MOST = 100_000
_PAID = {"checkout.session.completed", "checkout.session.async_payment_succeeded"}


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
        headers = {
            "Authorization": f"Basic {base64.b64encode(f'{self._key}:'.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Idempotency-Key": str(order.reference),
            "Stripe-Version": VERSION,
        }
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
        made = _read(answer.body)
        page = PaymentPage(_text(made.get("id")), _text(made.get("url")))
        if not 0 < len(page.id) <= 100 or not is_secure(page.url):
            raise NotOpened("no-page")
        return page

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Collected | None:
        if not self._is_signed(headers.get("Stripe-Signature", ""), body, now):
            raise NotSigned
        event = _read(body)
        data = event.get("data")
        session = data.get("object") if isinstance(data, dict) else None
        if event.get("type") not in _PAID or not isinstance(session, dict) or session.get("payment_status") != "paid":
            return None
        amount, at = session.get("amount_total"), event.get("created")
        try:
            reference = UUID(_text(session.get("client_reference_id")))
        except ValueError:  # a page that somebody else opened with this account
            return None
        if type(amount) is not int or type(at) is not int:
            return None
        currency = _text(session.get("currency")).lower()
        return Collected(reference, _text(session.get("id")), amount, currency, datetime.fromtimestamp(at, UTC))

    def _is_signed(self, header: str, body: bytes, now: datetime) -> bool:
        parts = [part.partition("=") for part in header.split(",")]
        at = next((value for name, _is, value in parts if name.strip() == "t"), "")
        if not (at.isascii() and at.isdecimal() and len(at) < 12) or abs(now.timestamp() - int(at)) > TOLERANCE:
            return False
        due = hmac.new(self._secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest().encode()
        return any(hmac.compare_digest(due, value.encode()) for name, _is, value in parts if name.strip() == "v1")


def _read(body: bytes) -> Mapping[str, Any]:
    """An object of JSON; an empty one for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= 2000 and value.isprintable() else ""
