"""Whether a page was useful: two buttons that any page can carry, ours or another site's, without a script.

A press counts one more for that page and day, and keeps nothing of who pressed. It comes by POST, so that nothing that
follows links answers for people; a GET changes nothing. Who has more to say goes on to the form, which keeps the page.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from azukari.core.forms.client import network_of
from azukari.core.policy_versions.of_request import policy_of
from azukari.features.feedback.known_pages import asks, kept
from azukari.features.feedback.models import UsefulDay
from azukari.lib.rate import RateLimit
from azukari.policy.decide import may_submit
from azukari.policy.terms import FormKind, Policy
from azukari.shells.self_service.guard import private

SAID = ("yes", "no")
_presses = RateLimit(timedelta(hours=1), "feedback.useful")


def foot(request: HttpRequest) -> Mapping[str, Any] | None:
    """The question at the foot of a public page; None where it has no place."""
    policy = policy_of(request)
    if policy is None or request.method not in ("GET", "HEAD") or not asks(request.resolver_match, policy):
        return None
    if not policy.forms_of(FormKind.FEEDBACK):
        return None
    return {"page": request.path, "form": form_for(policy, timezone.now())}


def form_for(policy: Policy, now: datetime) -> str:
    """The form by which more is said about a page, the one for contact first; ``""`` if none surely takes it now."""
    forms = sorted(policy.forms_of(FormKind.FEEDBACK), key=lambda form: form.slug != policy.requests.contact_form)
    for form in forms:
        if form.cap is None and may_submit(policy, form.slug, now):
            return form.slug
    return ""


def press(page: str, said: str, *, policy: Policy, now: datetime) -> None:
    """Count one more.

    Args:
        page: as `kept` gives it.
        said: one of `SAID`.
    """
    day = policy.organisation.day(now)
    with transaction.atomic():
        UsefulDay.objects.bulk_create([UsefulDay(page=page, day=day)], ignore_conflicts=True)
        UsefulDay.objects.filter(page=page, day=day).update(**{said: F(said) + 1})


@csrf_exempt  # pages of other sites carry the buttons; there is no session to ride on, and nothing but a count
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, lang: str) -> HttpResponse:
    """Count a press, and say thank you; a GET says thank you and counts nothing."""
    policy, now = policy_of(request), timezone.now()
    named = request.POST.get("page", "") if request.method == "POST" else request.GET.get("page", "")
    page = kept(named, policy) if policy else ""
    if request.method == "POST" and policy and page and request.POST.get("useful") in SAID:
        limit = settings.AZUKARI.limits.submissions_per_network
        if not _presses.take(network_of(request), limit=limit, now=now):
            press(page, request.POST["useful"], policy=policy, now=now)
        return HttpResponseRedirect(f"/{lang}/useful?page={quote(page)}", status=303)
    status = 422 if request.method == "POST" else 200
    context = {"page": page, "form": form_for(policy, now) if policy else "", "refused": status == 422}
    return private(render(request, "feedback/useful_thanks.html", context, status=status))
