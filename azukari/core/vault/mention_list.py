"""Which mentions wait for whom: those in texts that may be read for a purpose now, and in notes of the desk."""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from azukari.core.consent.models import Grant
from azukari.core.vault.models import Mention
from azukari.policy.casework import HOLDS
from azukari.policy.terms import CONFIRMATION

type Waiting = Mention
"""A mention on the list; above the vault it goes by this name."""


def any_mention() -> bool:
    """Whether there is any at all, whoever may read it."""
    return Mention.objects.exists()


def waiting(purposes: Collection[str], *, notes_too: bool, now: datetime) -> QuerySet[Mention]:
    """The mentions in texts that may be read for one of ``purposes`` now, those that are due first.

    Args:
        notes_too: whether those in what was noted about requests as well.
    """
    ways = []
    for purpose in sorted(purposes):
        granted = Grant.objects.living(now).filter(submission_id=OuterRef("value__submission_id"), purpose=purpose)
        ways.append(Q(Exists(granted), serves__contains=f" {purpose} "))
    if notes_too:
        ways.append(Q(note__isnull=False))
    if not ways:
        return Mention.objects.none()
    served = Mention.objects.annotate(serves=Concat(Value(" "), F("value__purposes"), Value(" ")))
    return served.filter(reduce(or_, ways)).select_related("value", "note").order_by("due_at", "-sure", "id")


def overdue(now: datetime) -> int:
    """How many should have been decided, of those in texts that somebody may read."""
    granted = Grant.objects.living(now).filter(submission_id=OuterRef("value__submission_id"))
    used = granted.exclude(purpose__in=[*HOLDS, CONFIRMATION])
    return Mention.objects.filter(Exists(used) | Q(note__isnull=False), due_at__lte=now).count()


def mentions() -> int:
    """How many there are."""
    return Mention.objects.count()
