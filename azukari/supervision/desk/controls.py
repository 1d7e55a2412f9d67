"""The automatic controls, as they fared when the worker last ran them all: which passed, and which found something.

What each found, and what to do, `azukari doctor` says on the machine itself.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from azukari.backup.drill import standing
from azukari.desk.acts import Doer, needs_act
from azukari.desk.needs import Need
from azukari.desk.post_only import post_only
from azukari.lib.control import controls, read_outcomes
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.supervision.unusual import in_words, see, unseen
from azukari.upkeep.controlling import outcomes_file

ACTS = (Act.OPERATE, Act.AUDIT)


@dataclass(frozen=True, slots=True)
class ControlRow:
    """A control with what it claims, in words, and how many findings it had."""

    name: str
    claim: str
    promises: tuple[str, ...]
    findings: int


@require_safe
@needs_act(*ACTS)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """How the last backup and the last drill went, then the list, those that failed first."""
    found = read_outcomes(outcomes_file())
    known = {control.name: control for control in controls()}
    lines = [
        ControlRow(
            noted.name,
            gettext(known[noted.name].claim) if noted.name in known else noted.name,
            tuple(f"P{number:02}" for number in known[noted.name].promises) if noted.name in known else (),
            noted.findings,
        )
        for noted in (found[1] if found else ())
    ]
    context = {
        "at": found[0] if found else None,
        "lines": sorted(lines, key=lambda line: not line.findings),
        "backup": standing(who.now),
        "unusual": [(row, in_words(row), row.reader != f"staff:{who.actor.reference}") for row in unseen()],
        "audits": bool(may_act(who.policy, Act.AUDIT, who.actor)),
    }
    return render(request, "console/controls.html", context)


@post_only("console-controls")
@needs_act(Act.AUDIT)
def looked(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:  # noqa: ARG001 - the button says it all
    """Somebody has asked about an unusual reading."""
    see(id, actor=who.actor, now=who.now)
    return redirect("console-controls")


def failing(actor: Actor, policy: Policy, now: datetime) -> list[Need]:  # noqa: ARG001 - as every provider is asked
    """The line at home of whoever sees to the installation or audits it. No query."""
    if not any(may_act(policy, act, actor) for act in ACTS):
        return []
    found = read_outcomes(outcomes_file())
    count = sum(1 for noted in found[1] if noted.findings) if found else 0
    if not count:
        return []
    sentence = ngettext("%(count)d automatic control found something.", "%(count)d automatic controls found something.",
                        count)  # fmt: skip
    return [Need(sentence % {"count": count}, reverse("console-controls"), "alert", urgent=True)]
