"""Submissions as staff may know of them: a number, a date, a state. No value is opened, and the number of queries is
fixed.

A row is shown for a living or ended grant whose purpose is among the reader's own, or while the submission waits for
its confirmation and the form's own purposes are the reader's. Somebody who only agreed to the magazine on a
membership form is thus known to the magazine's editor, and the members beside them are not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from azukari.consent.models import Grant
from azukari.console.reach import Reach
from azukari.forms.models import State, Submission


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one form: how many were accepted, how many wait, and how many of the accepted came in since yesterday."""

    accepted: int = 0
    pending: int = 0
    recent: int = 0


def within(reach: Reach) -> QuerySet[Submission]:
    """The submissions that the reader may know of, newest first."""
    granted = Grant.objects.filter(submission_id=OuterRef("id"), purpose__in=reach.purposes)
    waiting = Q(state=State.PENDING, form__in=reach.forms)
    return Submission.objects.filter(Exists(granted) | waiting).order_by("-created_at", "-id")


def counts(reach: Reach, *, since: datetime) -> Mapping[str, Counts]:
    """By form, in one query."""
    rows = (
        within(reach)
        .filter(form__in=reach.lists)
        .order_by()
        .values("form")
        .annotate(
            accepted=Count("id", filter=Q(state=State.ACCEPTED)),
            pending=Count("id", filter=Q(state=State.PENDING)),
            recent=Count("id", filter=Q(state=State.ACCEPTED, accepted_at__gte=since)),
        )
    )
    return {row["form"]: Counts(row["accepted"], row["pending"], row["recent"]) for row in rows}


def of_person(person: UUID, reach: Reach) -> list[Submission]:
    """One person's submissions that the reader may know of."""
    return list(within(reach).filter(person_id=person))


def number(id: UUID) -> str:
    """How a submission or person is called on a page: the tail of the identifier, which is chance and tells nothing."""
    return id.hex[-8:]
