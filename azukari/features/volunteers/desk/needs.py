"""What of the volunteers needs a colleague today: shifts within a week that lack people. One query for each form."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from azukari.features.volunteers.shown import coming, counted, shown
from azukari.policy.terms import Actor, ActorKind, FormKind, Policy
from azukari.shells.staff.needs import Need
from azukari.shells.staff.scope import scope_of

WEEK = timedelta(days=7)


def lacking(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """A line for each form of the reader's duties that has such shifts."""
    scope = scope_of(actor, policy)
    found = []
    for form in policy.forms_of(FormKind.VOLUNTEERS):
        if form.slug not in scope.forms or actor.kind is not ActorKind.STAFF:
            continue
        soon = counted(coming([form.slug], now=now).filter(starts__lte=now + WEEK))
        if n := sum(each.left > 0 for each in shown(soon, policy.organisation.zone)):
            words = ngettext(
                "%(number)s shift within a week lacks people", "%(number)s shifts within a week lack people", n
            )
            found.append(Need(words % {"number": n}, reverse("console-shifts", args=[form.slug]), "calendar"))
    return found
