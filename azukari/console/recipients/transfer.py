"""A transfer in the console: seen beforehand in sentences, proposed, approved by somebody else, taken once."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from azukari.console.acts import Doer, judge, needs_act
from azukari.console.editor.answer import Problem, staff_name
from azukari.console.recipients import words
from azukari.console.recipients.page import SEE, find, name_of
from azukari.console.recipients.sheet import Ask, Choice, Sheet, read
from azukari.console.refusals import refused
from azukari.disclosure import parts
from azukari.disclosure.disclose import Preview, Wish, approve, decline, is_second
from azukari.disclosure.finish import WAITS, fetch
from azukari.disclosure.items import demand_in
from azukari.disclosure.models import Channel, PreviewOrder, Recipient, Sort, State, Transfer
from azukari.disclosure.previews import look, propose_looked, result_of
from azukari.disclosure.standing import standing_of
from azukari.disclosure.trouble import NotNow
from azukari.policy.disclose import may_transfer
from azukari.policy.disclose_words import CODES, GROUND_TITLES, told
from azukari.policy.disclosure import LEGAL_DUTY, DisclosureGround
from azukari.policy.explain import name_categories
from azukari.policy.terms import Act, Answer, Category, Policy, Verdict
from azukari.vault.refusal import Refused

REFRESH = 4
"""Seconds until a page on which something moves is asked for again."""


@dataclass(frozen=True, slots=True)
class Left:
    """Some who were left out, and why."""

    count: int
    sentence: object


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.DISCLOSE, fresh=True)
def begin(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:
    """Choose what for and which data; see what would go; ask for the second person's yes."""
    recipient = find(slug)
    asks = _asks(recipient, who)
    if request.method != "POST":
        return _form(request, recipient, Sheet(asks))
    sheet = read(asks, request.POST)
    if sheet.problems:
        return _form(request, recipient, sheet, status=422)
    wish = Wish(
        slug,
        LEGAL_DUTY if sheet.text("ground") == DisclosureGround.LAW else sheet.text("purpose"),
        frozenset(Category(c) for c in sheet.chosen("categories")),
        sheet.text("ground"),
        UUID(sheet.text("case")) if sheet.text("case") else None,
    )
    seen = look(wish, actor=who.actor, now=who.now)
    if isinstance(seen, Verdict):
        return _seen(request, recipient, Preview(seen))
    return redirect("console-transfer-preview", seen.id)


@require_safe
@needs_act(Act.DISCLOSE)
def foresee(request: HttpRequest, who: Doer, preview_id: UUID) -> HttpResponse:
    """What would go; while many people are looked at, how far that is."""
    row = PreviewOrder.objects.select_related("recipient").filter(id=preview_id).first()
    if row is None:
        raise Http404
    if row.finished_at is None:
        context = {
            "row": row,
            "recipient": row.recipient,
            "share": round(100 * row.judged / row.total) if row.total else 0,
        }
        response = render(request, "console/recipients/preview.html", context)
        response.headers["Refresh"] = str(REFRESH)
        return response
    return _seen(request, row.recipient, result_of(row, now=who.now), row, who)


@require_POST
@needs_act(Act.DISCLOSE, fresh=True)
def ask(request: HttpRequest, who: Doer, preview_id: UUID) -> HttpResponse:
    """Ask for the second person's yes, to what was seen."""
    row = PreviewOrder.objects.select_related("recipient").filter(id=preview_id).first()
    if row is None:  # asked for already, in another window perhaps
        return redirect("console-recipients")
    if row.finished_at is None:
        return redirect("console-transfer-preview", row.id)
    try:
        transfer = propose_looked(row, actor=who.actor, now=who.now)
    except Refused as refusal:
        return refused(request, refusal.verdict)
    except NotNow as trouble:
        problem = Problem("", trouble.sentence[who.lang])
        return _seen(request, row.recipient, result_of(row, now=who.now), row, who, problem)
    return redirect("console-transfer", transfer.id)


def _asks(recipient: Recipient, who: Doer) -> list[Ask]:
    policy, lang = who.policy, who.lang
    entry = policy.recipients.get(recipient.slug)
    authority = recipient.sort == Sort.AUTHORITY
    categories = entry.categories if entry else frozenset(policy.categories)
    grounds = {
        Sort.AUTHORITY: [DisclosureGround.LAW],
        Sort.CONTRACTOR: [DisclosureGround.CONTRACT, DisclosureGround.CONSENT],
        Sort.THIRD_PARTY: [DisclosureGround.CONSENT],
    }[Sort(recipient.sort)]
    asks = [
        Ask(
            "ground",
            _("On which ground"),
            "choice",
            choices=tuple(Choice(g.value, GROUND_TITLES[g][lang], g is grounds[0]) for g in grounds),
        )
    ]
    if authority:
        cases = [Choice(str(c.id), c.citation or str(c.id)) for c in recipient.cases.filter(closed_at__isnull=True)]
        asks.append(Ask("case", _("Case"), "choice", choices=tuple(cases)))
    elif entry:
        titles = [Choice(p, policy.purposes[p].title[lang], n == 0) for n, p in enumerate(entry.purposes)]
        asks.append(Ask("purpose", _("What for"), "choice", choices=tuple(titles)))
    asks.append(
        Ask(
            "categories",
            _("Which data"),
            "choices",
            hint=_("Only what is needed. The newest of each kind goes, and nothing else."),
            choices=tuple(Choice(c.value, policy.categories[c][lang]) for c in policy.categories if c in categories),
        )
    )
    return asks


def _form(request: HttpRequest, recipient: Recipient, sheet: Sheet, *, status: int = 200) -> HttpResponse:
    context = {"recipient": recipient, "asks": sheet.asks, "errors": sheet.problems}
    return render(request, "console/recipients/transfer_begin.html", context, status=status)


def _seen(
    request: HttpRequest,
    recipient: Recipient,
    seen: Preview,
    row: PreviewOrder | None = None,
    who: Doer | None = None,
    *problems: Problem,
) -> HttpResponse:
    asked_for = row.categories.split() if row else []
    context = {
        "recipient": recipient,
        "row": row,
        "seen": seen,
        "left": [Left(count, seen.answers[code].sentence) for code, count in sorted(seen.left_out.items())],
        "asked_for": [who.policy.categories[Category(c)] for c in asked_for] if who else [],
        "errors": list(problems),
    }
    return render(request, "console/recipients/transfer_seen.html", context, status=409 if problems else 200)


@require_safe
@needs_act(*SEE)
def show(request: HttpRequest, who: Doer, transfer_id: UUID) -> HttpResponse:
    """One transfer: what it is, how far it has come, and what can be done."""
    return _page(request, who, _find(transfer_id))


def _page(request: HttpRequest, who: Doer, row: Transfer, *problems: Problem, status: int = 200) -> HttpResponse:
    purpose = who.policy.purposes.get(row.purpose)
    counts = {state: row.rows.filter(state=state).count() for state in ("moved", "omitted", "withheld")}
    waiting = row.state == State.PROPOSED
    demand, standing = demand_in(row), standing_of(row.recipient_id, case=row.case_id)
    verdict = may_transfer(who.policy, demand, standing=standing, now=who.now) if waiting else None
    untouched = row.channel == Channel.API and row.state == State.APPROVED
    context = {
        "row": row,
        "name": name_of(row.recipient, who.lang),
        "state": words.WAITS_TO_BE_FETCHED if untouched else words.STATES[row.state],
        "purpose": purpose.title if purpose else _("To do what the law compels us to"),
        "ground": GROUND_TITLES[DisclosureGround(row.ground)],
        "categories": name_categories(who.policy, demand.categories),
        "channel": words.CHANNELS[row.channel],
        "counts": counts,
        "left": [Left(count, _sentence(who.policy, code)) for code, count in sorted(row.left_out.items())],
        "stopped": _stop(who.policy, row),
        "proposer": staff_name(row.proposed_by),
        "approver": staff_name(row.approved_by),
        "verdict": verdict,
        "may_approve": waiting and bool(judge((Act.APPROVE_DISCLOSURE,), who.actor, who.policy)),
        "is_second": is_second(row, who.actor),
        "may_fetch": row.state == State.READY
        and row.channel == Channel.FILE
        and bool(judge((Act.DISCLOSE,), who.actor, who.policy)),
        "under_way": row.state in (State.APPROVED, State.RUNNING),
        "fetched_until": row.approved_at + WAITS if row.channel == Channel.API and row.approved_at else None,
        "errors": list(problems),
    }
    return render(request, "console/recipients/transfer.html", context, status=status)


def _sentence(policy: Policy, code: str) -> object:
    """What an answer's code says, where its words are not at hand any more."""
    if code not in CODES:
        return code
    blank = dict.fromkeys(("recipient", "categories", "purpose", "clauses", "day", "version"), "…")
    return told(policy, Answer.NO, code, "", **blank).sentence


def _stop(policy: Policy, row: Transfer) -> object:
    if row.state != State.STOPPED:
        return ""
    return words.STOPS.get(row.stop_code) or _sentence(policy, row.stop_code)


@require_POST
@needs_act(Act.APPROVE_DISCLOSURE, fresh=True)
def say_yes(request: HttpRequest, who: Doer, transfer_id: UUID) -> HttpResponse:
    """The second person approves."""
    row = _find(transfer_id)
    try:
        approve(row.id, actor=who.actor, now=who.now)
    except Refused as refusal:
        return refused(request, refusal.verdict)
    except NotNow as trouble:
        return _page(request, who, _find(transfer_id), Problem("", trouble.sentence[who.lang]), status=409)
    return redirect("console-transfer", row.id)


@require_POST
@needs_act(Act.DISCLOSE, Act.APPROVE_DISCLOSURE)
def say_no(request: HttpRequest, who: Doer, transfer_id: UUID) -> HttpResponse:
    """Taken back, or declined."""
    row = _find(transfer_id)
    try:
        decline(row.id, actor=who.actor, now=who.now)
    except NotNow as trouble:
        return _page(request, who, _find(transfer_id), Problem("", trouble.sentence[who.lang]), status=409)
    return redirect("console-transfer", row.id)


@require_POST
@needs_act(Act.DISCLOSE, fresh=True)
def take(request: HttpRequest, who: Doer, transfer_id: UUID) -> HttpResponse:
    """The sealed file, once."""
    row = _find(transfer_id)
    try:
        path = fetch(row.id, actor=who.actor, now=who.now)
    except Refused as refusal:
        return refused(request, refusal.verdict)
    except NotNow as trouble:
        return _page(request, who, _find(transfer_id), Problem("", trouble.sentence[who.lang]), status=409)
    file = path.open("rb")
    parts.remove(row.id)  # the open file can still be read to its end
    name = f"{row.recipient_id}-{row.proposed_at:%Y-%m-%d}.age"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/age")
    return cast("HttpResponse", answer)  # it answers like one, a little at a time


def _find(id: UUID) -> Transfer:
    row = Transfer.objects.select_related("recipient").filter(id=id).first()
    if row is None:
        raise Http404
    return row
