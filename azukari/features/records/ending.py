"""End of a registration at the desk: whoever serves the form notes that its person left or that it lapsed, and takes
that back if it was a mistake. Both are recorded, and the person is told.
"""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from azukari.core.forms.ending import NotOursToUndo, NotRunning, NotThatDay, end_registration, take_back_end
from azukari.core.forms.models import EndedAs
from azukari.shells.staff.answer import day_typed, to_person
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.known import known
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.typed import keep_typed


@opens_to(Opens.BOTH)
@post_only("console-person", "person_id")
def end(request: HttpRequest, person_id: UUID, submission_id: UUID) -> HttpResponse:
    """Note the end."""
    who, now = reader(request), timezone.now()
    way, day = request.POST.get("way", ""), day_typed(request.POST.get("ended_on", ""))
    try:
        _own(person_id, submission_id, who, now)
        if way not in EndedAs or day is None:
            return _not_ended(request, person_id)
        end_registration(submission_id, reason=EndedAs(way), on=day, actor=who.actor, now=now)
    except NotThatDay:
        return _not_ended(request, person_id)
    except NotRunning:
        return to_person(person_id)
    return to_person(person_id, "ended")


@opens_to(Opens.BOTH)
@post_only("console-person", "person_id")
def take_back(request: HttpRequest, person_id: UUID, submission_id: UUID) -> HttpResponse:
    """The end was a mistake."""
    who, now = reader(request), timezone.now()
    try:
        _own(person_id, submission_id, who, now)
        take_back_end(submission_id, actor=who.actor, now=now)
    except NotOursToUndo:
        return to_person(person_id)
    return to_person(person_id, "end-taken-back")


def _own(person: UUID, submission: UUID, who: Reader, now: datetime) -> None:
    """
    Raises:
        Refused: nothing of the person serves a purpose of the reader. Recorded first.
        Http404: the registration is none of this person's on a form that the reader's duties serve.
    """
    if submission not in {each.id for each in known(person, who, now)}:
        raise Http404


def _not_ended(request: HttpRequest, person: UUID) -> HttpResponse:
    keep_typed(request, person, "way", "ended_on")
    return to_person(person, "not-ended")
