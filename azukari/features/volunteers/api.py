"""Shifts over the HTTP API for staff: when and where, and how many places are taken; nobody who comes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from azukari.core.vault.ways import PROGRAM
from azukari.features.volunteers.models import Shift
from azukari.features.volunteers.shown import counted, shown
from azukari.policy.terms import FormKind
from azukari.shells.api.staff_form import ANSWERS, does, form_asked
from azukari.shells.api.staff_token import StaffToken

MOST, USUAL = 366, 31
router = Router(auth=StaffToken(), tags=["staff"])


class ShiftsAsked(Schema):
    """Which shifts."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(max_length=64)
    since: datetime | None = Field(None, description="Those that begin then or later; from now where nothing is said.")
    days: int = Field(USUAL, ge=1, le=MOST, description="How many days from then on.")


class ShiftEntry(Schema):
    """A shift in numbers."""

    id: UUID
    title: dict[str, str] = Field(description="By language.")
    place: dict[str, str]
    starts: datetime
    ends: datetime
    is_called_off: bool
    places: int
    taken: int
    waiting: int
    came: int


class ShiftsList(Schema):
    """Shifts in the order in which they begin."""

    items: list[ShiftEntry]


@router.get("shifts", response={200: ShiftsList, **ANSWERS}, summary="List the shifts of a form")
@does(PROGRAM)
def list_shifts(request: HttpRequest, asked: Query[ShiftsAsked]) -> Any:
    """Times and places taken, without names."""
    form = form_asked(request, asked, FormKind.VOLUNTEERS)
    since = asked.since or timezone.now()
    since = since if since.tzinfo else timezone.make_aware(since)
    found = Shift.objects.filter(opening__form=form.slug, starts__gte=since, starts__lt=since + timedelta(asked.days))
    items = [
        {
            "id": each.shift.id,
            "title": each.shift.opening.title,
            "place": each.shift.opening.place,
            "starts": each.shift.starts,
            "ends": each.shift.ends,
            "is_called_off": each.shift.called_off_at is not None,
            "places": each.shift.places,
            "taken": each.taken,
            "waiting": each.waiting,
            "came": each.came,
        }
        for each in shown(counted(found).order_by("starts", "id"), ZoneInfo("UTC"))
    ]
    return {"items": items}
