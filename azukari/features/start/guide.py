"""Guide of a new instance: what is done, what comes next, and where."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from azukari.core.policy_versions.draft import may_draft
from azukari.core.policy_versions.models import Charter
from azukari.features.start.steps import steps
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff.needs import Need
from azukari.shells.staff.officer import Officer, officers_only

_NEW = timedelta(days=60)
"""So long an instance is reminded of its first steps; later nobody needs the line at home."""


@require_safe
@officers_only
def show(request: HttpRequest, who: Officer) -> HttpResponse:
    """The steps, the next one open."""
    found = steps(who.ruling, who.now)
    context = {
        "steps": found,
        "next": next((step for step in found if not step.done), None),
        "done": sum(step.done for step in found),
    }
    return render(request, "console/start/guide.html", context)


def to_begin_with(actor: Actor, now: datetime) -> list[Need]:  # noqa: ARG001 - as every provider is asked
    """The line at home while no policy rules."""
    if not may_draft(actor, None):
        return []
    return [Need(_("Begin here: your policy, your form, your colleagues."), reverse("console-start"), "arrow")]


def left(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """The line at home of whoever writes the policy, while a new instance has steps before it."""
    if settings.AZUKARI.is_made_up or not may_act(policy, Act.POLICY_EDIT, actor):
        return []
    if Charter.objects.filter(published_at__lt=now - _NEW).exists():
        return []
    count = sum(not step.done for step in steps(policy, now))
    sentence = ngettext("Getting started: %(count)d step is left.", "Getting started: %(count)d steps are left.", count)
    return [Need(sentence % {"count": count}, reverse("console-start"), "arrow")] if count else []
