"""Posting to a recipient over TLS, signed: by our public key the recipient can check that it came from us and was not
changed on the way (RFC 9421, Ed25519; the body's digest after RFC 9530). The body itself is sealed with age.

No redirect is followed: what was agreed is one address.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from azukari.lib.http_client import NoAnswer, exchange

KEY_ID = "azukari-webhook"
COVERED = ("@method", "@authority", "@target-uri", "content-digest", "content-type", "idempotency-key")
_LABEL = "azukari"
_TAKEN = range(200, 300)


class NotTaken(Exception):
    """The recipient did not take it; ``code`` says why, without anybody's words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Request:
    """A request as the signing library sees it."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class _Key(HTTPSignatureKeyResolver):
    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:  # noqa: ARG002 - there is one
        return _private_key()

    def resolve_public_key(self, key_id: str) -> object:  # noqa: ARG002
        return _private_key().public_key()


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        hmac.digest(settings.AZUKARI.key("secret"), b"azukari webhook", "sha256")
    )


def public_key() -> str:
    """Our public key, as PEM, for recipients to check signatures by."""
    return _private_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def signed(url: str, body: bytes, *, id: str, now: datetime) -> Request:
    """The request for one post.

    Args:
        id: says which post it is, so that a recipient knows one that comes twice.
    """
    headers = {"Content-Type": "application/age", "Idempotency-Key": f'"{id}"'}
    request = Request("POST", url, headers, body)
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Key())
    signer.sign(request, key_id=KEY_ID, label=_LABEL, covered_component_ids=COVERED, created=now, body=body)
    return request


def post(request: Request) -> None:
    """Send it, over TLS 1.2 or later with a certificate that is trusted here.

    Raises:
        NotTaken: the recipient cannot be reached, or did not answer with 2xx in time.
    """
    try:
        status = exchange("POST", request.url, headers=_plain(request.headers), body=request.body).status
    except NoAnswer as error:
        raise NotTaken(error.code) from error
    if status not in _TAKEN:
        raise NotTaken(f"http-{status}")


def _plain(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: str(value) for name, value in headers.items()}
