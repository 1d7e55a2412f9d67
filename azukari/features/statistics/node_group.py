"""Web nodes that count together: who is here, which is the eldest, and what they tell each other.

Each process draws a key (X25519) that stays in its memory, and introduces itself under the instance's secret. What one
tells another is sealed for that one alone (ChaCha20-Poly1305): whoever carries it, a database, can read nothing of it,
and nobody can once one of the two has ended.
"""

import base64
import hmac
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from azukari.features.statistics.periods import Periods, Share
from azukari.features.statistics.sketch import HIGHEST, REGISTERS
from azukari.lib.hmac_sha256 import hmac_sha256

SILENT = 30.0
"""Seconds after which a node that says nothing is gone."""

_USE = b"azukari page statistics, a node\n"
_NONCE = 12
_share = msgspec.msgpack.Decoder(Share)


@dataclass(slots=True)
class _Peer:
    age: tuple[float, str]
    public: bytes
    cipher: ChaCha20Poly1305
    heard: float
    told: dict[tuple[object, str], Share] = field(default_factory=dict)


class NodeGroup:
    """This node, and those that it has heard of.

    Args:
        began: when it began, in seconds; the eldest draws the days' salts, and writes down.
        keys: the instance's secrets that are accepted, the newest first.
    """

    def __init__(self, periods: Periods, *, began: float, keys: Callable[[], Sequence[bytes]]) -> None:
        self.dropped: list[tuple[Share, int]] = []
        self._periods, self._keys = periods, keys
        self._key, name = X25519PrivateKey.generate(), secrets.token_hex(8)
        self._age = began, name
        self._peers: dict[str, _Peer] = {}

    @property
    def name(self) -> str:
        return self._age[1]

    def is_eldest(self, now: float) -> bool:
        """Whether nobody who is still heard has been here for longer; ``now`` in seconds of a clock that only grows."""
        return all(now - peer.heard > SILENT or peer.age > self._age for peer in self._peers.values())

    def hello(self) -> str:
        """Who this is."""
        began, public = self._age[0], base64.b64encode(self._key.public_key().public_bytes_raw()).decode()
        said = f"{self.name} {began!r} {public}"
        return f"hello {said} {hmac_sha256(self._keys()[0], _USE + said.encode()).hex()}"

    def tell(self, now: float) -> list[str]:
        """What others do not know yet."""
        self._peers = {name: peer for name, peer in self._peers.items() if now - peer.heard <= SILENT}
        shares = self._periods.shares() if self._peers else []
        return [message for name, peer in self._peers.items() for message in self._tell(name, peer, shares)]

    def _tell(self, name: str, peer: _Peer, shares: Iterable[Share]) -> Iterable[str]:
        for share in shares:
            what = share.day, share.site
            if peer.told.get(what) != (known := replace(share, salt=b"")):
                peer.told[what] = known
                nonce = secrets.token_bytes(_NONCE)
                sealed = peer.cipher.encrypt(nonce, msgspec.msgpack.encode(share), f"{self.name} {name}".encode())
                yield f"for {name} {self.name} {base64.b64encode(nonce + sealed).decode()}"

    def receive(self, message: str, now: float) -> list[str]:
        """Take in what somebody said; returns what there is to answer. What is not of a node is passed over."""
        match message.split(" "):
            case ["hello", name, began, public, mac] if name != self.name:
                said = f"{name} {began} {public}".encode()
                if any(hmac.compare_digest(hmac_sha256(key, _USE + said).hex(), mac) for key in self._keys()):
                    return self._meet(name, float(began), base64.b64decode(public), now)
            case ["for", self.name, name, sealed] if peer := self._peers.get(name):
                self._take(peer, name, sealed)
        return []

    def _meet(self, name: str, began: float, public: bytes, now: float) -> list[str]:
        known = self._peers.get(name)
        if known and known.public == public:
            known.heard = now
            return []
        common = self._key.exchange(X25519PublicKey.from_public_bytes(public))
        key = HKDF(SHA256(), 32, salt=None, info=_USE).derive(common)
        peer = self._peers[name] = _Peer((began, name), public, ChaCha20Poly1305(key), now)
        return [self.hello(), *self._tell(name, peer, self._periods.shares())]

    def _take(self, peer: _Peer, name: str, sealed: str) -> None:
        try:
            raw = base64.b64decode(sealed, validate=True)
            opened = peer.cipher.decrypt(raw[:_NONCE], raw[_NONCE:], f"{name} {self.name}".encode())
            share = _share.decode(opened)
        except (ValueError, InvalidTag, msgspec.MsgspecError):
            return
        if not _is_sound(share):
            return
        if run := self._periods.take(share, is_elder=peer.age < self._age):
            self.dropped.append((share, run))


def _is_sound(share: Share) -> bool:
    registers = len(share.registers) == REGISTERS and max(share.registers) <= HIGHEST
    return len(share.salt) in (0, 16) and len(share.name) == 16 and (registers if share.site else True)
