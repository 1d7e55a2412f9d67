"""What waits at the desk: bursts of signatures that nobody has looked at, for those whose duty serves the campaign."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.features.campaigns.models import DomainHour, Removal
from azukari.features.campaigns.removing import found_bursts
from azukari.policy.burst import LEAST, Burst
from azukari.policy.terms import Actor, FormKind, Policy
from azukari.shells.staff.needs import Need
from azukari.shells.staff.scope import scope_of

RECENT = timedelta(days=3)


def needs(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """One line for each campaign with a burst within the last days. Two queries, and mostly one."""
    served = scope_of(actor, policy).forms
    forms = {form.slug: form for form in policy.forms_of(FormKind.CAMPAIGN) if form.slug in served}
    if not forms:
        return []
    recent = DomainHour.objects.filter(form__in=forms, hour__gte=now - RECENT, count__gte=LEAST)
    marked = sorted({*recent.values_list("form", flat=True)})
    if not marked:
        return []
    return [
        Need(
            _("Unusually many signatures at once: %(title)s") % {"title": forms[slug].title[get_language() or "ja"]},
            reverse("console-campaign-checks", args=[slug]),
            "alert",
            urgent=True,
        )
        for slug, open_ones in open_bursts(marked, now).items()
        if open_ones
    ]


def open_bursts(forms: list[str], now: datetime) -> dict[str, list[Burst]]:
    """The recent bursts of these campaigns from which nothing was taken out."""
    taken = Removal.objects.filter(form__in=forms).values_list("form", "domain", "begins")
    gone = {(form, bytes(domain), begins) for form, domain, begins in taken}
    return {
        form: [b for b in found if b.ends > now - RECENT and (form, b.domain, b.begins) not in gone]
        for form, found in found_bursts(forms).items()
    }
