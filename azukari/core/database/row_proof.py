"""Row proof: an HMAC under a key outside the database over what a row means, for rows that open something.

Whoever can write to the database but has no keys can insert such a row, or lead one of their own to somebody else; it
opens nothing. It is checked where the row is read, at no extra query.
"""

import hmac
import json
from datetime import UTC, datetime

from django.conf import settings

from azukari.lib import instance_secret

LENGTH = 80
"""Of a column for it: the version of the key, and 64 hexadecimal digits."""


type Meaning = tuple[object, ...]
"""What a row says: first its kind, so that none passes for one of another table; then whose it is, what it opens, until
when. Ids, times, texts and truth values.
"""


def row_proof(meaning: Meaning) -> str:
    """The proof of a row that means this."""
    newest = instance_secret.versions(settings.AZUKARI)[0]
    return f"{newest.version}:{_code(newest.raw, meaning)}"


def is_proven(proof: str, meaning: Meaning) -> bool:
    """Whether a row has the proof of what it says. One that was made under a secret that has gone has none."""
    version, _colon, code = proof.partition(":")
    keys = (one.raw for one in instance_secret.versions(settings.AZUKARI) if str(one.version) == version)
    return any(hmac.compare_digest(_code(key, meaning), code) for key in keys)


def _code(key: bytes, meaning: Meaning) -> str:
    told = json.dumps(["azukari row", *map(_plain, meaning)])
    return hmac.digest(key, told.encode(), "sha256").hex()


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
