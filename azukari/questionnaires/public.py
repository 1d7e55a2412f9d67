"""Public pages of questionnaires: page by page, without JavaScript, cookies, or anything kept before it is sent.

Between pages the answers travel in hidden inputs, as they do in forms; so the language can be changed anywhere, and a
page that is sent twice keeps nothing twice by itself. These views are exempt from CSRF protection because there is
nothing to ride on: no session, no cookie, no authority.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from azukari.charter.current import Current, NoCharter
from azukari.charter.of_request import charter_of, policy_of
from azukari.forms import challenge
from azukari.forms.answers import HONEYPOT
from azukari.forms.client import network_of
from azukari.forms.submit import secret, solved
from azukari.lib.rate import RateLimit
from azukari.policy.period import day_of
from azukari.questionnaires.asking import Asking, AskingPlace
from azukari.questionnaires.give import NotOpen, give_unlinked
from azukari.questionnaires.invited.tickets import TICKET, TicketError, TicketSpent, ticket_digest
from azukari.questionnaires.linked import linked_at
from azukari.questionnaires.models import Poll, PollState, Version
from azukari.questionnaires.open import is_open
from azukari.questionnaires.publish import newest, questionnaire_of
from azukari.questionnaires.quotas import Full
from azukari.questionnaires.shape import Questionnaire

_unsolved = RateLimit(timedelta(hours=1), "questionnaires.public.unsolved")
_FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Shown:
    """A questionnaire in a list, with its words in one language."""

    slug: str
    title: str
    lead: str
    linked: bool
    closes_at: datetime | None


@require_safe
def show_list(request: HttpRequest, lang: str) -> HttpResponse:
    """Questionnaires that everybody can answer now."""
    now, found = timezone.now(), []
    for poll in Poll.objects.filter(state=PollState.OPEN, by_invitation=False).order_by("-changed_at"):
        version = newest(poll)
        if version and is_open(poll, now):
            told = questionnaire_of(version)
            found.append(Shown(poll.slug, told.title[lang], told.lead[lang], poll.linked, poll.closes_at))
    return render(request, "questionnaires/list.html", {"questionnaires": found})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def show(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Ask, page by page; show the answers back; take them."""
    now, poll = timezone.now(), Poll.objects.filter(slug=slug).exclude(state=PollState.DRAFT).first()
    if poll is None:
        raise Http404
    version = _version(request, poll)
    questionnaire = questionnaire_of(version)
    if not is_open(poll, now):
        return _closed(request, poll, questionnaire, lang, now)
    charter = _charter(request)
    form = linked_at(charter, poll) if poll.linked else None
    if charter is None or (poll.linked and form is None):
        raise Http404
    try:
        ticket = _ticket(request, poll)
    except TicketError:
        return _by_invitation(request, questionnaire, lang)
    place = AskingPlace(
        action=f"/{lang}/questionnaires/{slug}",
        elsewhere=f"/{_other(charter, lang)}/questionnaires/{slug}",
        hidden=(("version", str(version.number)), *([(TICKET, request.POST[TICKET])] if ticket else ())),
        context=_robots(request, now),
        linked=form,
    )
    asking = Asking(request, lang, questionnaire, place, now)
    if request.method != "POST" or "begin" in request.POST:
        return asking.first(seed=secrets.token_hex(4))
    if request.content_type != _FORM_TYPE:
        return HttpResponse(status=415)
    today = day_of(now, timezone=charter.policy.organisation.timezone)

    def take() -> HttpResponse:
        try:
            return form.take(asking, version, now=now) if form else _take(asking, version, today, ticket)
        except (Full, TicketSpent) as why:
            return _not_taken(request, questionnaire, lang, "full" if isinstance(why, Full) else "spent")
        except NotOpen:
            return _closed(request, poll, questionnaire, lang, now)

    return asking.answer(take)


def _ticket(request: HttpRequest, poll: Poll) -> str:
    """The digest of the ticket that came with the request; blank where none is needed.

    Raises:
        TicketError: there is none, or it is not of this questionnaire.
    """
    return ticket_digest(poll, request.POST.get(TICKET, "")) if poll.by_invitation else ""


def _take(asking: Asking, version: Version, day: date, ticket: str) -> HttpResponse:
    """Keep answers of nobody.

    Args:
        ticket: the digest of the one that lets them in, where one is needed.

    Raises:
        Full, NotOpen, TicketSpent: nothing was kept.
    """
    request, now = asking.request, asking.now
    thanked = HttpResponseRedirect(f"{asking.place.action}/thanks", status=303)
    if asking.one(HONEYPOT):
        return thanked
    work = solved(asking.one("altcha"), now=now) if asking.one("altcha") else None
    if not ticket and not (work and challenge.spend(work)):
        wait = _unsolved.take(network_of(request), limit=settings.AZUKARI.limits.submissions_per_network, now=now)
        if wait:
            return asking.check(wait=wait)
    give_unlinked(version, asking.questionnaire, asking.walk.answers, lang=asking.lang, day=day, ticket=ticket)
    return thanked


def _not_taken(request: HttpRequest, questionnaire: Questionnaire, lang: str, why: str) -> HttpResponse:
    """The places for answers such as these are taken, or the ticket was used before."""
    context = {"title": questionnaire.title[lang], "why": why}
    return render(request, "questionnaires/closed.html", context, status=409)


def _by_invitation(request: HttpRequest, questionnaire: Questionnaire, lang: str) -> HttpResponse:
    """It takes answers of those alone who were invited; the link in their mail leads to a ticket."""
    context = {"title": questionnaire.title[lang], "why": "invited"}
    return render(request, "questionnaires/closed.html", context, status=403 if request.method == "POST" else 200)


@require_safe
def thanks(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """It has arrived. The same page for everybody."""
    poll = Poll.objects.filter(slug=slug).exclude(state=PollState.DRAFT).first()
    version = newest(poll) if poll else None
    if version is None:
        raise Http404
    questionnaire = questionnaire_of(version)
    words = (questionnaire.thanks or {}).get(lang, "")
    context = {"title": questionnaire.title[lang], "thanks": words, "linked": questionnaire.linked}
    return render(request, "questionnaires/thanks.html", context)


def _version(request: HttpRequest, poll: Poll) -> Version:
    """The version that this page began with, for whoever is under way; else the newest."""
    number = request.POST.get("version", "")
    begun = number.isascii() and number.isdigit() and len(number) < 6
    found = poll.versions.filter(number=int(number)).first() if begun else None
    version = found if found and found.linked == poll.linked else newest(poll)
    if version is None:
        raise Http404
    return version


def _closed(request: HttpRequest, poll: Poll, questionnaire: Questionnaire, lang: str, now: datetime) -> HttpResponse:
    early = poll.state == PollState.OPEN and poll.opens_at is not None and now < poll.opens_at
    context = {
        "title": questionnaire.title[lang],
        "why": "early" if early else "closed",
        "opens_at": poll.opens_at,
    }
    return render(request, "questionnaires/closed.html", context, status=409 if request.method == "POST" else 200)


def _charter(request: HttpRequest) -> Current | None:
    try:
        return charter_of(request)
    except NoCharter:
        return None


def _other(charter: Current, lang: str) -> str:
    return next((code for code in charter.policy.languages if code != lang), lang)


def _robots(request: HttpRequest, now: datetime) -> dict[str, object]:
    """The proof of work: what was solved already, or something to solve; and the trap."""
    altcha = request.POST.get("altcha", "")
    policy = policy_of(request)
    known = {"honeypot": HONEYPOT, "altcha": "", "challenge": "", "policy": policy}
    if altcha and solved(altcha, now=now):
        return {**known, "altcha": altcha}
    return {**known, "challenge": json.dumps(challenge.issue(secret=secret(), now=now))}
