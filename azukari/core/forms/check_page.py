"""The page "check your answers": everything shown back, with a way to change it, before anything is stored."""

import math
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from azukari.core.forms import paging, present, saving
from azukari.core.forms.answers import Answers
from azukari.core.forms.visit import ORIGIN, Visit, work


def show_back(visit: Visit, answers: Answers, *, wait: int = 0) -> HttpResponse:
    """The page "check your answers"; with ``wait``, why they could not be taken yet."""
    agreed = [c for c in present.consent_views(visit.form, visit.charter.policy, visit.lang, visit.typed) if c.checked]
    minutes = math.ceil(wait / 60)
    context = {
        "form": visit.form,
        "action": visit.path,
        "action_elsewhere": visit.elsewhere,
        "rows": present.summary(visit.form, visit.lang, answers),
        "agreed": agreed,
        "consents_page": paging.consents_page(visit.form),
        "inputs": [
            *present.carried(visit.form, answers),
            ("notice", visit.one("notice")),
            ("stamp", visit.one("stamp")),
            *([(ORIGIN, visit.origin)] if visit.origin else []),
            *((saving.DRAFT, link) for link in visit.typed.get(saving.DRAFT, ())),
        ],
        "encryption": visit.charter.policy.encryption[visit.lang],
        "wait": ngettext("Please try again in %(minutes)s minute.", "Please try again in %(minutes)s minutes.", minutes)
        % {"minutes": minutes}
        if wait
        else "",
        **work(visit),
    }
    return render_checked(visit.request, "forms/check.html", context, wait=wait)


def render_checked(
    request: HttpRequest, template: str, context: Mapping[str, object], *, wait: int, status: int = 200
) -> HttpResponse:
    """A page "check your answers", of a form or of a questionnaire.

    Args:
        wait: seconds until the answers can be taken; with any, it is answered with 429, and says when to try again.
        status: without them.
    """
    response = render(request, template, context, status=429 if wait else status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
