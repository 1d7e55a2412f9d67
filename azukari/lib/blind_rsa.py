"""RSA blind signatures (RFC 9474, RSABSSA-SHA384-PSS-Randomized): signing what one cannot see.

Whoever asks blinds a message, the signer signs it, whoever asked unblinds the signature. It is an ordinary RSASSA-PSS
signature of the message, and nothing that the signer saw leads from one to the other, with unbounded means either.

The steps are named as in the RFC. Keys are those of `cryptography`, which makes and checks; the bare RSA operation,
which it does not offer, is done here, with its base blinded by a random number of its own (RFC 9474, 8.1).
"""

import hashlib
import math
import os
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA384

BITS = 3072
PREFIX = 32
"""Random bytes before a message, so that even a signer who chose the message learns nothing (RFC 9474, 4.1)."""

_SALT = 48
_HASH = 48
_EXPONENT = 65537


class BlindingError(ValueError):
    """The numbers do not belong together, or the signature is none."""


@dataclass(frozen=True, slots=True)
class Blinded:
    """A message as the signer sees it.

    Args:
        message: what is sent to the signer, as long as the key.
        inverse: what unblinds the signature, and stays with whoever asked.
    """

    message: bytes
    inverse: int


def new_key() -> RSAPrivateKey:
    """A key for blind signatures alone; whoever signs anything else with it can be made to sign anything."""
    return generate_private_key(public_exponent=_EXPONENT, key_size=BITS)


def prepare(message: bytes) -> bytes:
    """The message as it is signed, behind 32 random bytes."""
    return os.urandom(PREFIX) + message


def blind(key: RSAPublicKey, prepared: bytes, *, salt: bytes = b"", r: int = 0) -> Blinded:
    """Blind a prepared message.

    Args:
        salt, r: those of a test vector; drawn at random where they are left out.

    Raises:
        BlindingError: the message and the key have a factor in common, which does not happen.
    """
    n = key.public_numbers().n
    m = int.from_bytes(_encode(prepared, salt or os.urandom(_SALT), n.bit_length() - 1))
    r = r or secrets.randbelow(n - 1) + 1
    if math.gcd(m, n) != 1 or math.gcd(r, n) != 1:
        raise BlindingError("The message cannot be blinded under this key.")
    hidden = m * pow(r, key.public_numbers().e, n) % n
    return Blinded(hidden.to_bytes(size(key)), pow(r, -1, n))


def blind_sign(key: RSAPrivateKey, blinded: bytes) -> bytes:
    """Sign what is blinded.

    Raises:
        BlindingError: it is not a number below the key's, or not of its length.
    """
    public = key.public_key().public_numbers()
    n, m = public.n, int.from_bytes(blinded)
    if len(blinded) != size(key.public_key()) or not 0 < m < n:
        raise BlindingError("What is to be signed is not of this key's length.")
    r = secrets.randbelow(n - 2) + 2
    s = _private(key, m * pow(r, public.e, n) % n) * pow(r, -1, n) % n
    if pow(s, public.e, n) != m:
        raise BlindingError("The signature came out wrong.")  # a fault in between would give the key away
    return s.to_bytes(len(blinded))


def finalize(key: RSAPublicKey, prepared: bytes, signed: bytes, inverse: int) -> bytes:
    """Unblind a signature.

    Raises:
        BlindingError: it is no signature of that message.
    """
    signature = (int.from_bytes(signed) * inverse % key.public_numbers().n).to_bytes(size(key))
    if len(signed) != size(key) or not is_signature(key, prepared, signature):
        raise BlindingError("What came back is no signature of the message.")
    return signature


def is_signature(key: RSAPublicKey, prepared: bytes, signature: bytes) -> bool:
    """Whether that is a signature of the prepared message."""
    try:
        key.verify(signature, prepared, padding.PSS(padding.MGF1(SHA384()), _SALT), SHA384())
    except InvalidSignature:
        return False
    return True


def size(key: RSAPublicKey) -> int:
    """How many bytes a signature, and a blinded message, has."""
    return (key.key_size + 7) // 8


def _private(key: RSAPrivateKey, m: int) -> int:
    """m^d, by the Chinese remainder theorem."""
    numbers = key.private_numbers()
    p, q = numbers.p, numbers.q
    of_p, of_q = pow(m, numbers.dmp1, p), pow(m, numbers.dmq1, q)
    return of_q + q * ((of_p - of_q) * numbers.iqmp % p)


def _encode(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017, 9.1.1) with SHA-384 and its mask."""
    length = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - _HASH - len(salt) - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mask(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 (RFC 8017, B.2.1)."""
    blocks = (hashlib.sha384(seed + number.to_bytes(4)).digest() for number in range(-(-length // _HASH)))
    return b"".join(blocks)[:length]
