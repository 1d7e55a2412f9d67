"""The HTTP API for recipients: they fetch what was approved for them, and confirm what they were told to do.

A token asks no question of its own. What goes is a transfer that one person here proposed and another approved; the
gate decides at each page, writes each entry, and only then does the page leave.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Router

from azukari.core.forms.api_shapes import Detail, Errors, Problem
from azukari.core.policy_versions.current import today
from azukari.core.transfers.content import by_category
from azukari.core.transfers.finish import WAITS
from azukari.core.transfers.instruct import acknowledge, open_for
from azukari.core.transfers.models import Instruction, Transfer
from azukari.core.transfers.pull import pull, waiting_for
from azukari.core.transfers.tokens import Bearer
from azukari.core.vault.refusal import Refused
from azukari.features.processors.desk.api_shapes import (
    ConfirmedInstruction,
    OpenInstructions,
    PageAsked,
    TransferPage,
    WaitingTransfers,
)
from azukari.features.processors.desk.api_token import RecipientToken
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Text
from azukari.shells.api.errors import Unasked, problem

router = Router(auth=RecipientToken(), tags=["recipients"])
_ANSWERS: dict[int, Any] = {401: Detail, 422: Errors, 429: Detail}
_DONE: dict[int, Any] = {**_ANSWERS, 400: Detail, 404: Detail, 409: Problem}


@router.get("transfers", response={200: WaitingTransfers, **_ANSWERS}, summary="List the transfers waiting for you")
def list_transfers(request: HttpRequest) -> Any:
    """What was approved for the recipient of the token, and has not been fetched to its end."""
    who = _asker(request)
    items = [
        {
            "id": row.id,
            "purpose": row.purpose,
            "ground": row.ground,
            "categories": row.categories.split(),
            "policy": row.charter_id,
            "approved_at": row.approved_at,
            "until": row.approved_at + WAITS if row.approved_at else None,
            "people": row.people,
            "after": row.part,
        }
        for row in waiting_for(who)
    ]
    return {"items": items}


@router.post(
    "transfers/{id}/pages", response={200: TransferPage, **_DONE, 403: Problem}, summary="Fetch a page of a transfer"
)
def fetch_page(request: HttpRequest, id: UUID, body: PageAsked) -> Any:
    """Asking for the next page says that the last one arrived; until then it can be asked for again. Refusals of the
    gate are recorded, and stop the transfer.
    """
    who = _asker(request)
    try:
        page = pull(id, after=body.after, bearer=who, clock=timezone.now)
    except Transfer.DoesNotExist:
        return 404, {"detail": _("No such transfer is ready for you. GET /api/v1/transfers lists them.")}
    except Refused as refusal:
        no = refusal.verdict
        told, remedy = _said(no.sentence), _said(no.remedy or {})
        return problem(403, _("The gate says no"), told, no.code, clause=no.clause, remedy=remedy)
    except InvalidTransition as trouble:
        return _does_not_fit(trouble)
    people = [{"person": handle, "values": by_category(values)} for handle, values in page.people]
    return {"transfer": id, "number": page.number, "people": people, "end": page.end}


@router.get("instructions", response={200: OpenInstructions, **_ANSWERS}, summary="List your instructions")
def list_instructions(request: HttpRequest) -> Any:
    """What has not been confirmed yet, the oldest first."""
    who = _asker(request)
    items = [
        {
            "id": row.id,
            "person": row.handle,
            "do": row.what,
            "categories": row.categories.split(),
            "purpose": row.purpose or None,
            "confirm_by": today(row.answer_by),
        }
        for row in open_for(who.token.recipient_id)
    ]
    return {"items": items}


@router.post("instructions/{id}/done", response={200: ConfirmedInstruction, **_DONE}, summary="Confirm that it is done")
def confirm(request: HttpRequest, id: UUID) -> Any:
    """The recipient has corrected, stopped or erased what the instruction names."""
    who, now = _asker(request), timezone.now()
    if not Instruction.objects.filter(id=id, recipient_id=who.token.recipient_id).exists():
        return 404, {"detail": _("There is no such instruction. GET /api/v1/instructions lists them.")}
    try:
        row = acknowledge(id, actor=who.actor, now=now)
    except InvalidTransition as trouble:
        return _does_not_fit(trouble)
    return {"id": row.id, "confirmed_at": row.acknowledged_at}


def _asker(request: HttpRequest) -> Bearer:
    """Who asks.

    Raises:
        Unasked: the address asks for more than there is to ask; nothing is silently left out.
    """
    if request.GET:
        raise Unasked(sorted(request.GET))
    found: Bearer = request.auth  # type: ignore[attr-defined] # ninja puts it there
    return found


def _said(sentence: Text) -> str:
    """In the language of the answer."""
    return sentence.get(translation.get_language() or "ja") or next(iter(sentence.values()), "")


def _does_not_fit(trouble: InvalidTransition) -> HttpResponse:
    return problem(409, _("It does not fit now"), _said(trouble.sentence), trouble.code)
