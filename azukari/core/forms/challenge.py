"""Proof of work in the form of ALTCHA: half a second of a processor instead of a picture puzzle, and no third party.

The server picks a counter and derives a key from it; the browser counts up until it finds the same key. Checking is one
HMAC. Each solution counts once: its digest is spent in a table until the challenge would have expired anyway.
"""

import base64
import binascii
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha import Payload, create_challenge, verify_solution
from django.db import IntegrityError, transaction

from azukari.core.forms.models import SpentChallenge
from azukari.lib.json_depth import check_depth

ALGORITHM = "PBKDF2/SHA-256"
COST = 1000  # iterations a step: native code in the browser, about 0.3 ms
FEWEST, MOST = 200, 1200  # steps to the solution
LIFETIME = timedelta(hours=3)
_LONGEST_PAYLOAD = 4000
_DEPTH = 4  # of a payload


@dataclass(frozen=True, slots=True)
class Solved:
    """A solution that holds. ``digest`` names its challenge in the replay store."""

    digest: bytes
    expires: datetime


def _keys(secret: str) -> tuple[bytes, bytes]:
    return (
        hashlib.sha256(b"altcha challenge" + secret.encode()).digest(),
        hashlib.sha256(b"altcha key" + secret.encode()).digest(),
    )


def issue(*, secret: str, now: datetime) -> dict[str, Any]:
    """A fresh challenge, as ALTCHA's JSON."""
    sign, sign_key = _keys(secret)
    challenge = create_challenge(
        ALGORITHM,
        COST,
        counter=FEWEST + secrets.randbelow(MOST - FEWEST),
        expires_at=now + LIFETIME,
        hmac_secret=sign,
        hmac_key_secret=sign_key,
    )
    return challenge.to_dict()


def _parsed(payload: str) -> Payload | None:
    """The payload, if it is one of ours in shape; so that no stranger picks a costly algorithm."""
    if len(payload) > _LONGEST_PAYLOAD:
        return None
    try:
        check_depth(base64.b64decode(payload), most=_DEPTH)
        parsed = Payload.from_base64(payload)
        parameters = parsed.challenge.parameters
        fits = (
            parameters.algorithm == ALGORITHM
            and parameters.cost == COST
            and isinstance(parameters.expires_at, int)
            and bool(parameters.key_signature)
            and isinstance(parsed.solution.derived_key, str)
        )
    except (
        binascii.Error,
        json.JSONDecodeError,
        UnicodeDecodeError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ):
        return None
    return parsed if fits else None


def check(payload: str, *, secret: str, now: datetime) -> Solved | None:
    """The solution in ``payload`` (what ALTCHA's widget puts in its hidden input), or None if it does not hold."""
    parsed = _parsed(payload)
    if parsed is None:
        return None
    sign, sign_key = _keys(secret)
    expires = datetime.fromtimestamp(parsed.challenge.parameters.expires_at or 0, UTC)
    if expires <= now or not verify_solution(parsed, sign, hmac_key_secret=sign_key).verified:
        return None
    return Solved(hashlib.sha256(str(parsed.challenge.signature).encode()).digest(), expires)


def spend(solved: Solved) -> bool:
    """Use the solution up. False if that has happened before."""
    try:
        with transaction.atomic():
            SpentChallenge.objects.create(digest=solved.digest, expires_at=solved.expires)
    except IntegrityError:
        return False
    return True


def forget_expired(now: datetime) -> int:
    """Drop spent challenges that nobody could use any more. Returns how many."""
    return SpentChallenge.objects.filter(expires_at__lt=now).delete()[0]
