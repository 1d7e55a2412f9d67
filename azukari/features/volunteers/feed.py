"""The feed of somebody's shifts for a calendar (RFC 5545), by a secret link that only they have.

The link is a signed token of a row that goes with the registration; a new link is a new row, and the old one is dead.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import Submission
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.features.volunteers.icalendar import calendar
from azukari.features.volunteers.models import Feed, SignUpState
from azukari.features.volunteers.shown import own_sign_ups
from azukari.lib.instance_secret import LONGEST
from azukari.shells.self_service.guard import private

BACK = timedelta(days=90)


def _find(id: UUID, now: datetime) -> Feed:  # noqa: ARG001 - as every link is found
    found = Feed.objects.filter(id=id).first()
    if found is None:
        raise LinkClosed(LinkState.UNKNOWN)
    return found


LINK = MailedLink("shift-feed", "shifts", _find, lasts=LONGEST)


def make_feed(submission: UUID, *, now: datetime) -> None:
    """A new link; the one before opens nothing any more."""
    with transaction.atomic(durable=True):
        held = hold_submission(submission)
        if held is not None:
            Feed.objects.filter(submission=held).delete()
            Feed.objects.create(submission=held, person_id=held.person_id, made_at=now)


def remove_feed(submission: UUID) -> None:
    """No link any more."""
    with transaction.atomic(durable=True):
        held = hold_submission(submission)
        Feed.objects.filter(submission=held).delete()


def address_of(submission: Submission, lang: str, *, now: datetime) -> str:
    """The address, or ``""`` where no link was made."""
    found = Feed.objects.filter(submission=submission).first()
    if found is None or now >= found.made_at + LONGEST:
        return ""
    return f"{LINK.address(found.id, lang=lang, expires=found.made_at + LONGEST)}.ics"


@require_safe
def feed(request: HttpRequest, lang: str, token: str) -> HttpResponse:  # noqa: ARG001 - as every view gets it
    """The calendar; 404 for a link that is dead or was made up."""
    now = timezone.now()
    try:
        link = LINK.opened(token, now=now)
    except LinkClosed:
        return private(HttpResponse(status=404))
    rows = [row for row in own_sign_ups(link.person_id, since=now - BACK) if row.state != SignUpState.ABSENT]
    made = calendar(rows, lang=lang, now=now, name=_("My shifts"))
    return private(HttpResponse(made, content_type="text/calendar; charset=utf-8"))
