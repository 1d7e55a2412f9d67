"""What the tree hashes: 80 bytes for each event, which tell a stranger nothing and prove the event to its holder.

    leaf = name (16) | commitment (32) | digest (32)

``name`` stands for the entry's id, which holds the moment at which it was made: a hash of it under the entry's salt, so
that the public tree tells no times. Entries that were made before (ids of version 7) stand under the id itself.
``digest`` is SHA-256 over a salt and the canonical event: a changed row is found, today and when every key is gone.
The salt keeps an outsider from guessing an event out of its hash. ``commitment`` is an HMAC over the same event under a
key that belongs to this entry alone, derived from the person's ledger key: whoever is shown that one opening can check
that the entry is the person's, and learns of no other entry. With the person's key destroyed, nobody can tell whose it
was. The HMAC covers no person's id: the key is the person, also after a submission has joined an older record.

Events about no person use a constant key in place of the person's, so that anybody can check them.
Plain Python; nothing here knows of a database.
"""

import hashlib
from uuid import UUID

from azukari.lib.hmac_sha256 import hmac_sha256

PUBLIC_KEY = hashlib.sha256(b"azukari ledger: an event about no person").digest()
KEY_BYTES = 32
HASH_BYTES = 32
NAME_BYTES = 16
SALT_BYTES = 16
_NAMED_BY_ITSELF = 7


def canonical(id: UUID, at: str, kind: str, payload: str) -> bytes:
    """The event as canonical JSON. ``payload`` is canonical JSON already, and ``at`` and ``kind`` need no escaping."""
    return f'{{"at":"{at}","id":"{id}","kind":"{kind}","payload":{payload}}}'.encode()


def opening(key: bytes, id: UUID) -> bytes:
    """The key of one entry's commitment, derived from the person's ledger key."""
    return hmac_sha256(key, b"azukari ledger opening" + id.bytes)


def commit(opening: bytes, event: bytes) -> bytes:
    """The commitment to a canonical event under an entry's own key."""
    return hmac_sha256(opening, event)


def leaf(id: UUID, commitment: bytes, salt: bytes, event: bytes) -> bytes:
    """The 80 bytes that stand for an event in the tree."""
    return name(id, salt) + commitment + hashlib.sha256(salt + event).digest()


def name(id: UUID, salt: bytes) -> bytes:
    """What an entry is called in public: nothing that a moment could be read from, nor guessed and checked."""
    if id.version == _NAMED_BY_ITSELF:
        return id.bytes
    return hashlib.sha256(b"azukari ledger name" + salt + id.bytes).digest()[:NAME_BYTES]


def seal(ledger_key: bytes, leaf: bytes) -> bytes:
    """Shows that a row waiting for the tree was recorded by a holder of the instance's ledger key."""
    return hmac_sha256(ledger_key, b"azukari ledger seal" + leaf)
