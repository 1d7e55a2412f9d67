"""An agent as somebody else would write it from the protocol: it signs with its own key, and knows us by HTTP."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

BUSINESS = "RIVERSIDE_WATCH"
CODE = "CR_AA_DRP_ID_001"


class OutsideAgent:
    """One agent with its key; ``client`` is how it reaches us."""

    def __init__(self, code: str = CODE, *, business: str = BUSINESS) -> None:
        self.code, self.business = code, business
        self.key = Ed25519PrivateKey.generate()
        self.client = Client()
        self.token = ""

    @property
    def verify_key(self) -> str:
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    def envelope(self, now: datetime, **claims: Any) -> dict[str, Any]:
        """The claims that every message has."""
        return {
            "agent-id": self.code,
            "business-id": self.business,
            "issued-at": (now - timedelta(seconds=1)).astimezone(UTC).isoformat(timespec="milliseconds"),
            "expires-at": (now + timedelta(minutes=10)).astimezone(UTC).isoformat(timespec="milliseconds"),
            "drp.version": "1.0",
            "jti": str(uuid4()),
            **claims,
        }

    def request(self, now: datetime, address: str, what: str = "access", /, **claims: Any) -> dict[str, Any]:
        """A request to exercise a right."""
        person = {"email": address, "email_verified": True, "name": "Marker Kitagawa"}
        return self.envelope(now, **{"exercise": what, "regime": "ccpa", **person, **claims})

    def sign(self, content: Any) -> bytes:
        """libsodium's combined mode, in base64."""
        text = content if isinstance(content, bytes) else json.dumps(content).encode()
        return base64.b64encode(self.key.sign(text) + text)

    def send(self, method: str, path: str, body: bytes = b"", *, type: str = "text/plain") -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.client.generic(method, f"/api/v1/{path}", body, content_type=type, headers=headers)

    def set_up(self, now: datetime) -> Any:
        """Get a token, and keep it."""
        answer = self.send("POST", f"agent/{self.code}", self.sign(self.envelope(now)))
        if answer.status_code == 200:
            self.token = answer.json()["token"]
        return answer

    def ask(self, now: datetime, email: str, what: str = "access", /, **claims: Any) -> Any:
        return self.send("POST", "data-rights-request", self.sign(self.request(now, email, what, **claims)))

    def status(self, id: str) -> Any:
        return self.send("GET", f"data-rights-request/{id}")

    def revoke(self, id: str, **content: Any) -> Any:
        return self.send("DELETE", f"data-rights-request/{id}", self.sign(content))
