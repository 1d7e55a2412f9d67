"""Submissions as staff may know of them: a number, a date, a state. No value is opened, and the number of queries is
fixed.

A row is shown for a form whose own purposes the reader's duties serve.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from azukari.desk.scope import Scope
from azukari.forms.models import State, Submission


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one form: how many were accepted, how many wait, and how many of the accepted came in since yesterday."""

    accepted: int = 0
    pending: int = 0
    recent: int = 0


def within(scope: Scope) -> QuerySet[Submission]:
    """The submissions that the reader may know of, newest first; none that are kept apart as spam."""
    return Submission.objects.filter(form__in=scope.forms, suspicion__isnull=True).order_by("-created_at", "-id")


def counts(scope: Scope, *, since: datetime) -> Mapping[str, Counts]:
    """By form, in one query."""
    rows = (
        within(scope)
        .order_by()
        .values("form")
        .annotate(
            accepted=Count("id", filter=Q(state=State.ACCEPTED)),
            pending=Count("id", filter=Q(state=State.PENDING)),
            recent=Count("id", filter=Q(state=State.ACCEPTED, accepted_at__gte=since)),
        )
    )
    return {row["form"]: Counts(row["accepted"], row["pending"], row["recent"]) for row in rows}


def of_person(person: UUID, scope: Scope) -> list[Submission]:
    """One person's submissions that the reader may know of."""
    return list(within(scope).filter(person_id=person))


def number(id: UUID) -> str:
    """How a submission or person is called on a page: the tail of the identifier, which is chance and tells nothing."""
    return id.hex[-8:]
