"""The first page: what needs you, which duties you hold, how much came in. Counts only; nobody's data opens here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_safe

from azukari.accounts.needs import Need, needs
from azukari.console.desk import reader
from azukari.console.submission_rows import Counts, counts
from azukari.policy.terms import Duty, Form, Policy, Purpose


@dataclass(frozen=True, slots=True)
class Line:
    """A form with its counts."""

    form: Form
    counts: Counts


@dataclass(frozen=True, slots=True)
class Opens:
    """A duty with the purposes that it opens, in the policy's order."""

    duty: Duty
    purposes: list[Purpose]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The home of whoever is signed in."""
    now, who = timezone.now(), reader(request)
    found = counts(who.reach, since=now - timedelta(days=1))
    forms = [f for f in who.policy.forms.values() if f.slug in who.reach.forms] if who.policy else []
    lines = [Line(form, found.get(form.slug, Counts())) for form in forms]
    context = {
        "lines": lines,
        "needs": [*(needs(who.actor, who.policy, now) if who.policy else ()), *_arrivals(lines)],
        "opens": [Opens(duty, _in_order(duty, who.policy)) for duty in who.reach.duties] if who.policy else [],
        "policy": who.policy,
    }
    return render(request, "console/home.html", context)


def _in_order(duty: Duty, policy: Policy) -> list[Purpose]:
    return [purpose for slug, purpose in policy.purposes.items() if slug in duty.purposes]


def _arrivals(lines: Sequence[Line]) -> list[Need]:
    lang = get_language() or "ja"
    return [
        Need(
            ngettext(
                "%(count)d submission came in since yesterday: %(form)s",
                "%(count)d submissions came in since yesterday: %(form)s",
                line.counts.recent,
            )
            % {"count": line.counts.recent, "form": line.form.title[lang]},
            reverse("console-submissions", args=[line.form.slug]),
            icon="form",
        )
        for line in lines
        if line.counts.recent
    ]
