"""What of the members needs a colleague today: applications that wait. One query for each form of theirs."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from azukari.desk.needs import Need
from azukari.desk.scope import scope_of
from azukari.members.applications import waiting as applications
from azukari.members.registers import membership_forms
from azukari.policy.terms import Actor, ActorKind, Policy


def waiting(actor: Actor, policy: Policy, now: datetime) -> list[Need]:  # noqa: ARG001 - as every provider is asked
    """A line for each membership form of the reader's duties to which somebody applied."""
    scope = scope_of(actor, policy)
    forms = [form for form in membership_forms(policy) if form.slug in scope.forms]
    counts = {form.slug: applications(form.slug).count() for form in forms if actor.kind is ActorKind.STAFF}
    return [
        Need(
            ngettext("%(number)s application for membership waits", "%(number)s applications for membership wait", n)
            % {"number": n},
            reverse("console-members-applications", args=[slug]),
            "person",
        )
        for slug, n in counts.items()
        if n
    ]
