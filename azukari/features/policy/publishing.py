"""The last pages of the editor: what was found, what would change for people, who has to approve, and the button.

The second person approves in a session of their own; nobody can name them for them (P12, P13). What is approved is
published at once, or by the worker at a time.
"""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.publish import PublicationRefused
from azukari.core.policy_versions.schedule import call_off, schedule
from azukari.features.policy.readiness import readiness
from azukari.lib.conflict import StaleVersion
from azukari.lib.zone import zone_in_words
from azukari.policy.parse import parse
from azukari.shells.staff.answer import moved_on, number
from azukari.shells.staff.fields import Answers, Fields, Moment, One, Questions, Some
from azukari.shells.staff.officer import Officer, officers_only
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reauthentication import ask_again
from azukari.shells.staff.step import ask

_ANSWERED_ANEW = {"publish.past": "at", "publish.asks-again": "ask"}
"""Refusals that another answer on the page takes away, and the field of it."""


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
    drafts.compare_anew(version=number(request.POST.get("version")), actor=who.actor, now=who.now)
    return redirect("console-policy-changes")


@post_only("console-policy-changes")
@officers_only
def propose(request: HttpRequest, who: Officer) -> HttpResponse:  # noqa: ARG001 - the decorator hands it
    """Ask a second person."""
    drafts.propose(version=number(request.POST.get("version")))
    return redirect("console-policy-changes")


@post_only("console-policy-changes")
@officers_only
def approve(request: HttpRequest, who: Officer) -> HttpResponse:
    """The second person says yes to these very words."""
    try:
        drafts.approve(version=number(request.POST.get("version")), actor=who.actor, now=who.now)
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
    shown = readiness(draft, who)
    zone = parse(draft.document).organisation.timezone

    def do(answers: Answers) -> HttpResponse:
        version, ask_people = number(request.POST.get("version")), bool(answers.get("ask"))
        try:
            if answers["when"] == "later":
                schedule(version=version, at_time=answers["at"], actor=who.actor, ask=ask_people, now=who.now)
                return redirect("console-policy-changes")
            charter = drafts.publish_draft(version=version, actor=who.actor, ask=ask_people, now=who.now)
        except StaleVersion:
            return moved_on(request)
        except PublicationRefused as refusal:
            if refusal.code in _ANSWERED_ANEW:
                raise ValidationError({_ANSWERED_ANEW[refusal.code]: refusal.sentence[who.lang]}) from refusal
            return _refused(request, who, refusal)
        return render(request, "console/policy/published.html", {"number": charter.number, "asked": ask_people})

    def page(form: Questions, status: int) -> HttpResponse:
        return render(request, "console/policy/publish.html", shown | {"form": form}, status=status)

    later = request.POST.get("when") == "later"
    asks = _asks(shown["people"] if shown["asks_again"] else None, ZoneInfo(zone), later=later)
    return ask(request, asks, do, page)


def _asks(people: int | None, zone: ZoneInfo, *, later: bool) -> Fields:
    """Whether those are asked for whom it does more, and from when it rules."""
    when: Fields = {
        "when": One(_("When?"), [("now", pgettext("publish", "Now")), ("later", _("At a time"))], usual="now"),
        "at": Moment(
            _("Day and time, unless it is now"),
            zone,
            required=later,
            help_text=_(
                "Time zone: %(zone)s. Until then the policy page says that this version is coming, and it can be"
                " called off."
            )
            % {"zone": zone_in_words(zone.key, get_language() or "ja")},
        ),
    }
    if people is None:
        return when
    about = ngettext(
        "It does more with data of %(people)s person, who is asked by email and on their own page; until they say yes,"
        " the new use stays closed for them.",
        "It does more with data of %(people)s people, who are asked by email and on their own page; until they say yes,"
        " the new use stays closed for each of them.",
        people,
    )
    them = [("yes", _("Ask them"))]
    asked = Some(_("People who are asked again"), them, required=False, help_text=about % {"people": people})
    return {"ask": asked, **when}


@post_only("console-policy-changes")
@officers_only
def call_it_off(request: HttpRequest, who: Officer) -> HttpResponse:
    """Publish nothing at the time that was set."""
    call_off(version=number(request.POST.get("version")), actor=who.actor, now=who.now)
    return redirect("console-policy-changes")


def _refused(request: HttpRequest, who: Officer, refusal: PublicationRefused) -> HttpResponse:
    """The page again, with why not."""
    draft = drafts.find()
    if draft is None:
        return moved_on(request)
    form = Questions({}, request.POST)
    form.add_error(None, refusal.sentence[who.lang])
    return render(request, "console/policy/changes.html", readiness(draft, who) | {"form": form}, status=409)
