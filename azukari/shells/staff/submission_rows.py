"""Submissions as staff may know of them: a number, a date, a state. No value is opened, and the number of queries is
fixed.

A row is shown for a form whose own purposes the reader's duties serve.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from azukari.core.forms.models import State, Submission
from azukari.shells.staff.scope import Scope


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one form: how many were accepted, how many wait, and how many of the accepted came in since yesterday."""

    accepted: int = 0
    pending: int = 0
    recent: int = 0


def within(scope: Scope) -> QuerySet[Submission]:
    """The submissions that the reader may know of, newest first; none that are kept apart as spam."""
    return Submission.objects.filter(form__in=scope.forms, suspicion__isnull=True).order_by("-created_at", "-id")


def apart(forms: Collection[str]) -> Mapping[str, int]:
    """By form, how many are kept apart as spam: they have to be confirmed yet. One query."""
    kept = Submission.objects.filter(form__in=forms, state=State.PENDING, suspicion__isnull=False)
    return dict(kept.order_by().values_list("form").annotate(Count("id")))


def counts(scope: Scope, *, since: datetime) -> Mapping[str, Counts]:
    """By form, without what is kept apart as spam. Three queries, of which the first two read an index alone, once."""
    several = Submission.objects.filter(form__in=scope.forms).order_by().values_list("form")
    new = Count("id", filter=Q(accepted_at__gte=since))
    accepted = {form: each for form, *each in several.filter(state=State.ACCEPTED).annotate(Count("id"), new=new)}
    pending, spam = dict(several.filter(state=State.PENDING).annotate(Count("id"))), apart(scope.forms)
    return {
        form: Counts(all, pending.get(form, 0) - spam.get(form, 0), recent)
        for form in scope.forms
        for all, recent in [accepted.get(form, (0, 0))]
    }


def of_person(person: UUID, scope: Scope) -> list[Submission]:
    """One person's submissions that the reader may know of, newest first; few, so that the database sorts none out."""
    own = Submission.objects.filter(person_id=person, suspicion__isnull=True).order_by("-created_at", "-id")
    return [submission for submission in own if submission.form in scope.forms]


def number(id: UUID) -> str:
    """How a submission or person is called on a page: the tail of the identifier, which is chance and tells nothing."""
    return id.hex[-8:]
