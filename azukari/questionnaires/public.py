"""Public pages of questionnaires: page by page, without JavaScript, cookies, or anything kept before it is sent.

Between pages the answers travel in hidden inputs, as they do in forms; so the language can be changed anywhere, and a
page that is sent twice keeps nothing twice by itself. These views are exempt from CSRF protection because there is
nothing to ride on: no session, no cookie, no authority.
"""

import json
from collections.abc import Mapping, Sequence
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
from azukari.forms.problem import problem
from azukari.forms.saving import DRAFT
from azukari.forms.submit import TooMany, secret, solved
from azukari.lib.rate import RateLimit
from azukari.policy.period import day_of
from azukari.questionnaires.asked_version import asked_version
from azukari.questionnaires.asking import Asking, AskingPlace
from azukari.questionnaires.give import NotOpen, give_unlinked
from azukari.questionnaires.invited.tickets import TICKET, TicketError, TicketSpent, ticket_digest
from azukari.questionnaires.linked import linked_at
from azukari.questionnaires.models import Poll, PollState, Version
from azukari.questionnaires.open import is_open
from azukari.questionnaires.pressed import first_press, new_seed, was_given
from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.quotas import Full
from azukari.questionnaires.saving import TakenUp, save, used
from azukari.questionnaires.shape import Questionnaire

_unsolved = RateLimit(timedelta(hours=1), "questionnaires.public.unsolved")
_FORM_TYPE = "application/x-www-form-urlencoded"
_SEE_OTHER, _LONGEST_LINK = 303, 64


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def show(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Ask, page by page; show the answers back; take them."""
    now, version = timezone.now(), asked_version(slug, request.POST.get("version", ""))
    if version is None:
        raise Http404
    poll, questionnaire = version.poll, questionnaire_of(version)
    before = _sent_before(request, lang, poll, version, now) if request.POST.get("step") == "send" else None
    if before:
        return before
    if not is_open(poll, now):
        return _closed(request, poll, questionnaire, lang, now)
    asking = _asking(request, lang, poll, version, {}, now)
    if isinstance(asking, HttpResponse):
        return asking
    if request.method != "POST" or "begin" in request.POST:
        return asking.first(seed=new_seed())
    return _pressed(asking, poll, version) if request.content_type == _FORM_TYPE else HttpResponse(status=415)


def _sent_before(request: HttpRequest, lang: str, poll: Poll, version: Version, now: datetime) -> HttpResponse | None:
    """What the same answers were told when they came first, whatever has become of the questionnaire since."""
    asking = _asking(request, lang, poll, version, {}, now)
    if isinstance(asking, HttpResponse):
        return None
    if asking.place.linked:
        return asking.place.linked.again(asking)
    return _thanked(asking) if was_given(asking) else None


def _thanked(asking: Asking) -> HttpResponse:
    return HttpResponseRedirect(f"{asking.place.action}/thanks", status=303)


def _pressed(asking: Asking, poll: Poll, version: Version) -> HttpResponse:
    """Do what the button says: another page, keep it for later, or take the answers."""
    request, questionnaire, lang, now = asking.request, asking.questionnaire, asking.lang, asking.now
    charter, form, ticket = charter_of(request), asking.place.linked, _ticket(asking.one(TICKET), poll)
    if asking.one("step") == "save" and charter.policy.draft_days and not asking.one(HONEYPOT):
        return _save(asking, poll, charter.policy.draft_days)
    today = day_of(now, timezone=charter.policy.organisation.timezone)

    def take() -> HttpResponse:
        try:
            taken = form.take(asking, version, now=now) if form else _take(asking, version, today, ticket)
        except (Full, TicketSpent) as why:
            return _not_taken(request, questionnaire, lang, "full" if isinstance(why, Full) else "spent")
        except NotOpen:
            return _closed(request, poll, questionnaire, lang, now)
        if taken.status_code == _SEE_OTHER:
            used(asking.one(DRAFT), now=now)
        return taken

    return asking.answer(take)


def _asking(
    request: HttpRequest, lang: str, poll: Poll, version: Version, typed: Mapping[str, Sequence[str]], now: datetime
) -> Asking | HttpResponse:
    """The request to a questionnaire that takes answers; or the page that says why there is nothing to ask.

    Args:
        typed: what was typed and saved before; empty where it comes with the request.
    """
    questionnaire, charter = questionnaire_of(version), _charter(request)
    form = linked_at(charter, poll) if poll.linked else None
    if charter is None or (poll.linked and form is None):
        raise Http404

    def one(name: str) -> str:
        return (typed.get(name) or request.POST.getlist(name) or [""])[-1]

    try:
        ticket = _ticket(one(TICKET), poll)
    except TicketError:
        return _by_invitation(request, questionnaire, lang)
    hidden = {"version": str(version.number), TICKET: one(TICKET) if ticket else "", DRAFT: one(DRAFT)[:_LONGEST_LINK]}
    place = AskingPlace(
        action=f"/{lang}/questionnaires/{poll.slug}",
        elsewhere=f"/{_other(charter, lang)}/questionnaires/{poll.slug}",
        hidden=[(name, value) for name, value in hidden.items() if value],
        context=lambda: {**_robots(request, now), "draft_days": charter.policy.draft_days},
        linked=form,
    )
    return Asking(request, lang, questionnaire, place, now, typed)


def _save(asking: Asking, poll: Poll, days: int) -> HttpResponse:
    """Keep what was typed for later, and show the link that opens it."""
    link = save(poll, asking, days=days, network=network_of(asking.request))
    if isinstance(link, TooMany):
        return asking.refuse("", problem("saved_often", "", asking.lang).message)
    return HttpResponseRedirect(f"/{asking.lang}/questionnaires/saved/{link}/link", status=_SEE_OTHER)


def resumed(request: HttpRequest, lang: str, taken: TakenUp, link: str, *, now: datetime) -> HttpResponse:
    """A saved questionnaire where it was left, by the version that it began with."""
    version = asked_version(taken.poll.slug, (taken.typed.get("version") or [""])[-1])
    if version is None:
        raise Http404
    if not is_open(taken.poll, now):
        return _closed(request, taken.poll, questionnaire_of(version), lang, now)
    asking = _asking(request, lang, taken.poll, version, {**taken.typed, DRAFT: (link,)}, now)
    return asking if isinstance(asking, HttpResponse) else asking.resume()


def _ticket(ticket: str, poll: Poll) -> str:
    """The digest of the ticket that came along; blank where none is needed.

    Raises:
        TicketError: there is none, or it is not of this questionnaire.
    """
    return ticket_digest(poll, ticket) if poll.by_invitation else ""


def _take(asking: Asking, version: Version, day: date, ticket: str) -> HttpResponse:
    """Keep answers of nobody.

    Args:
        ticket: the digest of the one that lets them in, where one is needed.

    Raises:
        Full, NotOpen, TicketSpent: nothing was kept.
    """
    request, now = asking.request, asking.now
    if asking.one(HONEYPOT):
        return _thanked(asking)
    work = solved(asking.one("altcha"), now=now) if asking.one("altcha") else None
    if not ticket and not (work and challenge.spend(work)):
        wait = _unsolved.take(network_of(request), limit=settings.AZUKARI.limits.submissions_per_network, now=now)
        if wait:
            return asking.check(wait=wait)
    with first_press(asking) as is_first:
        if is_first:
            give_unlinked(version, asking.questionnaire, asking.walk.answers, lang=asking.lang, day=day, ticket=ticket)
    return _thanked(asking)


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
    version = asked_version(slug, "")
    if version is None:
        raise Http404
    questionnaire = questionnaire_of(version)
    words = (questionnaire.thanks or {}).get(lang, "")
    context = {"title": questionnaire.title[lang], "thanks": words, "linked": questionnaire.linked}
    return render(request, "questionnaires/thanks.html", context)


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
