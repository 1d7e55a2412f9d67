"""Signed, expiring tokens that a mailed link carries: which row, until when, and proof that we made it. Nothing about
the person.

Reading a token judges its time, so that no page can forget to. Whether a token was used before is the row's own state;
the token only shows that the bearer has read our mail.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

_BODY = struct.Struct(">16sQ")
_PROOF_BYTES = 16


class TokenError(Exception):
    """The token was not made here, or not for this, or its time is over."""


class TokenExpired(TokenError):
    """The token was made here for this, and its time is over.

    Args:
        id: the row that it was good for.
    """

    def __init__(self, id: UUID) -> None:
        super().__init__()
        self.id = id


def _proof(secret: bytes, use: str, body: bytes) -> bytes:
    return hmac.digest(secret, b"azukari token " + use.encode() + b"\0" + body, hashlib.sha256)[:_PROOF_BYTES]


def make(secret: bytes, use: str, id: UUID, expires: datetime) -> str:
    """A token for the row ``id``, good for ``use`` only, until ``expires`` (whole seconds)."""
    body = _BODY.pack(id.bytes, int(expires.timestamp()))
    return base64.urlsafe_b64encode(body + _proof(secret, use, body)).decode().rstrip("=")


def read(secret: bytes, use: str, text: str, *, now: datetime) -> UUID:
    """The row that a token made by `make` with the same secret and use is good for.

    Raises:
        TokenExpired: it is such a token, and ``now`` is its end or later.
        TokenError: it is no such token.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TokenError from error
    body, proof = raw[: _BODY.size], raw[_BODY.size :]
    if len(raw) != _BODY.size + _PROOF_BYTES or not hmac.compare_digest(proof, _proof(secret, use, body)):
        raise TokenError
    id, expires = _BODY.unpack(body)
    if now >= datetime.fromtimestamp(expires, UTC):
        raise TokenExpired(UUID(bytes=id))
    return UUID(bytes=id)


def read_by_any(secrets: Sequence[bytes], use: str, text: str, *, now: datetime) -> UUID:
    """`read` under whichever of several secrets made the token.

    Raises:
        TokenExpired, TokenError: as there.
    """
    for secret in secrets[:-1]:
        try:
            return read(secret, use, text, now=now)
        except TokenExpired:
            raise
        except TokenError:
            continue
    return read(secrets[-1], use, text, now=now)
