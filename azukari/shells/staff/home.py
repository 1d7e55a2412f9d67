"""The first page: what needs you, which duties you hold, how much came in. Counts only; nobody's data opens here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from azukari.core.consent.models import people_by_purpose
from azukari.policy.terms import Form, Policy
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.needs import Need, first_needs, needs
from azukari.shells.staff.plot import Plot, months, plot
from azukari.shells.staff.reader import reader
from azukari.shells.staff.scope import scope_of
from azukari.shells.staff.selected_duty import selected_duty
from azukari.shells.staff.submission_counts import arrived
from azukari.shells.staff.submission_rows import Counts, counts

MONTHS = 12
AT_ONCE = 7
"""Lines of work that are shown without a press."""


@opens_to(Opens.EVERYBODY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The home of whoever is signed in."""
    now, who = timezone.now(), reader(request)
    context: dict[str, object] = {"policy": who.policy, "needs": [] if who.policy else first_needs(who.actor, now)}
    if who.policy:
        selected = selected_duty(request, who.actor.duties)
        actor = who.actor if selected is None else replace(who.actor, duties=frozenset({selected}))
        scope = scope_of(actor, who.policy)
        found = counts(scope, since=now - timedelta(days=1))
        forms = [form for form in who.policy.forms.values() if form.slug in scope.forms]
        people = people_by_purpose([slug for slug in who.policy.purposes if slug in scope.purposes], now)
        work = needs(actor, who.policy, now)
        context |= {
            "lines": [(form, found.get(form.slug, Counts())) for form in forms],
            "needs": work[:AT_ONCE],
            "more": work[AT_ONCE:],
            "elsewhere": 0 if selected is None else _missing(work, needs(who.actor, who.policy, now)),
            "opens_data": any(duty.purposes for duty in scope.duties),
            "opens": [
                (duty, [p for slug, p in who.policy.purposes.items() if slug in duty.purposes]) for duty in scope.duties
            ],
            "standings": [(who.policy.purposes[slug], count) for slug, count in people.items()],
            "plots": _plots(forms, who.policy, now),
        }
    return render(request, "console/home.html", context)


def _missing(shown: Sequence[Need], everything: Sequence[Need]) -> int:
    """How many lines of work lie with the reader's other duties."""
    return sum(need not in shown for need in everything)


def _plots(forms: Sequence[Form], policy: Policy, now: datetime) -> list[Plot]:
    """Submissions by month, a plot for each form. One query."""
    if not forms:
        return []
    zone, lang = policy.organisation.zone, get_language() or "ja"
    spans = months(now.astimezone(zone).date(), MONTHS, zone=zone)
    found = arrived([form.slug for form in forms], spans, imported=True)
    unit = gettext("Submissions")
    return [plot(form.slug, form.title[lang], unit, spans, found[form.slug]) for form in forms]
