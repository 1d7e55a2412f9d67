"""Mentions that wait for a member of staff, and the line at home that tells of them."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from azukari.core.vault.mention_list import Waiting, any_mention, waiting
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, ActorKind, Policy
from azukari.shells.staff.needs import Need
from azukari.shells.staff.scope import scope_of


def waiting_for(actor: Actor, policy: Policy | None, now: datetime) -> QuerySet[Waiting]:
    """Those whose text the actor may read, those that are due first."""
    purposes = scope_of(actor, policy).purposes
    return waiting(purposes, notes_too=bool(may_act(policy, Act.RIGHTS, actor)), now=now)


def pressing(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """The line at home of whoever may read such a text. Two queries at most, and one where no text names anybody."""
    if actor.kind is not ActorKind.STAFF or not any_mention():
        return []
    counted = waiting_for(actor, policy, now).order_by()
    count, late = (
        counted.values_list("pk", "due_at")
        .aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now)))
        .values()
    )
    if not count:
        return []
    if late:
        sentence = ngettext(
            "%(count)d text that may name somebody who was erased should have been looked at by now.",
            "%(count)d texts that may name somebody who was erased should have been looked at by now.",
            late,
        )
        return [Need(sentence % {"count": late}, reverse("console-mentions"), "alert", urgent=True)]
    sentence = ngettext(
        "%(count)d text may name somebody who was erased.", "%(count)d texts may name somebody who was erased.", count
    )
    return [Need(sentence % {"count": count}, reverse("console-mentions"), "eye")]
