"""Messages as libsodium signs them ("combined mode"): an Ed25519 signature, then the text; all of it in base64.

Opened by the sender's public key. The checks come in the order that the Data Rights Protocol asks for (1.0, 3.07).
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from azukari.lib.coded_error import CodedError
from azukari.lib.json_depth import check_depth

KEY_BYTES = 32
SIGNATURE_BYTES = 64
LONGEST = 16_384
"""Of a whole message, in bytes; a request is a few hundred."""


class NotSigned(CodedError):
    """It is no message, or not one of this sender's. ``code``: ``base64``, ``signature`` or ``json``."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A message whose signature holds.

    Args:
        digest: of what was signed, SHA-256 in hexadecimal: the same message twice has the same.
    """

    content: Mapping[str, Any]
    digest: str


def public_key(text: str) -> bytes:
    """The 32 bytes of a public key written in base64.

    Raises:
        NotSigned: it is no such key (``base64``).
    """
    raw = _decoded(text.encode())
    if len(raw) != KEY_BYTES:
        raise NotSigned("base64")
    return raw


def opened(body: bytes, key: bytes) -> Opened:
    """Check and read a message.

    Args:
        key: the sender's public key (`public_key`).

    Raises:
        NotSigned: nothing of it may be believed.
    """
    raw = _decoded(body)
    signature, text = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except (InvalidSignature, ValueError) as error:
        raise NotSigned("signature") from error
    try:
        content = json.loads(check_depth(text).decode(), parse_constant=_no_constant)
    except ValueError as error:
        raise NotSigned("json") from error
    if not isinstance(content, dict):
        raise NotSigned("json")
    return Opened(content, hashlib.sha256(text).hexdigest())


def _decoded(body: bytes) -> bytes:
    try:
        return base64.b64decode(body.strip(), validate=True)
    except binascii.Error as error:
        raise NotSigned("base64") from error


def _no_constant(name: str) -> Any:
    raise ValueError(name)
