"""A code that is posted to an address we hold, and told us by whoever lives there.

It is made from the case and a secret, so it is stored nowhere. Five wrong tries, and no try counts any more (P43).
"""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction

from azukari.policy.terms import Actor
from azukari.rights.cases import step
from azukari.rights.models import Case

DIGITS = 8
MOST_TRIES = 5
WRONG = "wrong-code"


def code_for(case: Case) -> str:
    """Eight digits, written in two groups on the letter."""
    made = hmac.digest(settings.AZUKARI.key("secret"), b"azukari posted code " + case.id.bytes, hashlib.sha256)
    return f"{int.from_bytes(made[:8]) % 10**DIGITS:0{DIGITS}}"


def fits(case: Case, told: str, *, actor: Actor, now: datetime) -> bool:
    """Whether that is the code. A wrong one is counted; after too many none fits."""
    digits = "".join(character for character in told if character.isdecimal())
    with transaction.atomic(durable=True):
        held = Case.objects.select_for_update().get(id=case.id)
        tries = held.steps.filter(event=WRONG).count()
        right = hmac.compare_digest(digits.encode(), code_for(held).encode())
        if not right:
            step(held, WRONG, actor=actor, now=now)
    return right and tries < MOST_TRIES
