"""A transfer in the console: approved by somebody else than who asked for it, and taken once."""

from collections.abc import Callable
from pathlib import Path
from typing import cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from azukari.core.policy_versions.of_request import charters_of
from azukari.core.transfers import spool
from azukari.core.transfers.disclose import approve, decline, is_second
from azukari.core.transfers.finish import WAITS, fetch
from azukari.core.transfers.items import demand_in
from azukari.core.transfers.models import Channel, Transfer, TransferState
from azukari.core.transfers.packing import suffix
from azukari.core.transfers.standing import standing_of
from azukari.features.processors.desk import words
from azukari.features.processors.desk.page import SEE
from azukari.policy.disclose import may_transfer
from azukari.policy.disclose_words import CODES, GROUND_TITLES, told
from azukari.policy.disclosure import DisclosureGround
from azukari.policy.explain import name_categories
from azukari.policy.terms import Act, Answer, Policy
from azukari.shells.staff.acts import Doer, judge, needs_act, page_behind
from azukari.shells.staff.answer import staff_name
from azukari.shells.staff.fields import Questions
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import carry_out


@page_behind(*SEE)
def show(request: HttpRequest, who: Doer, transfer_id: UUID) -> HttpResponse:
    """One transfer: what it is, how far it has come, and what can be done."""
    return _page(request, who, _find(transfer_id))


def _page(
    request: HttpRequest, who: Doer, row: Transfer, form: Questions | None = None, status: int = 200
) -> HttpResponse:
    purpose = charters_of(request).told.purposes.get(row.purpose)
    counts = {state: row.rows.filter(state=state).count() for state in ("moved", "omitted", "withheld")}
    waiting = row.state == TransferState.PROPOSED
    demand, standing = demand_in(row), standing_of(row.recipient_id, case=row.case_id)
    verdict = may_transfer(who.policy, demand, standing=standing, now=who.now) if waiting else None
    untouched = row.channel == Channel.API and row.state == TransferState.APPROVED
    context = {
        "row": row,
        "name": row.recipient.called(who.lang),
        "state": words.WAITS_TO_BE_FETCHED if untouched else words.STATES[row.state],
        "purpose": purpose.title if purpose else _("To do what the law compels us to"),
        "ground": GROUND_TITLES[DisclosureGround(row.ground)],
        "categories": name_categories(who.policy, demand.categories),
        "channel": words.CHANNELS[row.channel],
        "counts": counts,
        "left": [{"count": n, "sentence": _sentence(who.policy, code)} for code, n in sorted(row.left_out.items())],
        "stopped": (words.STOPS.get(row.stop_code) or _sentence(who.policy, row.stop_code))
        if row.state == TransferState.STOPPED
        else "",
        "proposer": staff_name(row.proposed_by),
        "approver": staff_name(row.approved_by),
        "verdict": verdict,
        "may_approve": waiting and bool(judge((Act.APPROVE_DISCLOSURE,), who.actor, who.policy)),
        "is_second": is_second(row, who.actor),
        "may_fetch": row.state == TransferState.READY
        and row.channel == Channel.FILE
        and bool(judge((Act.DISCLOSE,), who.actor, who.policy)),
        "under_way": row.state in (TransferState.APPROVED, TransferState.RUNNING),
        "fetched_until": row.approved_at + WAITS if row.channel == Channel.API and row.approved_at else None,
        "form": form,
    }
    return render(request, "console/recipients/transfer.html", context, status=status)


def _sentence(policy: Policy, code: str) -> object:
    """What an answer's code says, where its words are not at hand any more."""
    if code not in CODES:
        return code
    blank = dict.fromkeys(("recipient", "categories", "purpose", "clauses", "day", "version"), "…")
    return told(policy, Answer.NO, code, "", **blank).sentence


@post_only("console-transfer", "transfer_id")
@needs_act(Act.APPROVE_DISCLOSURE, fresh=True)
def say_yes(request: HttpRequest, who: Doer, transfer_id: UUID) -> HttpResponse:
    """The second person approves."""
    return _pressed(request, who, transfer_id, approve)


@post_only("console-transfer", "transfer_id")
@needs_act(Act.DISCLOSE, Act.APPROVE_DISCLOSURE)
def say_no(request: HttpRequest, who: Doer, transfer_id: UUID) -> HttpResponse:
    """Taken back, or declined."""
    return _pressed(request, who, transfer_id, decline)


@post_only("console-transfer", "transfer_id")
@needs_act(Act.DISCLOSE, fresh=True)
def take(request: HttpRequest, who: Doer, transfer_id: UUID) -> HttpResponse:
    """The sealed file, once."""

    def hand_over(row: Transfer, path: Path) -> HttpResponse:
        file = path.open("rb")
        spool.remove(row.id)  # the open file can still be read to its end
        day = who.policy.organisation.day(row.proposed_at)
        name = f"{row.recipient_id}-{day.isoformat()}{suffix(row)}.age"
        answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/age")
        return cast("HttpResponse", answer)  # it answers like one, a little at a time

    return _pressed(request, who, transfer_id, fetch, hand_over)


def _pressed[T](
    request: HttpRequest,
    who: Doer,
    id: UUID,
    verb: Callable[..., T],
    then: Callable[[Transfer, T], HttpResponse] = lambda row, _done: redirect("console-transfer", row.id),
) -> HttpResponse:
    """Do it, then answer; or the page, with why not."""
    row = _find(id)
    return carry_out(
        request,
        lambda _answers: then(row, verb(row.id, actor=who.actor, now=who.now)),
        lambda form, status: _page(request, who, _find(id), form, status),
    )


def _find(id: UUID) -> Transfer:
    return get_object_or_404(Transfer.objects.select_related("recipient"), id=id)
