"""A stand-in for Stripe: the two ends of Stripe Checkout as its documentation describes them, on this machine.

POST /v1/checkout/sessions takes a form, knows one secret key, keeps what it answered by ``Idempotency-Key``, and
refuses what the real one refuses; .../expire closes a session that is open. Its webhooks are signed as
https://docs.stripe.com/webhooks describes it.
Nothing of ours is imported.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

KEY, SECRET = "sk_test_standin", "whsec_standin"
_NEEDED = (
    "mode", "success_url", "line_items[0][quantity]", "line_items[0][price_data][currency]",
    "line_items[0][price_data][unit_amount]", "line_items[0][price_data][product_data][name]",
)  # fmt: skip


class StandIn(ThreadingHTTPServer):
    """The server; ``asked`` holds each request as it came: headers and the whole body."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.sessions: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, tuple[bytes, dict[str, Any]]] = {}
        self.broken = False
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def event(
        self, session: str, *, kind: str = "checkout.session.completed", at: float | None = None, **changes: object
    ) -> tuple[bytes, dict[str, str]]:
        """A webhook about a session: its body and its headers."""
        charge = f"pi_{session}"
        paid = {"status": "complete", "payment_status": "paid", "payment_intent": charge}
        return self.tell(kind, {**self.sessions[session], **paid, **changes}, at=at)

    def refund(self, session: str, amount: int, **changes: object) -> tuple[bytes, dict[str, str]]:
        """A webhook about a refund of what was paid on a session."""
        return self._return("refund.created", "refund", session, amount, {"status": "succeeded"} | changes)

    def dispute(self, session: str, amount: int, **changes: object) -> tuple[bytes, dict[str, str]]:
        """A webhook about a dispute of it."""
        told = {"id": "dp_1", "status": "needs_response"} | changes
        return self._return("charge.dispute.created", "dispute", session, amount, told)

    def _return(
        self, kind: str, object: str, session: str, amount: int, told: dict[str, object]
    ) -> tuple[bytes, dict[str, str]]:
        own = {
            "id": "re_1", "object": object, "amount": amount, "currency": "jpy", "charge": f"ch_{session}",
            "payment_intent": f"pi_{session}", "created": int(time.time()),
        }  # fmt: skip
        at = told.pop("at", None)
        return self.tell(str(told.pop("kind", kind)), own | told, at=at if isinstance(at, int) else None)

    def tell(self, kind: str, told: dict[str, Any], *, at: float | None = None) -> tuple[bytes, dict[str, str]]:
        """A webhook about any object, made at a time and signed now."""
        now = int(time.time())
        event = {"id": "evt_1", "object": "event", "created": int(at or now), "type": kind, "data": {"object": told}}
        return signed(json.dumps(event).encode(), at=now)


def signed(body: bytes, *, at: int, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """The body, and the header that signs it."""
    due = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {"Stripe-Signature": f"t={at},v1={due},v0=aa"}


class _Handler(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        """The page on which one pays, with the two ways back from it."""
        session = self.server.sessions.get(self.path.rsplit("/", 1)[-1])
        if session is None:
            return self._answer(404, {"error": {"type": "invalid_request_error"}})
        title = f"<title>Pay</title><h1>{session['amount_total']} {session['currency']}</h1>"
        ways = (
            f'<a id="paid" href="{session["success_url"]}">Pay</a> <a id="back" href="{session["cancel_url"]}">Back</a>'
        )
        return self._send(200, f"<!doctype html><html lang=en>{title}<main>{ways}</main></html>".encode(), "text/html")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), body))
        if self.server.broken:
            return self._answer(500, {"error": {"type": "api_error"}})
        if self.headers["Authorization"] != "Basic " + base64.b64encode(f"{KEY}:".encode()).decode():
            return self._answer(401, {"error": {"type": "invalid_request_error"}})
        if self.path.endswith("/expire"):
            return self._expire(self.path.split("/")[-2])
        told = {name: values[0] for name, values in parse_qs(body.decode(), strict_parsing=True).items()}
        again = self.server.answers.get(self.headers["Idempotency-Key"])
        if self.path != "/v1/checkout/sessions" or any(name not in told for name in _NEEDED):
            return self._answer(400, {"error": {"type": "invalid_request_error"}})
        if again and again[0] != body:
            return self._answer(400, {"error": {"type": "idempotency_error"}})
        if not again:
            id = f"cs_test_{len(self.server.sessions) + 1:03}"
            session = {
                "id": id, "object": "checkout.session", "status": "open", "payment_status": "unpaid",
                "amount_total": int(told["line_items[0][price_data][unit_amount]"]),
                "currency": told["line_items[0][price_data][currency]"],
                "client_reference_id": told.get("client_reference_id"),
                "success_url": told["success_url"], "cancel_url": told.get("cancel_url"),
                "url": f"{self.server.url}/c/pay/{id}#fid=x",
                "customer_details": {"email": "payer@elsewhere.example", "name": "支払 人"},
            }  # fmt: skip
            self.server.sessions[id] = session
            again = self.server.answers[self.headers["Idempotency-Key"]] = (body, session)
        return self._answer(200, again[1])

    def _expire(self, id: str) -> None:
        session = self.server.sessions.get(id)
        if session is None:
            return self._answer(404, {"error": {"type": "invalid_request_error"}})
        if session["status"] != "open":
            return self._answer(400, {"error": {"type": "invalid_request_error"}})
        session["status"] = "expired"
        return self._answer(200, session)

    def _answer(self, status: int, told: dict[str, Any]) -> None:
        self._send(status, json.dumps(told).encode(), "application/json")

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""
