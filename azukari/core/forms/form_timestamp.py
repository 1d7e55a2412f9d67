"""A signed time stamp in each form page: whoever answers within a second, or a day later, is asked to look again.

It carries a number of chance besides, so that the same page is known again when it comes twice (`forms.once`).
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from azukari.lib.random_bytes import random_bytes

QUICKEST = timedelta(seconds=1)
QUICK = timedelta(seconds=5)
LONGEST = timedelta(days=1)
_PROOF_CHARACTERS = 32
_CHANCE = 16  # bytes


def _proof(secret: str, form: str, seconds: str, drawn: str) -> str:
    message = f"form stamp {form} {seconds} {drawn}".encode()
    return hmac.digest(secret.encode(), message, hashlib.sha256).hex()[:_PROOF_CHARACTERS]


def make(form: str, *, secret: str, now: datetime) -> str:
    """A stamp for the form, that says when it was shown."""
    seconds, drawn = str(int(now.timestamp())), random_bytes(_CHANCE).hex()
    return f"{seconds}.{drawn}.{_proof(secret, form, seconds, drawn)}"


def trouble(stamp: str, form: str, *, secret: str, now: datetime) -> str:
    """``""`` if all is well, ``hasty`` or ``old``; a stamp that we did not make is old."""
    seconds, drawn, proof = (*stamp.split("."), "", "", "")[:3]
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 12:
        return "old"
    if not hmac.compare_digest(proof.encode(), _proof(secret, form, seconds, drawn).encode()):
        return "old"
    age = now - datetime.fromtimestamp(int(seconds), UTC)
    if age < QUICKEST:
        return "hasty"
    return "old" if age > LONGEST else ""


def is_quick(stamp: str, *, now: datetime) -> bool:
    """Whether a stamp without trouble is so fresh that hardly anybody can have read the form and filled it in."""
    return now - datetime.fromtimestamp(int(stamp.partition(".")[0]), UTC) < QUICK
