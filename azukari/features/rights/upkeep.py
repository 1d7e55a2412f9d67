"""What the worker does for the desk: carry out, pass on, and forget cases whose time is over."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from azukari.core.cases.models import Case
from azukari.core.vault import notes
from azukari.policy.casework import CaseState

BATCH = 500


def to_forget(now: datetime) -> QuerySet[Case]:
    """The closed cases that have been kept long enough."""
    return Case.objects.filter(state=CaseState.CLOSED, kept_until__lte=now)


def forget(now: datetime) -> int:
    """Erase the record of cases that were answered long ago, with what was noted; returns how many."""
    done = 0
    while True:
        with transaction.atomic(durable=True):
            ids = list(to_forget(now).values_list("id", flat=True)[:BATCH])
            notes.erase(ids)
            Case.objects.filter(id__in=ids).delete()
        if not ids:
            return done
        done += len(ids)
