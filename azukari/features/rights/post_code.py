"""A code that is posted to an address we hold, and told us by whoever lives there.

It is made from the case and a secret, so it is stored nowhere. Five wrong tries, and no try counts any more (P43).
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from azukari.core.cases.lifecycle import step
from azukari.core.cases.models import Case
from azukari.lib import instance_secret
from azukari.policy.terms import Actor

DIGITS = 8
MOST_TRIES = 5
LASTS = timedelta(days=90)
"""So long a code that was posted is good after a rotation of the secret."""
WRONG = "wrong-code"


def code_for(case: Case) -> str:
    """Eight digits, written in two groups on the letter."""
    return _code(case, instance_secret.newest(settings.AZUKARI))


def _code(case: Case, secret: bytes) -> str:
    made = hmac.digest(secret, b"azukari posted code " + case.id.bytes, hashlib.sha256)
    return f"{int.from_bytes(made[:8]) % 10**DIGITS:0{DIGITS}}"


def matches(case: Case, digits: str, *, now: datetime) -> bool:
    """Whether that was posted for the case, under a secret that still counts."""
    secrets = instance_secret.accepted(settings.AZUKARI, lasts=LASTS, now=now)
    return any(hmac.compare_digest(digits.encode(), _code(case, secret).encode()) for secret in secrets)


def fits(case: Case, told: str, *, actor: Actor, now: datetime) -> bool:
    """Whether that is the code. A wrong one is counted; after too many none fits."""
    digits = "".join(character for character in told if character.isdecimal())
    with transaction.atomic(durable=True):
        held = Case.objects.select_for_update().get(id=case.id)
        tries = held.steps.filter(event=WRONG).count()
        right = matches(held, digits, now=now)
        if not right:
            step(held, WRONG, actor=actor, now=now)
    return right and tries < MOST_TRIES
