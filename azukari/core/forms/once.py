"""Idempotency: a form that reaches us twice (a double click, a request that was sent again) is kept once, and the
second press is answered as the first was.

Each form page has a number of chance in its stamp, and a program sends one as its ``Idempotency-Key``. From that number
and all that was filled in a key is made, which nobody has who has not both. Under a digest of that key the table holds
what the answer was, sealed by it: neither the table nor its backup says which submission that is, or whose. It goes
after a day, as the stamps do, and an erasure leaves nothing of it that leads anywhere. Another form has another number,
and so has the same form when it is opened again; so it follows nobody.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.database.rows import Row
from azukari.core.forms.form_timestamp import LONGEST
from azukari.core.forms.models import SentMark
from azukari.lib import sealed_token
from azukari.lib.token import TokenError

_USE = "sent form"


@dataclass(frozen=True, slots=True)
class Mark:
    """By which the same filled form is known again. ``key`` opens what became of it."""

    digest: bytes
    key: bytes


def mark_of(chance: str, form: str, filled: Mapping[str, object], *, secret: str) -> Mark:
    """The mark of a filled form.

    Args:
        chance: the number that the page or the program drew for it.
        filled: all that was sent, but what may differ between two presses.
        secret: the instance's (`submit.secret`), so that a number which was chosen badly is not tried out elsewhere.
    """
    content = json.dumps([chance, form, filled], sort_keys=True, ensure_ascii=False, default=list)
    key = hmac.digest(secret.encode(), b"azukari sent form " + content.encode(), hashlib.sha256)
    return Mark(hmac.digest(key, b"digest", hashlib.sha256), key)


def row(mark: Mark, submission: UUID, *, answered: str, now: datetime) -> Row:
    """What is kept of a form that is taken in now, in the column order of `SentMark`.

    Args:
        answered: what the sender is told that it waits for.
    """
    until = now + LONGEST
    return mark.digest, sealed_token.make(mark.key, _USE, submission, until, words=answered).encode(), until


def answered_before(mark: Mark, *, now: datetime) -> tuple[UUID, str] | None:
    """The submission that this form became, and what its sender was told; None if it has not come yet."""
    sealed = SentMark.objects.filter(digest=mark.digest).values_list("outcome", flat=True).first()
    try:
        return sealed_token.read([mark.key], _USE, bytes(sealed).decode(), now=now) if sealed else None
    except TokenError:  # its day is over
        return None


def forget_sent(now: datetime) -> int:
    """Drop the marks of forms that nobody could send any more. Returns how many."""
    return SentMark.objects.filter(expires_at__lt=now).delete()[0]
