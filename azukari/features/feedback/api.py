"""Feedback over the HTTP API for staff: threads with their states and times, by a token of a duty that serves the form.

No words of anybody's: those open by ``GET people/{id}``, for a purpose and a reason, through the vault's release.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Count, Min
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from azukari.core.forms.models import Handled, PageOfOrigin, Reply, State, Submission
from azukari.core.vault.ways import PROGRAM
from azukari.features.feedback.models import Satisfaction
from azukari.features.feedback.tagging import words_on
from azukari.policy.terms import FormKind
from azukari.shells.api.staff_form import ANSWERS, does, form_asked
from azukari.shells.api.staff_token import StaffToken

PAGE = 50
router = Router(auth=StaffToken(), tags=["staff"])


class ThreadsAsked(Schema):
    """Which threads."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(max_length=64)
    state: Handled | None = Field(None, description="Only those in this state.")
    since: datetime | None = Field(None, description="Only those that arrived then or later.")
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class Thread(Schema):
    """What somebody wrote, and how far it is; without a word of it."""

    id: UUID
    person: UUID
    state: Handled
    lang: str
    received_at: datetime | None
    changed_at: datetime | None = Field(description="When it came into that state; none while it is new.")
    replies: int
    first_reply_at: datetime | None
    helped: bool | None = Field(description="Whether the answer helped, if its asker said so.")
    tags: list[str]
    page: str = Field(description="The page from which it was written, if that is on the list.")


class ThreadsPage(Schema):
    """Fifty at most, the newest first."""

    page: int
    total: int
    items: list[Thread]


@router.get("feedback", response={200: ThreadsPage, **ANSWERS}, summary="List the threads of a feedback form")
@does(PROGRAM)
def list_threads(request: HttpRequest, asked: Query[ThreadsAsked]) -> Any:
    """States and times; no words of anybody’s."""
    form = form_asked(request, asked, FormKind.FEEDBACK)
    found = Submission.objects.filter(form=form.slug, state=State.ACCEPTED, suspicion__isnull=True)
    if asked.state is Handled.NEW:
        found = found.exclude(handling__state__in=[one for one in Handled if one is not Handled.NEW])
    elif asked.state:
        found = found.filter(handling__state=asked.state)
    if asked.since:
        found = found.filter(accepted_at__gte=asked.since)
    start = (asked.page - 1) * PAGE
    rows = list(found.select_related("handling").order_by("-accepted_at", "-id")[start : start + PAGE])
    return {"page": asked.page, "total": found.count(), "items": _told(rows)}


def _told(rows: list[Submission]) -> list[dict[str, Any]]:
    """Four queries, however many there are."""
    ids = [row.id for row in rows]
    tallied = Reply.objects.filter(submission_id__in=ids).order_by().values_list("submission_id")
    replies = {id: (count, first) for id, count, first in tallied.annotate(Count("id"), Min("written_at"))}
    helped = dict(Satisfaction.objects.filter(submission_id__in=ids).values_list("submission_id", "helped"))
    pages = dict(PageOfOrigin.objects.filter(submission_id__in=ids).values_list("submission_id", "page"))
    tags = words_on(ids)
    told = []
    for row in rows:
        count, first = replies.get(row.id, (0, None))
        told.append(
            {
                "id": row.id,
                "person": row.person_id,
                "state": row.handled,
                "lang": row.lang,
                "received_at": row.accepted_at,
                "changed_at": row.care.changed_at,
                "replies": count,
                "first_reply_at": first,
                "helped": helped.get(row.id),
                "tags": tags.get(row.id, []),
                "page": pages.get(row.id, ""),
            }
        )
    return told
