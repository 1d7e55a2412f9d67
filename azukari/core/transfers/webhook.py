"""Posting to a recipient over TLS, signed: by our public key the recipient can check that it came from us and was not
changed on the way (RFC 9421, Ed25519; the body's digest after RFC 9530). The body itself is sealed with age.

No redirect is followed: what was agreed is one address.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext as _
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from azukari.lib import instance_secret
from azukari.lib.coded_error import CodedError
from azukari.lib.http_client import NoAnswer, exchange
from azukari.lib.network import is_https, is_network, may_reach

KEY_ID = "azukari-webhook"
LEAD = timedelta(days=90)
"""So long after a rotation of the secret the older key goes on signing: recipients have time to take the new one."""
LEASE = timedelta(minutes=5)
"""So long a post is one worker's; after a crash another tries it."""
MOST_ATTEMPTS = 10
"""At a post, the last about eight hours after the first."""
COVERED = ("@method", "@authority", "@target-uri", "content-digest", "content-type", "idempotency-key")
_LABEL = "azukari"
_TAKEN = range(200, 300)


class NotTaken(CodedError):
    """The recipient did not take it; ``code`` says why, without anybody's words."""


@dataclass(slots=True)
class Request:
    """A request as the signing library sees it."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class WebhookKey:
    """A key of ours by which a recipient checks signatures.

    Args:
        id: as the signature names it (``keyid``).
        private: for signing.
        since: when it signs from on; None for the one that signs now.
    """

    id: str
    private: Ed25519PrivateKey
    since: datetime | None

    @property
    def public(self) -> str:
        """The public half, as PEM."""
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class _Resolver(HTTPSignatureKeyResolver):
    def __init__(self, key: WebhookKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:  # noqa: ARG002 - there is one
        return self._key.private

    def resolve_public_key(self, key_id: str) -> object:  # noqa: ARG002
        return self._key.private.public_key()


def our_keys(*, now: datetime) -> list[WebhookKey]:
    """The key that signs now, and those that will, since the secret was rotated: made of it, each in its turn."""
    found: list[WebhookKey] = []
    since = None
    for one in reversed(instance_secret.versions(settings.AZUKARI)):
        until = one.until + LEAD if one.until else None
        if until is None or now < until:
            raw = hmac.digest(one.raw, b"azukari webhook", "sha256")
            id = f"{KEY_ID}-{one.version}" if one.version > 1 else KEY_ID
            found.append(WebhookKey(id, Ed25519PrivateKey.from_private_bytes(raw), since if found else None))
        since = until
    return found


def signed(url: str, body: bytes, *, id: str, now: datetime, content_type: str = "application/age") -> Request:
    """The request for one post.

    Args:
        id: says which post it is, so that a recipient knows one that comes twice.
    """
    headers = {"Content-Type": content_type, "Idempotency-Key": f'"{id}"'}
    request = Request("POST", url, headers, body)
    key = our_keys(now=now)[0]
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Resolver(key))
    signer.sign(request, key_id=key.id, label=_LABEL, covered_component_ids=COVERED, created=now, body=body)
    return request


def url_fault(url: str) -> str:
    """What is wrong with an address to which webhooks are to be posted, as a sentence; ``""`` if nothing is.

    A host that is a name is judged when it is posted to, by what it resolves to then.
    """
    if not is_https(url) or urlsplit(url).fragment:
        return _("Write an address that begins with https://.")
    host = urlsplit(url).hostname or ""
    address = "127.0.0.1" if host == "localhost" else host
    if is_network(address) and not may_reach(address, networks=settings.AZUKARI.webhook_networks):
        return _("This address is inside a private network. Ask the server operator to allow it (webhook_networks).")
    return ""


def post(request: Request) -> None:
    """Send it, over TLS 1.2 or later with a certificate that is trusted here, to a public address or to one of the
    networks that the operator allows (`webhook_networks`).

    Raises:
        NotTaken: the recipient cannot be reached or may not be, or did not answer with 2xx in time.
    """
    headers = {name: str(value) for name, value in request.headers.items()}
    reachable = partial(may_reach, networks=settings.AZUKARI.webhook_networks)
    try:
        status = exchange("POST", request.url, headers=headers, body=request.body, reachable=reachable).status
    except NoAnswer as error:
        raise NotTaken(error.code) from error
    if status not in _TAKEN:
        raise NotTaken(f"http-{status}")
