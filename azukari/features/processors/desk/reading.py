"""Unusual reading, for whoever audits: what was seen, and that somebody has asked about it."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from azukari.core.ledger.events import actor_reference
from azukari.features.processors.unusual import in_words, see, unseen
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff.acts import Doer, needs_act, page_behind
from azukari.shells.staff.needs import Need
from azukari.shells.staff.post_only import post_only

ACTS = (Act.OPERATE, Act.AUDIT)


@page_behind(*ACTS)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """What nobody has looked at yet."""
    context = {
        "unusual": [(row, in_words(row), row.reader != actor_reference(who.actor)) for row in unseen()],
        "audits": bool(may_act(who.policy, Act.AUDIT, who.actor)),
    }
    return render(request, "console/reading.html", context)


@post_only("console-reading")
@needs_act(Act.AUDIT)
def looked(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:  # noqa: ARG001 - the button says it all
    """Somebody has asked about an unusual reading."""
    see(id, actor=who.actor, now=who.now)
    return redirect("console-reading")


def waiting(actor: Actor, policy: Policy, now: datetime) -> list[Need]:  # noqa: ARG001 - as every provider is asked
    """The line at home of whoever audits. One query."""
    count = len(unseen()) if may_act(policy, Act.AUDIT, actor) else 0
    if not count:
        return []
    sentence = ngettext("Unusual reading was seen %(count)d time.", "Unusual reading was seen %(count)d times.", count)
    return [Need(sentence % {"count": count}, reverse("console-reading"), "eye", urgent=True)]
