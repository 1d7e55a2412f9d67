"""The page Controls of the console: what is known of each now; to look again, or to say what one saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from azukari.core.appearance.download import download
from azukari.core.backup.drill import standing
from azukari.core.ledger.events import actor_reference
from azukari.core.vault.files import FileGone
from azukari.features.audits import manual
from azukari.features.audits.models import Attestation, Finding
from azukari.features.audits.observe import keep_one, known
from azukari.features.audits.promises import Promise, promises
from azukari.lib.control import Control, ControlState, controls, examine, find
from azukari.lib.control_outcomes import Noted
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff.acts import Doer, needs_act, page_behind
from azukari.shells.staff.fields import Answers, Fields, One, Text, Upload
from azukari.shells.staff.needs import Need
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import Step, answer
from azukari.shells.staff.uploads import takes_files
from azukari.shells.worker.controlling import ControlNow
from azukari.shells.worker.finding_words import translated

ACTS = (Act.OPERATE, Act.AUDIT)
LOOKERS = tuple({*ACTS, *(each.owner for each in manual.MANUALS.values())})
_ORDER = (ControlState.BROKEN, ControlState.UNKNOWN, ControlState.KEPT)
PAGES = {
    "audits": "console-audits",
    "certificates": "console-rights",
    "charter": "console-policy",
    "contracts": "console-recipients",
    "department": "console-staff",
    "dormant-accounts": "console-staff",
    "duties": "console-staff",
    "identity": "console-rights",
    "incidents": "console-incidents",
    "instructions": "console-recipients",
    "management-review": "console-management-reviews",
    "mentions": "console-mentions",
    "policy-rules": "console-policy",
    "reading": "console-reading",
    "requests-done": "console-rights",
    "requests-in-time": "console-rights",
    "training": "console-training-staff",
    "transfers": "console-recipients",
}
"""Where what a control found is mended, in the console."""


@dataclass(frozen=True, slots=True)
class ControlRow(ControlNow):
    """A control as staff see it.

    Args:
        said: what it found, where that is not mended.
    """

    said: tuple[str, ...] = ()

    @property
    def promises(self) -> tuple[Promise, ...]:
        """Those that it watches over."""
        return tuple(promises()[number] for number in self.control.promises)

    @property
    def page(self) -> str:
        """Where it is mended; may be blank."""
        return PAGES.get(self.name, "")

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why something is unknown."""
        return _doubts(self.noted, self.now)


@page_behind(*ACTS)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """What is broken, what nobody knows, and folded away what is kept; then how the last backup and drill went."""
    seen = known()
    waiting = list(Finding.objects.filter(closed_at__isnull=True).order_by("opened_at"))
    said = {control.name: tuple(f.words for f in waiting if f.control == control.name) for control in controls()}
    rows = [ControlRow(each, seen.get(each.name), who.now, said[each.name]) for each in controls()]
    lines = sorted(rows, key=lambda line: _ORDER.index(line.state))
    context = {
        "at": max((each.at for each in seen.values()), default=None),
        "open": [line for line in lines if line.state is not ControlState.KEPT],
        "kept": [line for line in lines if line.state is ControlState.KEPT],
        "counts": [(state, sum(line.state is state for line in lines)) for state in _ORDER],
        "backup": standing(who.now),
        "open_count": len(waiting),
    }
    return render(request, "assurance/desk/controls.html", context)


def doubts_of(name: str, now: datetime) -> tuple[str, ...]:
    """Why a control cannot tell at the moment, in the reader's language. One query."""
    return _doubts(known().get(name), now)


def _doubts(seen: Noted | None, now: datetime) -> tuple[str, ...]:
    return tuple(translated(each) for each in seen.doubts_at(now)) if seen else ()


def control_called(name: str) -> Control:
    """The control of that name.

    Raises:
        Http404: there is none.
    """
    if (found := find(name)) is None:
        raise Http404
    return found


@page_behind(*LOOKERS)
def one(request: HttpRequest, who: Doer, name: str) -> HttpResponse:
    """One control: what is known, its findings, and what people saw."""
    control = control_called(name)
    row = ControlRow(control, known().get(name), who.now)
    context = {
        "line": row,
        "manual": manual.MANUALS.get(name),
        "attestations": Attestation.objects.filter(control=name).order_by("-done_at")[:20],
        "findings": Finding.objects.filter(control=name).order_by("-opened_at")[:20],
        "operates": bool(may_act(who.policy, Act.OPERATE, who.actor)),
        "may_test": bool(may_act(who.policy, Act.OPERATE, who.actor) or may_act(who.policy, Act.AUDIT, who.actor)),
    }
    return render(request, "assurance/desk/control.html", context)


@post_only("console-control", "name")
@needs_act(*ACTS)
def test(request: HttpRequest, who: Doer, name: str) -> HttpResponse:  # noqa: ARG001 - the button says it all
    """Run one control now."""
    keep_one(examine(control_called(name), who.now), who.now, by=actor_reference(who.actor))
    return redirect("console-control", name=name)


_SEEN = [("yes", gettext_lazy("It is in order")), ("no", gettext_lazy("It is not in order"))]


@takes_files(*LOOKERS)
def attest(request: HttpRequest, who: Doer, name: str) -> HttpResponse:
    """Somebody looked, and says what they saw."""
    control = control_called(name)
    asked = manual.MANUALS.get(name)
    if asked is None:
        raise Http404

    def do(answers: Answers, _version: int) -> str:
        file = answers.get("evidence")
        manual.attest(
            name,
            in_order=answers["seen"] == "yes",
            words=answers["words"],
            evidence=(file.name, file.read()) if file else None,
            actor=who.actor,
            now=who.now,
        )
        keep_one(examine(control, who.now), who.now, by=actor_reference(who.actor))
        return reverse("console-control", args=[name])

    fields: Fields = {
        "seen": One(_("What did you see?"), _SEEN),
        "words": Text(_("In a few words"), rows=4, max_length=1000,
                      help_text=_("Everybody can read them on the page of promises, with your duty. No names.")),
        "evidence": Upload(_("Evidence (a file)"), accept="*/*", required=False,
                           help_text=_("It is kept encrypted for three years, and each reading of it is recorded.")),
    }  # fmt: skip
    above: Sequence[tuple[str, str]] = (
        (reverse("console-controls"), _("Controls")),
        (reverse("console-control", args=[name]), gettext(control.claim)),
    )
    step = Step(_("Say what you saw"), str(asked.asks), _("Save what I saw"), above, fields, do, icon="eye")
    return answer(request, step)


@post_only("console-controls")
@needs_act(Act.AUDIT)
def evidence(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:  # noqa: ARG001 - the button says it all
    """The evidence as a file; that it was read is recorded."""
    row = get_object_or_404(Attestation, pk=id)
    try:
        content = manual.evidence(row, actor=who.actor, now=who.now)
    except FileGone as gone:
        raise Http404 from gone
    return download(content, f"evidence-{row.id}", "application/octet-stream")


def failing(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """The line at home of whoever sees to the installation or audits it. One query."""
    if not any(may_act(policy, act, actor) for act in ACTS):
        return []
    seen = known()
    states = [each.at_time(now) for each in seen.values()]
    broken, unknown = states.count(ControlState.BROKEN), states.count(ControlState.UNKNOWN)
    found = []
    if broken:
        sentence = ngettext("%(count)d control is broken", "%(count)d controls are broken", broken)
        found.append(Need(sentence % {"count": broken}, reverse("console-controls"), "alert", urgent=True))
    if unknown:
        sentence = ngettext("The state of %(count)d control is unknown",
                            "The state of %(count)d controls is unknown", unknown)  # fmt: skip
        found.append(Need(sentence % {"count": unknown}, reverse("console-controls"), "unknown"))
    return found
