"""The last pages of the editor: what was found, what would change for people, who has to approve, and the button.

The second person approves in a session of their own; nobody can name them for them (P12, P13). What is approved is
published at once, or by the worker at a time.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.charter import draft as drafts
from azukari.charter.models import Draft
from azukari.charter.publish import PublicationRefused
from azukari.charter.schedule import call_off, schedule
from azukari.desk.answer import Problem, moved_on, number
from azukari.desk.officer import Officer, officers_only
from azukari.desk.post_only import post_only
from azukari.desk.reauthentication import ask_again
from azukari.desks.policy.readiness import readiness
from azukari.lib.conflict import StaleVersion
from azukari.policy.parse import parse


@require_safe
@officers_only
def changes(request: HttpRequest, who: Officer) -> HttpResponse:
    """What was found and what would change."""
    draft = drafts.find()
    if draft is None:
        return redirect("console-policy")
    return render(request, "console/policy/changes.html", readiness(draft, who))


@post_only("console-policy-changes")
@officers_only
def compare(request: HttpRequest, who: Officer) -> HttpResponse:
    """Another version was published meanwhile; the draft has been compared with it."""
    try:
        drafts.compare_anew(version=number(request.POST.get("version")), actor=who.actor, now=who.now)
    except StaleVersion:
        return moved_on(request)
    return redirect("console-policy-changes")


@post_only("console-policy-changes")
@officers_only
def propose(request: HttpRequest, who: Officer) -> HttpResponse:  # noqa: ARG001 - the decorator hands it
    """Ask a second person."""
    try:
        drafts.propose(version=number(request.POST.get("version")))
    except StaleVersion:
        return moved_on(request)
    return redirect("console-policy-changes")


@post_only("console-policy-changes")
@officers_only
def approve(request: HttpRequest, who: Officer) -> HttpResponse:
    """The second person says yes to these very words."""
    try:
        drafts.approve(version=number(request.POST.get("version")), actor=who.actor, now=who.now)
    except StaleVersion:
        return moved_on(request)
    except PublicationRefused as refusal:
        return _refused(request, who, refusal)
    return redirect("console-policy-changes")


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def publish(request: HttpRequest, who: Officer) -> HttpResponse:
    """Ask who they are once more, show what is about to rule, and publish it."""
    draft = drafts.find()
    if draft is None:
        return redirect("console-policy")
    if (asked := ask_again(request)) is not None:
        return asked
    if request.method != "POST":
        return render(request, "console/policy/publish.html", _page(draft, who))
    try:
        at, problem = _moment(request, draft)
        if problem:
            context = _page(draft, who) | {"errors": [problem], "typed": request.POST.get("at", ""), "later": True}
            return render(request, "console/policy/publish.html", context, status=422)
        version, ask = number(request.POST.get("version")), request.POST.get("ask") == "yes"
        if at:
            schedule(version=version, at_time=at, actor=who.actor, ask=ask, now=who.now)
            return redirect("console-policy-changes")
        charter = drafts.publish_draft(version=version, actor=who.actor, ask=ask, now=who.now)
    except StaleVersion:
        return moved_on(request)
    except PublicationRefused as refusal:
        return _refused(request, who, refusal)
    return render(request, "console/policy/published.html", {"number": charter.number, "asked": ask})


@post_only("console-policy-changes")
@officers_only
def call_it_off(request: HttpRequest, who: Officer) -> HttpResponse:
    """Publish nothing at the time that was set."""
    try:
        call_off(version=number(request.POST.get("version")), actor=who.actor, now=who.now)
    except StaleVersion:
        return moved_on(request)
    return redirect("console-policy-changes")


def _refused(request: HttpRequest, who: Officer, refusal: PublicationRefused) -> HttpResponse:
    """The page again, with why not."""
    draft = drafts.find()
    if draft is None:
        return moved_on(request)
    context = readiness(draft, who) | {"errors": [Problem("", refusal.sentence[who.lang])]}
    return render(request, "console/policy/changes.html", context, status=409)


def _page(draft: Draft, who: Officer) -> dict[str, object]:
    """The last page: what is about to rule, and from when."""
    return readiness(draft, who) | {"zone": parse(draft.document).organisation.timezone}


def _moment(request: HttpRequest, draft: Draft) -> tuple[datetime | None, Problem | None]:
    """When it is to be published, None for now; or what is wrong with what was typed."""
    if request.POST.get("when", "now") != "later":
        return None, None
    try:
        typed = datetime.fromisoformat(request.POST.get("at", ""))
    except ValueError:
        return None, Problem("at", _("Write the day and the time, such as 2026-12-01 09:00."))
    zone = ZoneInfo(parse(draft.document).organisation.timezone)
    return typed if typed.tzinfo else typed.replace(tzinfo=zone), None
