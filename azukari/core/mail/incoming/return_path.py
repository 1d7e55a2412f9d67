"""Variable envelope return paths (VERP): ``bounces+TOKEN@...``, by which a bounce names the message that it is about.

The token is signed and good for a while, so that nobody makes up a bounce for somebody else. It is written in small
letters and digits, since mail systems fold the case of an address.
"""

import base64
import binascii
import hashlib
import hmac
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import partial
from uuid import UUID

from django.conf import settings

from azukari.lib import instance_secret

LASTS = timedelta(days=30)
"""What comes back later changes nothing."""

_DAY = timedelta(days=1)
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_BODY = struct.Struct(">B16sH")
_PROOF_BYTES = 11
_LETTERS = 48  # a token's: 30 bytes of base32
_is_token = re.compile(rf"[a-z2-7]{{{_LETTERS}}}").fullmatch


class Sort(Enum):
    """What a message is a row of."""

    MAILING = 1
    LETTER = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A message of ours that something is about."""

    sort: Sort
    id: UUID


def maker(now: datetime) -> Callable[[Sort, UUID], str]:
    """Makes the return path of messages that leave now; the organisation's own address where none is set up."""
    path: str = settings.AZUKARI.incoming.return_path
    if not path:
        sender: str = settings.AZUKARI.sender
        return lambda _sort, _id: sender
    local, _at, domain = path.rpartition("@")
    until = (now + LASTS - _EPOCH) // _DAY + 1
    return partial(_made, instance_secret.newest(settings.AZUKARI), until, f"{local}+", f"@{domain}")


def _made(secret: bytes, until: int, before: str, after: str, sort: Sort, id: UUID) -> str:
    body = _BODY.pack(sort.value, id.bytes, until)
    return f"{before}{base64.b32encode(body + _proof(secret, body)).decode().lower()}{after}"


def _proof(secret: bytes, body: bytes) -> bytes:
    return hmac.digest(secret, b"azukari return path\0" + body, hashlib.sha256)[:_PROOF_BYTES]


def named_by(recipient: str, *, now: datetime) -> Named | None:
    """The message that a return path is of; None if we did not make it, or too long ago."""
    local, _at, domain = recipient.strip("<> ").lower().rpartition("@")
    name, _plus, token = local.rpartition("+")
    if f"{name}@{domain}" != settings.AZUKARI.incoming.return_path.lower() or not _is_token(token):
        return None
    secrets = instance_secret.accepted(settings.AZUKARI, lasts=LASTS + _DAY, now=now)
    return _read(secrets, token, now)


def _read(secrets: Sequence[bytes], token: str, now: datetime) -> Named | None:
    try:
        raw = base64.b32decode(token.upper())
    except binascii.Error:
        return None
    body, proof = raw[: _BODY.size], raw[_BODY.size :]
    if not any(hmac.compare_digest(proof, _proof(secret, body)) for secret in secrets):
        return None
    sort, id, until = _BODY.unpack(body)
    return Named(Sort(sort), UUID(bytes=id)) if now < _EPOCH + until * _DAY else None


def is_return_path(recipient: str) -> bool:
    """Whether mail to this address is about mail of ours that came back, whoever made the token."""
    path: str = settings.AZUKARI.incoming.return_path
    local, _at, domain = recipient.strip("<> ").lower().rpartition("@")
    return bool(path) and f"{local.partition('+')[0]}@{domain}" == path.lower()
