"""Whether an answer helped: said by a press of a button, on the page behind a link of the reply. A GET says nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import Reply, Submission
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.mail.link_page import CONTACT, OWN_PAGE, Button, Panel, Visit, alike, link_page
from azukari.features.feedback.models import Satisfaction

LASTS = timedelta(days=200)


def find(id: UUID, now: datetime) -> Submission:
    """The message that was answered.

    Raises:
        LinkClosed: it is erased, or was never answered.
    """
    del now
    found = Submission.objects.filter(id=id, replies__isnull=False).first()
    if found is None:
        raise LinkClosed(LinkState.UNKNOWN)
    return found


HELPED: MailedLink[Submission] = MailedLink("feedback:helped", "contact/helped", find, LASTS)


def reply_link(reply: Reply, lang: str, now: datetime) -> tuple[str, str]:
    """What the mail of a reply says besides: the question, and where to answer it."""
    return gettext("Did our answer help?"), HELPED.address(reply.submission_id, lang=lang, expires=now + LASTS)


def say(submission: UUID, *, helped: bool, now: datetime) -> None:
    """Keep what somebody said; the last word counts. When this returns, it survives a crash.

    Raises:
        LinkClosed: the message is gone.
    """
    with transaction.atomic(durable=True):
        held = hold_submission(submission)
        if held is None:
            raise LinkClosed(LinkState.UNKNOWN)
        said = {"person_id": held.person_id, "helped": helped, "said_at": now}
        Satisfaction.objects.update_or_create(submission=held, defaults=said)


_QUESTION = Panel(
    _("Did our answer help?"),
    (_("One press. It changes nothing about what we keep of you, and you can press the other one later."),),
    "what",
    buttons=(Button(_("Yes, it helped"), "check", "yes"), Button(_("No, not really"), "cross", "no", quiet=True)),
)
_THANKS = Panel(
    _("Thank you"),
    (_("We count how often answers help. If something is left open, please write to us again."),),
    "check",
    ways=(CONTACT, OWN_PAGE),
)


def _ask(visit: Visit, submission: Submission) -> HttpResponse:
    del submission
    return visit.ask(_QUESTION)


def _say(visit: Visit) -> HttpResponse:
    submission = HELPED.opened(visit.token, now=visit.now)
    if visit.answer is None:
        return visit.ask(_QUESTION)
    say(submission.id, helped=visit.answer, now=visit.now)
    return visit.say(_THANKS)


_closed = alike(
    Panel(
        _("This link no longer works"),
        (_("What it was about is erased, or the link is too old."),),
        "clock",
        ways=(CONTACT, OWN_PAGE),
    ),
    status=404,
)
helped_page = link_page("feedback-helped", HELPED.opened, show=_ask, press=_say, closed=_closed)
