"""What of the members needs a colleague today: applications that wait, one query for each form of theirs; and money of
the payment provider that fits nothing or went back.
"""

from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import get_language, ngettext

from azukari.features.members.applications import waiting as applications
from azukari.features.members.models import MoneyKind, MoneyState, ProviderMoney
from azukari.features.members.online.reported import TOLD_FOR
from azukari.policy.terms import Actor, ActorKind, FormKind, Policy
from azukari.shells.staff.needs import Need
from azukari.shells.staff.scope import scope_of


def waiting(actor: Actor, policy: Policy, now: datetime) -> list[Need]:  # noqa: ARG001 - as every provider is asked
    """A line for each membership form of the reader's duties to which somebody applied."""
    scope = scope_of(actor, policy)
    forms = [form for form in policy.forms_of(FormKind.MEMBERSHIP) if form.slug in scope.forms]
    counts = {form.slug: applications(form.slug).count() for form in forms if actor.kind is ActorKind.STAFF}
    return [
        Need(
            ngettext(
                "%(number)s application for membership to review: %(form)s",
                "%(number)s applications for membership to review: %(form)s",
                n,
            )
            % {"number": n, "form": policy.forms[slug].title[get_language() or "ja"]},
            reverse("console-members-applications", args=[slug]),
            "person",
        )
        for slug, n in counts.items()
        if n
    ]


def unbooked(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """Money of the payment provider that waits for somebody to say whose it is, and refunds and disputes of the last
    two weeks. One query.
    """
    scope = scope_of(actor, policy)
    forms = [form.slug for form in policy.forms_of(FormKind.MEMBERSHIP) if form.slug in scope.forms]
    if actor.kind is not ActorKind.STAFF or not forms:
        return []
    rows = ProviderMoney.objects.filter(form__in=("", *forms))
    waits, returned = Q(state=MoneyState.WAITS), Q(told_at__gt=now - TOLD_FOR) & ~Q(kind=MoneyKind.PAYMENT)
    counts = rows.aggregate(waits=Count("id", filter=waits), returned=Count("id", filter=returned & ~waits))
    where = reverse("console-members-money", args=[forms[0]])
    found = []
    if n := counts["waits"]:
        words = ngettext(
            "%(number)s amount of the payment provider fits nothing. Say whose it is.",
            "%(number)s amounts of the payment provider fit nothing. Say whose they are.",
            n,
        )
        found.append(Need(words % {"number": n}, where, "alert"))
    if n := counts["returned"]:
        words = ngettext(
            "%(number)s refund or dispute changed the books in the last two weeks.",
            "%(number)s refunds or disputes changed the books in the last two weeks.",
            n,
        )
        found.append(Need(words % {"number": n}, where, "undo"))
    return found
