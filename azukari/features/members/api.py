"""Members over the HTTP API for staff: numbers, classes, states and days, by a token of a duty that serves the form.

Nobody is named: a reference leads to the person, whose data opens by ``GET people/{id}``, for a purpose and a reason.
"""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from azukari.core.vault.ways import PROGRAM
from azukari.features.members.models import Membership, MemberState, Pause, Term, TermState
from azukari.features.members.standing import is_valid
from azukari.lib.grouping import grouped
from azukari.policy.terms import FormKind
from azukari.shells.api.staff_form import ANSWERS, does, form_asked
from azukari.shells.api.staff_token import StaffToken, ruling

PAGE = 200
router = Router(auth=StaffToken(), tags=["staff"])


class MembersAsked(Schema):
    """Which members."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(max_length=64)
    state: Literal["admitted", "left", "lapsed"] = "admitted"
    after: Annotated[int, Field(ge=0, le=9_999_999)] = Field(0, description="Only those with a higher member number.")


class MemberEntry(Schema):
    """A member, unnamed."""

    person: UUID
    number: int
    member_class: str | None = Field(alias="class", description="The class, by its English name.")
    since: date | None
    until: date | None = Field(description="The last day of the newest term that is paid; none where it has no end.")
    is_valid: bool = Field(description="Whether a term that is paid runs today, and does not rest.")
    paused_until: date | None = Field(description="The last day of the pause that runs today; none where none does.")
    owes: bool


class MembersPage(Schema):
    """Two hundred at most, by member number."""

    items: list[MemberEntry]
    next: int | None = Field(description="What to send as `after` for the rest.")


@router.get("members", response={200: MembersPage, **ANSWERS}, by_alias=True, summary="List the members of a form")
@does(PROGRAM)
def list_members(request: HttpRequest, asked: Query[MembersAsked]) -> Any:
    """Numbers, classes and terms; no names."""
    form = form_asked(request, asked, FormKind.MEMBERSHIP)
    found = Membership.objects.filter(form=form.slug, state=MemberState(asked.state), number__gt=asked.after)
    rows = list(found.select_related("member_class").order_by("number", "pk")[: PAGE + 1])
    today = ruling(request).ruling.policy.organisation.day(timezone.now())
    heads = {row.holder for row in rows[:PAGE]}
    paid = Term.objects.filter(membership__in=heads, state=TermState.PAID)
    newest_first = paid.order_by(F("ends").desc(nulls_first=True), "id")
    terms = grouped(newest_first, by=lambda term: term.membership_id)
    resting = grouped(Pause.on(today).filter(membership__in=heads), by=lambda pause: pause.membership_id)
    items = []
    for row in rows[:PAGE]:
        own, pauses = terms.get(row.holder, []), resting.get(row.holder, [])
        items.append(
            {
                "person": row.person_id,
                "number": row.number,
                "class": row.member_class.name_en if row.member_class else None,
                "since": row.joined_on,
                "until": own[0].ends if own else None,
                "is_valid": is_valid(row, own, pauses, today=today),
                "paused_until": pauses[0].ends if pauses and row.state == MemberState.ADMITTED else None,
                "owes": row.owes,
            }
        )
    return {"items": items, "next": rows[PAGE - 1].number if len(rows) > PAGE else None}
