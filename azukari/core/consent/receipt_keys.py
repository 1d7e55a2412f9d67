"""The keys of receipts: the one that signs, and the public halves of all, published as a JWK set (RFC 7517, RFC 8037)
so that whoever is shown a receipt can verify it without asking us.

Of a key that was rotated its public half stays, as `public-receipts-N` beside the keys.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from azukari.core.consent.signed_receipt import sign
from azukari.lib.instance import read_key, write_key
from azukari.lib.signed_note import public_key

NAME = "receipts"
ADDRESS = ".well-known/receipt-keys.json"


@dataclass(frozen=True, slots=True)
class ReceiptKey:
    """A key whose signatures on receipts are ours.

    Args:
        version: which.
        public: its public half, 32 bytes.
        since, until: when it signed; None where that is not known, and for the end of the one that signs now.
    """

    version: int
    public: bytes
    since: datetime | None
    until: datetime | None

    @property
    def id(self) -> str:
        return f"{NAME}-{self.version}"

    @property
    def text(self) -> str:
        """The public half as it stands in a receipt."""
        return base64.b64encode(self.public).decode()


def all_keys() -> list[ReceiptKey]:
    """Every key that ever signed receipts here, the one that signs now last."""
    newest = settings.AZUKARI.versions(NAME)[-1]
    earlier = {version: read_key(_half(version)) for version in settings.AZUKARI.versions(f"public-{NAME}")}
    public = {**earlier, newest: public_key(settings.AZUKARI.newest_key(NAME))}
    return [ReceiptKey(version, public[version], *_times(version, newest)) for version in sorted(public)]


def keep_half(version: int) -> None:
    """Keep the public half of a key that will go."""
    write_key(_half(version), public_key(settings.AZUKARI.key(f"{NAME}-{version}")))


def published() -> dict[str, Any]:
    """The JWK set. Besides the registered members: ``publicKey`` as receipts have it, ``since`` and ``until``."""
    return {"keys": [_jwk(key) for key in all_keys()]}


def signed(receipt: Mapping[str, Any], *, ledger: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A document under the newest key of receipts, which says where our keys are published."""
    newest = settings.AZUKARI.versions(NAME)[-1]
    key = settings.AZUKARI.key(f"{NAME}-{newest}")
    address = f"{settings.AZUKARI.base_url}/{ADDRESS}"
    return sign(receipt, key, key_id=f"{NAME}-{newest}", keys=address, ledger=ledger)


def _half(version: int) -> Path:
    path: Path = settings.AZUKARI.keys / f"public-{NAME}-{version}"
    return path


def _times(version: int, newest: int) -> tuple[datetime | None, datetime | None]:
    """A key begins when the one before it ends, and ends when its public half was put aside."""
    since = _made(_half(version - 1)) or _made(settings.AZUKARI.keys / f"{NAME}-{version}")
    return since, None if version == newest else _made(_half(version))


def _made(path: Path) -> datetime | None:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC) if path.exists() else None


def _jwk(key: ReceiptKey) -> dict[str, Any]:
    times = {"since": key.since, "until": key.until}
    return {
        "kid": key.id,
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "x": base64.urlsafe_b64encode(key.public).decode().rstrip("="),
        "publicKey": key.text,
        **{name: at.isoformat() for name, at in times.items() if at},
    }
