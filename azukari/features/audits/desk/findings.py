"""Findings at the desk: the list, one finding, and its few steps."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from azukari.core.accounts.who import colleagues, names
from azukari.core.ledger.events import actor_reference
from azukari.features.audits import audits, independence
from azukari.features.audits import findings as verbs
from azukari.features.audits.desk.controls import PAGES, doubts_of
from azukari.features.audits.models import Finding
from azukari.features.audits.observe import keep_one
from azukari.lib.control import claims
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind, needs_act, page_behind
from azukari.shells.staff.due_day import DueDay
from azukari.shells.staff.fields import Answers, Fields, One, Questions, Text
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.refusals import refused
from azukari.shells.staff.step import Step, answer, carry_out

ACTS = (Act.OPERATE, Act.AUDIT, Act.POLICY_EDIT, Act.SUPERVISE, Act.RIGHTS)
_MOST = 100


@page_behind(*ACTS)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """What is open, what waits for words or a judgement, what is closed."""
    open_ones = list(Finding.objects.filter(closed_at__isnull=True).order_by("due", "opened_at")[:_MOST])
    ended = list(Finding.objects.filter(closed_at__isnull=False).order_by("-closed_at")[:_MOST])
    waiting = [row for row in open_ones if row.passed_at and not row.cause]
    unfinished = waiting + [row for row in ended if not row.cause or _is_to_judge(row, who)]
    context = {
        "open": [row for row in open_ones if row not in waiting],
        "open_count": len(open_ones),
        "unfinished": unfinished,
        "closed": [row for row in ended if row not in unfinished],
    }
    return render(request, "assurance/desk/findings.html", context)


def _is_to_judge(row: Finding, who: Doer) -> bool:
    return row.closed_at is not None and row.is_effective is None and who.now >= row.closed_at + verbs.SETTLES


def _row(id: UUID) -> Finding:
    return get_object_or_404(Finding.objects.select_related("audit"), pk=id)


@page_behind(*ACTS)
def one(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """One finding."""
    return _page(request, who, _row(id))


def _page(
    request: HttpRequest, who: Doer, row: Finding, form: Questions | None = None, status: int = 200
) -> HttpResponse:
    claim = claims().get(row.control)
    me = actor_reference(who.actor)
    context = {
        "row": row,
        "form": form,
        "mine": row.owner == me,
        "own": me in (row.owner, row.mended_by),
        "alone": [reference for reference, _name in colleagues()] == [me],
        "claim": gettext(claim) if claim else row.control,
        "mended_at": PAGES.get(row.control, ""),
        "doubts": doubts_of(row.control, who.now) if row.closed_at is None else (),
        "auditor": _somebody_else(row, who),
        "owner": names([row.owner]).get(row.owner, row.owner),
        "judged_from": row.closed_at + verbs.SETTLES if row.closed_at else None,
        "may_judge": _is_to_judge(row, who) and me not in (row.owner, row.mended_by),
    }
    return render(request, "assurance/desk/finding.html", context, status=status)


def _somebody_else(row: Finding, who: Doer) -> str:
    """The auditor who looks at it again, where that is not the reader."""
    mine = row.audit is None or row.audit.auditor == actor_reference(who.actor)
    if row.audit is None or mine or row.closed_at or independence.stands_in(row.audit, who.actor, who.now):
        return ""
    return names([row.audit.auditor]).get(row.audit.auditor, "–")


@form_behind(*ACTS)
def plan(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """Why it came about, what is done about it, by whom, until when."""
    row = _row(id)

    def do(answers: Answers, version: int) -> str:
        verbs.plan(
            id,
            cause=answers["cause"],
            action=answers["action"],
            owner=answers["owner"],
            due=answers["due"],
            version=version,
            actor=who.actor,
            now=who.now,
        )
        return reverse("console-finding", args=[id])

    here = actor_reference(who.actor)
    fields: Fields = {
        "cause": Text(_("Cause"), rows=3, max_length=1000, initial=row.cause,
                      help_text=_("Why could it happen? Ask why once more.")),
        "action": Text(_("Measures"), rows=3, max_length=1000, initial=row.action),
        "owner": One(_("Who sees to it"), colleagues(), initial=row.owner or here),
        "due": DueDay(_("Due on"), today=who.today, initial=row.due),
    }  # fmt: skip
    above = ((reverse("console-findings"), _("Findings")), (reverse("console-finding", args=[id]), row.title))
    title = _("Change the cause and what is done") if row.cause else _("Say the cause and what is done")
    step = Step(title, row.words, _("Save"), above, fields, do, version=row.version, icon="pen", last=LastChange())
    return answer(request, step)


@post_only("console-finding", "id")
@needs_act(*ACTS)
def mended(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """Whoever sees to it says that it is mended; the re-test decides."""
    row = _row(id)

    def do(_answers: Answers) -> HttpResponse:
        verbs.say_mended(id, actor=who.actor, now=who.now)
        return redirect("console-finding", id=id)

    return carry_out(request, do, lambda form, status: _page(request, who, row, form, status))


@post_only("console-finding", "id")
@needs_act(*ACTS)
def retest(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """Run the same control again now; for a finding of an audit, its auditor says that it holds."""
    row = _row(id)

    def do(_answers: Answers) -> HttpResponse:
        if row.audit is None:
            keep_one(verbs.retest(row, actor=who.actor, now=who.now), who.now, by=actor_reference(who.actor))
            return redirect("console-finding", id=id)
        try:
            audits.retest(row, actor=who.actor, now=who.now)
        except independence.Independence as refusal:
            return refused(request, refusal.verdict)
        return redirect("console-finding", id=id)

    return carry_out(request, do, lambda form, status: _page(request, who, _row(id), form, status))


@post_only("console-finding", "id")
@needs_act(*ACTS)
def judge(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """Whether the mending held."""
    _row(id)

    def do(_answers: Answers) -> HttpResponse:
        verbs.judge(id, is_effective=request.POST.get("held") == "yes", actor=who.actor, now=who.now)
        return redirect("console-finding", id=id)

    return carry_out(request, do, lambda form, status: _page(request, who, _row(id), form, status))
