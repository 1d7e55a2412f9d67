"""The public form, page by page: notice and fields, check your answers, sent. Works without JavaScript or cookies.

Between the pages the answers travel in hidden inputs; the server keeps nothing until they are sent. These views are
exempt from CSRF protection because there is nothing to ride on: no session, no cookie, no authority.
"""

import math
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from azukari.core.forms import kinds, paging, present, saving
from azukari.core.forms.answers import HONEYPOT, Answers
from azukari.core.forms.capacity import standing
from azukari.core.forms.check_page import show_back
from azukari.core.forms.client import network_of
from azukari.core.forms.closed import closed_page
from azukari.core.forms.keep import sent_before
from azukari.core.forms.lookup import Lookup, fill_address
from azukari.core.forms.notices import notices
from azukari.core.forms.onward import onward, see
from azukari.core.forms.problem import Problem, problem
from azukari.core.forms.steps import FunnelStep
from azukari.core.forms.submit import TooMany, refused, submit
from azukari.core.forms.visit import AGAIN, LANGUAGE, Visit, no_forms, saved_path, sentence, work
from azukari.core.policy_versions.of_request import forget, ruling_of
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import StaleVersion
from azukari.lib.same_to_all import same_to_all
from azukari.policy.asking import pages

_FORM_TYPE = "application/x-www-form-urlencoded"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def form_page(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Show a form, check what was typed, show it back, take it in."""
    now = timezone.now()
    charter = ruling_of(request)
    if charter is None:
        return no_forms(request)
    form = charter.form(slug)
    if form is None:
        return sentence(
            request,
            404,
            _("There is no such form"),
            _("Part of the address may be missing. The first page lists the forms that are open."),
        )
    visit = Visit(request, lang, charter, form, now, {name: tuple(v) for name, v in request.POST.lists()})
    before = sent_before(visit.mark, now=now) if visit.one("step") == "send" else None
    if before:
        return onward(visit, before)
    verdict = standing(charter.policy, form, now=now)
    if not verdict:
        return closed_page(request, lang, form, verdict)
    if elsewhere := kinds.of(form.kind).page(form, lang):
        return HttpResponseRedirect(elsewhere)
    if request.method == "POST":
        return _pressed(visit)
    if request.method == "GET":
        visit.took(FunnelStep.SEEN)
    return same_to_all(ask(visit))


def _pressed(visit: Visit) -> HttpResponse:
    """Do what the button says."""
    if visit.request.content_type != _FORM_TYPE:
        title, text = _("This could not be read"), _("Nothing was stored. Please send the form from its own page.")
        return sentence(visit.request, 415, title, text)
    if visit.page:
        visit = replace(visit, typed=paging.settled(visit.form, visit.typed, visit.page))
    if visit.counts and not visit.one(AGAIN):
        visit.took(FunnelStep.STARTED)
    return _STEPS.get(visit.one("step").partition(".")[0], _check)(visit)


def ask(
    visit: Visit,
    problems: tuple[Problem, ...] = (),
    *,
    page: int = 0,
    lookup: Lookup | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page with fields, and with all that was typed; the first has the notice.

    Args:
        page: its number; 0 for the page with the first problem, else the one that was sent.
    """
    notice = notices(visit.charter, visit.form)[visit.lang]
    typed = {**visit.typed, **(lookup.typed if lookup else {})}
    wanted = page or paging.first_in_trouble(visit.form, problems) or visit.page or 1
    at = paging.place(visit.form, typed, wanted)
    problems = tuple(p for p in problems if paging.page_with(visit.form, p.field_id) in {0, at.page.number})
    context = {
        "form": visit.form,
        "action": visit.path,
        "action_elsewhere": visit.elsewhere,
        "notice": notice.rows,
        "notice_digest": notice.digest if at.is_first else visit.one("notice"),
        "place": at,
        "inputs": paging.unseen(visit.form, typed, at),
        "stale": any(p.code == "stale" for p in problems),
        "parts": present.part_views(visit.charter.policy, visit.form, at.page, visit.lang, typed, problems),
        "consents": present.consent_views(visit.form, visit.charter.policy, visit.lang, typed, problems)
        if at.consents
        else (),
        "errors": [p for p in problems if p.code != "stale"],
        "encryption": visit.charter.policy.encryption[visit.lang],
        "draft": visit.one(saving.DRAFT),
        "origin": visit.origin,
        "draft_days": visit.charter.policy.draft_days,
        "taken_up": visit.taken_up,
        "saved_url": f"{saved_path(visit.request, visit.lang)}/{visit.one(saving.DRAFT)}",
        "honeypot": HONEYPOT,
        "stamp": visit.stamp,
        "lookup": lookup,
        **work(visit),
    }
    return render(visit.request, "forms/form.html", context, status=status)


def _check(visit: Visit) -> HttpResponse:
    """Step one: everything right? Then show it back."""
    outcome = visit.examined(visit.data)
    if isinstance(outcome, Answers):
        return show_back(visit, outcome)
    return wrong(visit, outcome)


def wrong(visit: Visit, problems: tuple[Problem, ...]) -> HttpResponse:
    """The page with what is wrong, which counts as what is taken in; beyond the limit, with when to go on."""
    too_often = refused(network_of(visit.request), visit.one("altcha"), now=visit.now)
    if not too_often:
        return ask(visit, problems, status=422)
    told = problem("too_often", "", visit.lang, minutes=math.ceil(too_often.seconds / 60))
    response = ask(visit, (told, *problems), status=429)
    response.headers["Retry-After"] = str(too_often.seconds)
    return response


def _send(visit: Visit) -> HttpResponse:
    """Step two: the same checks once more, then take it in."""
    answers = visit.examined(visit.data)
    if not isinstance(answers, Answers):
        return wrong(visit, answers)
    try:
        outcome = submit(visit.charter, visit.form, answers, lang=visit.lang, sender=visit.sender, now=visit.now)
    except Refused as refused:  # somebody else took the last place
        return closed_page(visit.request, visit.lang, visit.form, refused.verdict)
    except StaleVersion:  # at this very moment: from the beginning, with the new notice
        forget(visit.request)
        return form_page(visit.request, visit.lang, visit.form.slug)
    if isinstance(outcome, TooMany):
        return show_back(visit, answers, wait=outcome.seconds)
    if isinstance(outcome, Problem):
        return wrong(visit, (outcome,))
    visit.took(FunnelStep.SENT)
    saving.used(visit.one(saving.DRAFT), now=visit.now)
    if not outcome.pending:
        visit.took(FunnelStep.CONFIRMED)
    return onward(visit, outcome)


def _edit(visit: Visit) -> HttpResponse:
    """Back to the fields, nothing lost, nothing judged: to the page that is named, else to the last."""
    number = paging.page_number(visit.one("step").partition(".")[2], visit.form)
    return ask(visit, page=number or len(pages(visit.form)))


def _in_this_language(visit: Visit) -> HttpResponse:
    """The switch of languages was pressed: the same answers, judged by nobody, from the page with the notice on."""
    return ask(visit, page=1)


def _next(visit: Visit) -> HttpResponse:
    """On to the next page, if this one is right; after the last, the answers are shown back."""
    notice = notices(visit.charter, visit.form)[visit.lang]
    found = paging.problems_on(visit.form, visit.data, visit.page or 1, lang=visit.lang)
    if visit.one("notice") != notice.digest:
        found = (*found, problem("stale", "notice", visit.lang))
    if found:
        return wrong(visit, found)
    number = paging.following(visit.form, visit.typed, visit.page or 1)
    return ask(visit, page=number) if number else _check(visit)


def _back(visit: Visit) -> HttpResponse:
    """To the page before; what was typed here comes along as it is."""
    return ask(visit, page=paging.preceding(visit.form, visit.typed, visit.page))


def _find_address(visit: Visit) -> HttpResponse:
    """The button "address from postcode", for browsers without JavaScript."""
    return ask(visit, lookup=fill_address(visit.form, visit.typed))


def _save(visit: Visit) -> HttpResponse:
    """Keep it for later, as it stands, and show the link that opens it."""
    if not visit.charter.policy.draft_days or visit.one(HONEYPOT):
        return _check(visit)
    network = network_of(visit.request)
    link = saving.save(visit.charter, visit.form, visit.typed, lang=visit.lang, network=network, now=visit.now)
    if isinstance(link, TooMany):
        return ask(visit, (problem("saved_often", "", visit.lang),), page=visit.page, status=429)
    return see(f"{saved_path(visit.request, visit.lang)}/{link}/link")


_STEPS = {
    "check": _check,
    "send": _send,
    "edit": _edit,
    LANGUAGE: _in_this_language,
    "next": _next,
    "back": _back,
    "save": _save,
    "address": _find_address,
}
