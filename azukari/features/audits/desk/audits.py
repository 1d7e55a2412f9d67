"""Audits at the desk: the plan of the year, and one audit from its beginning to its end on one page."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from azukari.core.accounts.who import names
from azukari.core.appearance.download import download
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.proof import NotIntegrated, prove
from azukari.core.ledger.reading import recorded
from azukari.core.policy_versions.current import today
from azukari.features.audits import audits as verbs
from azukari.features.audits import independence
from azukari.features.audits.checklist import words_of
from azukari.features.audits.models import Audit, AuditAnswer, AuditState
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind, needs_act, page_behind
from azukari.shells.staff.fields import Answers, Fields, One, Questions, Text
from azukari.shells.staff.overtaken import LastChange, remark, version_of
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.refusals import refused
from azukari.shells.staff.staff_timeline import each_in_words
from azukari.shells.staff.step import ask, carry_out


def outcomes() -> list[tuple[str, str]]:
    """What an auditor can say of a question, in the language of the moment."""
    return [("conforms", _("in order")), ("observation", _("could be better")), ("breach", _("not in order"))]


@page_behind(Act.AUDIT)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """The plan of this year, and the audits before."""
    rows = list(Audit.objects.order_by("-year", "planned_on"))
    known = names([row.auditor for row in rows])
    year = who.today.year
    context = {
        "audits": [(row, _title(who, row.duty), known.get(row.auditor, "")) for row in rows],
        "year": year,
        "to_plan": set(who.policy.duties) - {row.duty for row in rows if row.year == year},
        "today": who.today,
    }
    return render(request, "assurance/desk/audits.html", context)


def _title(who: Doer, duty: str) -> str:
    return who.policy.duties[duty].title[who.lang] if duty in who.policy.duties else duty


@post_only("console-audits")
@needs_act(Act.AUDIT)
def plan(request: HttpRequest, who: Doer) -> HttpResponse:  # noqa: ARG001 - the button says it all
    """Plan an audit of every duty for this year."""
    verbs.plan_year(who.today.year, who.policy, actor=who.actor, now=who.now)
    return redirect("console-audits")


@form_behind(Act.AUDIT)
def one(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """One audit; while it is under way, its auditor answers here."""
    audit = get_object_or_404(Audit, pk=id)
    rows = list(audit.answers.order_by("question"))
    day = today(audit.begun_at or who.now)
    fields = _fields(rows, audit.words, who.lang, day)

    saved: list[Questions] = []

    def page(form: Questions, status: int) -> HttpResponse:
        if saved:  # what is saved is no change by somebody else when the page is sent once more
            remark(form, saved[-1])
        return _page(request, who, audit, rows, form, status)

    def stored() -> Questions:
        return Questions(_fields(list(audit.answers.order_by("question")), audit.words, who.lang, day))

    def do(answers: Answers) -> HttpResponse:
        told = {row.question: (answers[f"{row.question}-is"], answers[f"{row.question}-words"]) for row in rows}
        version = version_of(request, audit.version)
        try:
            verbs.answer(id, told, words=answers["words"], version=version, actor=who.actor, now=who.now)
        except independence.Independence as refusal:
            return refused(request, refusal.verdict)
        audit.refresh_from_db()
        saved.append(stored())
        if "close" in request.POST:
            try:
                verbs.close(id, actor=who.actor, now=who.now)
            except verbs.Unanswered as lacking:
                faults = {f"{question}-is": _("Choose one.") for question in lacking.questions}
                faults |= {f"{question}-words": _("Write what is not in order.") for question in lacking.wordless}
                raise ValidationError(faults) from lacking
        return redirect("console-audit", id=id)

    return ask(request, fields, do, page, last=LastChange())


def _fields(rows: list[AuditAnswer], conclusion: str, lang: str, day: date) -> Fields:
    found: dict[str, One | Text] = {}
    options = [(value, capfirst(words)) for value, words in outcomes()]
    for row in rows:
        label = _("What do you see?") if row.entry else words_of(row.question, lang, day) or row.question
        found[f"{row.question}-is"] = One(label, options, required=False, usual=row.outcome, shown="radios")
        found[f"{row.question}-words"] = Text(
            _("In a few words"), rows=2, required=False, max_length=1000, initial=row.words
        )
    return found | {"words": Text(_("What you conclude"), rows=3, required=False, max_length=2000, initial=conclusion)}


def _page(
    request: HttpRequest, who: Doer, audit: Audit, rows: list[AuditAnswer], form: Questions, status: int
) -> HttpResponse:
    entries = {each.id: each for each in recorded([row.entry for row in rows if row.entry])}
    audited = who.policy.duties.get(audit.duty)
    purposes = audited.purposes if audited else frozenset[str]()
    told = each_in_words([*entries.values()], policy=who.policy, purposes=purposes)
    mine = audit.state == AuditState.UNDER_WAY and (
        audit.auditor == actor_reference(who.actor) or independence.stands_in(audit, who.actor, who.now)
    )
    verdict = independence.judge(audit, who.actor, who.now) if audit.state == AuditState.PLANNED else None
    context = {
        "audit": audit,
        "title": _title(who, audit.duty),
        "auditor": names([audit.auditor]).get(audit.auditor, "–"),
        "form": form,
        "asked": [
            (
                form[f"{row.question}-is"],
                form[f"{row.question}-words"],
                row,
                entries.get(row.entry) if row.entry else None,
                told.get(row.entry) if row.entry else None,
            )
            for row in rows
        ],
        "answering": mine,
        "verdict": verdict,
        "found": list(audit.findings.order_by("opened_at")),
        "outcomes": dict(outcomes()),
    }
    return render(request, "assurance/desk/audit.html", context, status=status)


@post_only("console-audit", "id")
@needs_act(Act.AUDIT)
def begin(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """Begin it: nobody audits their own duty."""
    audit = get_object_or_404(Audit, pk=id)

    def do(_answers: Answers) -> HttpResponse:
        try:
            verbs.begin(id, who.policy, actor=who.actor, now=who.now)
        except independence.Independence as refusal:
            return refused(request, refusal.verdict)
        return redirect("console-audit", id=id)

    return carry_out(request, do, lambda form, status: _page(request, who, audit, [], form, status))


@page_behind(Act.AUDIT)
def proof(request: HttpRequest, who: Doer, id: UUID, entry: UUID) -> HttpResponse:  # noqa: ARG001 - the door asks
    """The proof file of an entry of the sample, which anybody checks offline."""
    if not AuditAnswer.objects.filter(audit_id=id, entry=entry).exists():
        raise Http404
    try:
        return download(prove(entry), f"{entry}.tlog-proof", "text/plain; charset=utf-8")
    except NotIntegrated as error:
        raise Http404 from error
