"""Sealed, expiring tokens: as `lib.token`, with a few words that only this server reads.

For a page that shows something at an address which must not say it, and that opens nothing stored for that. They are
sealed by AES-GCM under a key of their use alone.
"""

import base64
import binascii
import hashlib
import hmac
import secrets as chance
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from azukari.lib.token import TokenError, TokenExpired

_HEAD = struct.Struct(">16sQ")
_NONCE_BYTES = 12


def make(secret: bytes, use: str, id: UUID, expires: datetime, *, words: str) -> str:
    """A token for the row ``id``, good for ``use`` only, until ``expires`` (whole seconds), that carries ``words``."""
    nonce = chance.token_bytes(_NONCE_BYTES)
    plain = _HEAD.pack(id.bytes, int(expires.timestamp())) + words.encode()
    return base64.urlsafe_b64encode(nonce + _cipher(secret, use).encrypt(nonce, plain, None)).decode().rstrip("=")


def read(secrets: Sequence[bytes], use: str, text: str, *, now: datetime) -> tuple[UUID, str]:
    """The row and the words of a token that `make` made with one of the secrets for the same use.

    Raises:
        TokenExpired: it is such a token, and ``now`` is its end or later.
        TokenError: it is no such token.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TokenError from error
    for secret in secrets:
        try:
            plain = _cipher(secret, use).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            continue
        id, expires = _HEAD.unpack(plain[: _HEAD.size])
        if now >= datetime.fromtimestamp(expires, UTC):
            raise TokenExpired(UUID(bytes=id))
        return UUID(bytes=id), plain[_HEAD.size :].decode()
    raise TokenError


def _cipher(secret: bytes, use: str) -> AESGCM:
    return AESGCM(hmac.digest(secret, b"azukari sealed token " + use.encode(), hashlib.sha256))
