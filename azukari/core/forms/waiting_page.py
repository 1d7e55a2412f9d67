"""The page after sending, for the browser that sent it: where the mail went, once more, and another address."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms import waiting
from azukari.core.forms.framing import is_framed
from azukari.core.forms.problem import Problem
from azukari.core.forms.visit import LANGUAGE
from azukari.core.forms.waiting import Waiting
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.link_page import ALL_FORMS, OWN_PAGE, Panel, Visit, link_page, told
from azukari.core.policy_versions.current import at

_AGAIN, _ADDRESS = "again", "address"

_CONFIRMED = Panel(
    _("Your address is confirmed"),
    (_("We have received what you sent. The receipt was sent to you by email."),),
    "check",
    ways=(OWN_PAGE, ALL_FORMS),
)
_OVER = Panel(
    _("This page has expired"),
    (
        _(
            "It shows for half an hour where we sent our message. The link in the message still works. If no message "
            "came, fill in the form again."
        ),
    ),
    "clock",
    ways=(ALL_FORMS,),
)


def path(request: HttpRequest, lang: str, submission: UUID, address: str, *, now: datetime) -> str:
    """Where this page is for a submission that was taken in just now."""
    folder = "embed/waiting" if is_framed(request) else "waiting"
    return f"/{lang}/{folder}/{waiting.token(submission, address, now=now)}/sent"


def _show(visit: Visit, found: Waiting, *, problem: Problem | None = None, typed: str = "") -> HttpResponse:
    context = {
        "form": found.form,
        "days": at(found.submission.charter_id).policy.unconfirmed_days,
        "sender": settings.AZUKARI.sender,
        "waiting": found,
        "problem": problem,
        "typed": typed,
        "done": outcome_of(visit.request),
    }
    return visit.render("forms/sent.html", context, status=422 if problem else 200)


def _press(visit: Visit) -> HttpResponse:
    typed = visit.request.POST.get(_ADDRESS, "")
    try:
        return _carry_out(visit)
    except LinkClosed:  # perhaps by the first of two presses
        moved = waiting.readdressed(visit.token, typed, now=visit.now) if typed else None
        if moved is None:
            raise
        return _at(visit, moved)


def _carry_out(visit: Visit) -> HttpResponse:
    found = waiting.opened(visit.token, now=visit.now)
    if _ADDRESS not in visit.request.POST:
        waiting.send_again(found, now=visit.now)
        return HttpResponseRedirect(f"{visit.request.path}?done={_AGAIN}", status=303)
    typed = visit.request.POST.get(_ADDRESS, "")
    if visit.request.POST.get("step") == LANGUAGE:
        return _show(visit, found, typed=typed)
    moved = waiting.readdress(found, typed, lang=visit.lang, now=visit.now)
    if isinstance(moved, Problem):
        return _show(visit, found, problem=moved, typed=typed)
    return _at(visit, moved)


def _at(visit: Visit, moved: tuple[UUID, str]) -> HttpResponse:
    """The page of the submission that waits for the other address."""
    submission, address = moved
    there = path(visit.request, visit.lang, submission, address, now=visit.now)
    return HttpResponseRedirect(f"{there}?done={_ADDRESS}", status=303)


sent = link_page(
    "form-waiting",
    waiting.opened,
    show=_show,
    press=_press,
    closed=told({LinkState.USED: _CONFIRMED}, otherwise=_OVER),
    framed=True,
)
