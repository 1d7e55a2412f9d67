"""DKIM signatures (RFC 6376), made by ourselves where no mail server of ours does: RSA-2048, and Ed25519 beside it
where there is such a key (RFC 8463).

The key's name in the DNS, the selector, is a setting; the key lies in the folder of keys under that name, so that a
new one can be published before it signs. Heads are signed as ``relaxed``, bodies as ``simple``: both encodings of ours
leave nothing in a body that a relay would change.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from django.conf import settings

from azukari.lib.instance import InstanceError, put_beside_keys

BITS = 2048
ALGORITHMS = ("rsa", "ed25519")

_FIELDS = (
    b"from to subject date message-id mime-version content-type list-id list-unsubscribe list-unsubscribe-post"
).split()
_SIGNED = b":".join(name for name in _FIELDS for _again in range(2))
"""Fields of the head. One more than there is keeps anybody from adding one."""

_FIELD = re.compile(rb"^([!-9;-~]++)[ \t]*+:(.*(?:\r\n[ \t].*)*)\r\n", re.MULTILINE)
_SPACE = re.compile(rb"[ \t\r\n]+")
_PADDING, _SHA256 = padding.PKCS1v15(), hashes.SHA256()

type Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class _Key:
    algorithm: bytes
    selector: bytes
    sign: Sign


class Signer:
    """Signs for one domain.

    Args:
        keys: each makes a signature of its own.
    """

    def __init__(self, domain: str, keys: Sequence[_Key]) -> None:
        self._keys = [
            (
                key,
                b"v=1; a=" + key.algorithm + b"-sha256; c=relaxed/simple; d=" + domain.encode("ascii")
                + b"; s=" + key.selector + b"; t=%d;\r\n h=" + _SIGNED + b";\r\n bh=%b;\r\n b=",
            )
            for key in keys
        ]  # fmt: skip

    def sign(self, head: bytes, body: bytes, now: datetime) -> bytes:
        """The fields to put before the head.

        Args:
            head: every line of it ends with CR LF.
            body: SHA-256 of the body.
        """
        fields = _relaxed(head)
        return b"".join(self._signature(key, words, fields, body, now) for key, words in self._keys)

    def _signature(self, key: _Key, words: bytes, fields: bytes, body: bytes, now: datetime) -> bytes:
        value = words % (int(now.timestamp()), base64.b64encode(body))
        signed = base64.b64encode(key.sign(fields + b"dkim-signature:" + _flat(value)))
        folded = b"\r\n ".join(signed[start : start + 72] for start in range(0, len(signed), 72))
        return b"DKIM-Signature: " + value + folded + b"\r\n"

    def signed(self, message: bytes, now: datetime) -> bytes:
        """A whole message, signed.

        Args:
            message: every line ends with CR LF.
        """
        head, _empty, body = message.partition(b"\r\n\r\n")
        digest = hashlib.sha256(body.rstrip(b"\r\n") + b"\r\n").digest()
        return self.sign(head + b"\r\n", digest, now) + message


def _relaxed(head: bytes) -> bytes:
    """The signed fields, canonical (RFC 6376 3.4.2), the last of several first."""
    found: dict[bytes, list[bytes]] = {}
    for name, value in _FIELD.findall(head):
        found.setdefault(name.lower(), []).append(value)
    named = ((name, found[name].pop()) for name in _SIGNED.split(b":") if found.get(name))
    return b"".join(name + b":" + _flat(value) + b"\r\n" for name, value in named)


def _flat(value: bytes) -> bytes:
    return _SPACE.sub(b" ", value).strip(b" ")


def _by_rsa(key: rsa.RSAPrivateKey, data: bytes) -> bytes:
    return key.sign(data, _PADDING, _SHA256)


def _by_ed25519(key: ed25519.Ed25519PrivateKey, data: bytes) -> bytes:
    return key.sign(hashlib.sha256(data).digest())  # RFC 8463 3: of the digest


def key_file(selector: str, algorithm: str) -> Path:
    """Where the key of that name lies."""
    folder: Path = settings.AZUKARI.keys
    return folder / f"dkim-{selector}-{algorithm}"


def make_key(selector: str, algorithm: str) -> bool:
    """Make the key of that name; whether there was none."""
    path = key_file(selector, algorithm)
    if path.exists():
        return False
    key = rsa.generate_private_key(65537, BITS) if algorithm == "rsa" else ed25519.Ed25519PrivateKey.generate()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    put_beside_keys(path, key.private_bytes(*form).decode("ascii"))
    return True


def name_of(selector: str, algorithm: str) -> str:
    """The selector under which a key is published: RSA's is the setting itself."""
    return selector if algorithm == "rsa" else f"{selector}-{algorithm}"


def record(selector: str, algorithm: str) -> str:
    """What has to stand in the DNS, ``v=DKIM1; ...``.

    Raises:
        InstanceError: there is no such key.
    """
    public = _read(key_file(selector, algorithm)).public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    else:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        raw = public.public_bytes(serialization.Encoding.DER, form)
    return f"v=DKIM1; k={algorithm}; p={base64.b64encode(raw).decode()}"


def domain() -> str:
    """The domain that signs: the sender's, so that DMARC sees that they are one."""
    sender: str = settings.AZUKARI.sender
    return sender.rpartition("@")[2]


def signer() -> Signer | None:
    """What signs our mail; None where the settings name no key of ours.

    Raises:
        InstanceError: the key that they name is not there. No mail leaves then, since it would be thrown away unsigned.
    """
    selector: str = settings.AZUKARI.dkim_selector
    return _signer(settings.AZUKARI.keys, selector, domain()) if selector else None


@lru_cache(maxsize=4)
def _signer(folder: Path, selector: str, domain: str) -> Signer:
    rsa_key = _read(folder / f"dkim-{selector}-rsa")
    if not isinstance(rsa_key, rsa.RSAPrivateKey):
        raise InstanceError(f"The key dkim-{selector}-rsa is none of RSA. Restore it from the key backup.")
    keys = [_Key(b"rsa", selector.encode(), partial(_by_rsa, rsa_key))]
    second = folder / f"dkim-{selector}-ed25519"
    if second.exists():
        other = _read(second)
        if isinstance(other, ed25519.Ed25519PrivateKey):
            keys.append(_Key(b"ed25519", name_of(selector, "ed25519").encode(), partial(_by_ed25519, other)))
    return Signer(domain, keys)


def _read(path: Path) -> rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey:
    try:
        mode, words = path.stat().st_mode, path.read_bytes()
        key = serialization.load_pem_private_key(words, None)
    except (OSError, ValueError) as error:
        raise InstanceError(
            f"The key {path} cannot be read. Restore it from the key backup, or run: azukari mail dkim"
        ) from error
    if mode & 0o077:
        raise InstanceError(f"The key {path} can be read by other users. Run: chmod 600 {path}")
    if not isinstance(key, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
        raise InstanceError(f"The key {path} is of a sort that DKIM does not know.")
    return key
