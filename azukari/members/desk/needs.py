"""What of the members needs a colleague today: applications that wait, one query for each form of theirs; and payments
online that did not fit.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from azukari.desk.needs import Need
from azukari.desk.scope import scope_of
from azukari.lib.day import moment_in_words
from azukari.members.applications import waiting as applications
from azukari.members.models import OnlinePayment, OnlineState
from azukari.policy.terms import Actor, ActorKind, FormKind, Policy


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


REFUSED_FOR = timedelta(days=14)


def misfits(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """Each payment online of the last two weeks that came and is not what was asked for. One query, where one can pay
    online.
    """
    if not settings.AZUKARI.payments.recipient or actor.kind is not ActorKind.STAFF:
        return []
    refused = OnlinePayment.objects.filter(state=OnlineState.REFUSED, settled_at__gt=now - REFUSED_FOR)
    own = refused.filter(invoice__form__in=scope_of(actor, policy).forms).order_by("settled_at")
    text = _(
        "A payment online of %(at)s does not fit what was asked for. Compare it with the provider’s list, and record"
        " it."
    )
    zone, lang = policy.organisation.zone, get_language() or "ja"
    times = [(each.settled_at or each.opened_at, each.person_id) for each in own[:3]]
    return [
        Need(
            text % {"at": moment_in_words(at, lang, zone)},
            reverse("console-person", args=[person]) + "#dues",
            "alert",
        )
        for at, person in times
    ]
