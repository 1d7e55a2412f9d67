"""Public pages of questionnaires: page by page, without JavaScript, cookies, or anything kept before it is sent.

Between pages the answers travel in hidden inputs, as they do in forms; so the language can be changed anywhere, and a
page that is sent twice keeps nothing twice by itself. These views are exempt from CSRF protection because there is
nothing to ride on: no session, no cookie, no authority.
"""

from datetime import datetime
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.forms.answers import HONEYPOT
from azukari.core.forms.client import network_of
from azukari.core.forms.problem import problem
from azukari.core.forms.saving import DRAFT, used
from azukari.core.forms.submit import TooMany, refused
from azukari.core.policy_versions.of_request import charter_of
from azukari.features.questionnaires.asked_version import asked_version
from azukari.features.questionnaires.asking import Asking
from azukari.features.questionnaires.give import NotOpen
from azukari.features.questionnaires.invited.tickets import TICKET, TicketSpent
from azukari.features.questionnaires.models import Poll, PollState, Version
from azukari.features.questionnaires.open import is_open
from azukari.features.questionnaires.place import FORM_TYPE, asking_of, closed, ticket_of
from azukari.features.questionnaires.pressed import new_seed, was_given
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.quotas import Full
from azukari.features.questionnaires.saving import TakenUp, save
from azukari.features.questionnaires.sending import SEE_OTHER, take_at_once, take_unlinked, thanked


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def show(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Ask, page by page; show the answers back; take them."""
    now = timezone.now()
    if request.POST.get("step") == "send" and (taken := take_at_once(request, lang, slug, now)):
        return taken
    version = asked_version(slug, request.POST.get("version", ""))
    if version is None:
        raise Http404
    before = _sent_before(request, lang, version, now) if request.POST.get("step") == "send" else None
    if before:
        return before
    if not is_open(version.poll, now):
        return _closed(request, version, lang, now)
    asking = asking_of(request, lang, version, {}, now)
    if isinstance(asking, HttpResponse):
        return asking
    if request.method != "POST" or "begin" in request.POST:
        return asking.first(seed=new_seed())
    return _pressed(asking, version) if request.content_type == FORM_TYPE else HttpResponse(status=415)


def _sent_before(request: HttpRequest, lang: str, version: Version, now: datetime) -> HttpResponse | None:
    """What the same answers were told when they came first, whatever has become of the questionnaire since."""
    asking = asking_of(request, lang, version, {}, now)
    if isinstance(asking, HttpResponse):
        return None
    if asking.place.linked:
        return asking.place.linked.again(asking)
    return thanked(asking) if was_given(asking) else None


def _pressed(asking: Asking, version: Version) -> HttpResponse:
    """Do what the button says: another page, keep it for later, or take the answers."""
    request, lang, now = asking.request, asking.lang, asking.now
    charter, form, ticket = charter_of(request), asking.place.linked, ticket_of(asking.one(TICKET), version.poll)
    if asking.one("step") == "save" and charter.policy.draft_days and not asking.one(HONEYPOT):
        return _save(asking, version.poll, charter.policy.draft_days)
    today = charter.policy.organisation.day(now)

    def take() -> HttpResponse:
        try:
            taken = form.take(asking, version) if form else take_unlinked(asking, version, today, ticket)
        except (Full, TicketSpent) as why:
            return closed(request, asking.questionnaire, lang, "full" if isinstance(why, Full) else "spent")
        except NotOpen:
            return _closed(request, version, lang, now)
        if taken.status_code == SEE_OTHER:
            used(asking.one(DRAFT), now=now)
        return taken

    answered = asking.answer(take)
    if answered.status_code != HTTPStatus.UNPROCESSABLE_ENTITY:
        return answered
    too_often = refused(network_of(request), asking.one("altcha"), now=now)
    return asking.too_often(too_often.seconds) if too_often else answered


def _save(asking: Asking, poll: Poll, days: int) -> HttpResponse:
    """Keep what was typed for later, and show the link that opens it."""
    link = save(poll, asking, days=days, network=network_of(asking.request))
    if isinstance(link, TooMany):
        return asking.refuse("", problem("saved_often", "", asking.lang).message)
    return HttpResponseRedirect(f"/{asking.lang}/questionnaires/saved/{link}/link", status=SEE_OTHER)


def resumed(request: HttpRequest, lang: str, taken: TakenUp, link: str, *, now: datetime) -> HttpResponse:
    """A saved questionnaire where it was left, by the version that it began with."""
    version = asked_version(taken.poll.slug, (taken.typed.get("version") or [""])[-1])
    if version is None:
        raise Http404
    if not is_open(version.poll, now):
        return _closed(request, version, lang, now)
    asking = asking_of(request, lang, version, {**taken.typed, DRAFT: (link,)}, now)
    return asking if isinstance(asking, HttpResponse) else asking.resume()


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


def _closed(request: HttpRequest, version: Version, lang: str, now: datetime) -> HttpResponse:
    poll = version.poll
    early = poll.state == PollState.OPEN and poll.opens_at is not None and now < poll.opens_at
    why = "early" if early else "closed"
    return closed(request, questionnaire_of(version), lang, why, opens_at=poll.opens_at)
