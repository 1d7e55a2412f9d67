"""What programs of staff do with a membership over the HTTP API: pause it, end the pause, and take somebody in again.
By a token of a duty that serves the form; a member is named by their number.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from azukari.core.accounts.tokens import Bearer
from azukari.core.forms.api_shapes import Detail, Errors, Problem
from azukari.features.members.admit import AlreadyAMember
from azukari.features.members.held import NotAMember
from azukari.features.members.models import Membership, MemberState
from azukari.features.members.pause import NotPaused, end_pause, pause
from azukari.features.members.reinstate import NotReinstated, reinstate
from azukari.features.members.ways import REGISTER
from azukari.features.members.words import PAUSE_WORDS
from azukari.policy.terms import FormKind
from azukari.shells.api.errors import problem
from azukari.shells.api.staff_form import Refusal, does, form_asked
from azukari.shells.api.staff_token import StaffToken

router = Router(auth=StaffToken(), tags=["staff"])
_ANSWERS: dict[int, Any] = {400: Detail, 401: Detail, 403: Refusal, 404: Detail, 409: Problem, 422: Errors, 429: Detail}
type Number = Annotated[int, Field(ge=1, le=9_999_999)]


class MemberNamed(Schema):
    """Of which form."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(max_length=64)


class PauseWished(MemberNamed):
    """From which day to which, both of them counted."""

    begins: date
    ends: date


class MembershipNow(Schema):
    """State of the membership afterwards."""

    number: int
    state: str


@router.post("members/{number}/pause", response={200: MembershipNow, **_ANSWERS}, summary="Pause a membership")
@does(REGISTER)
def pause_one(request: HttpRequest, number: Number, body: PauseWished) -> Any:
    """Sending the same days again changes nothing."""
    return _do(request, number, body, partial(pause, begins=body.begins, ends=body.ends))


@router.post("members/{number}/pause/end", response={200: MembershipNow, **_ANSWERS}, summary="End a pause")
@does(REGISTER)
def end_one(request: HttpRequest, number: Number, body: MemberNamed) -> Any:
    """A running pause ends today; a planned one is cancelled. If there is none, nothing changes."""
    return _do(request, number, body, end_pause)


@router.post("members/{number}/reinstatement", response={200: MembershipNow, **_ANSWERS}, summary="Reinstate a member")
@does(REGISTER)
def reinstate_one(request: HttpRequest, number: Number, body: MemberNamed) -> Any:
    """For members whose membership lapsed or was ended by staff. For current members nothing changes."""
    return _do(request, number, body, reinstate)


def _do(request: HttpRequest, number: int, body: MemberNamed, verb: Callable[..., object]) -> Any:
    form = form_asked(request, body, FormKind.MEMBERSHIP)
    found: Bearer = request.auth  # type: ignore[attr-defined] # ninja puts it there
    own = Membership.objects.filter(form=form.slug, number=number).order_by("-decided_at")
    member = own.filter(state=MemberState.ADMITTED).first() or own.first()
    nobody = 404, {"detail": _("No member of that number runs. GET /api/v1/members lists them.")}
    if member is None:
        return nobody
    try:
        verb(member.pk, actor=found.actor, now=timezone.now())
    except NotAMember:
        return nobody
    except NotPaused as no:
        return _problem(str(PAUSE_WORDS[no.why.value]), no.why.value)
    except NotReinstated:
        return _problem(_("They left themselves, or the time has passed. They apply again."), "not-reinstated")
    except AlreadyAMember:
        return _problem(_("There is a membership already. Nothing was changed."), "already")
    member.refresh_from_db()
    return {"number": number, "state": member.state}


def _problem(detail: str, code: str) -> HttpResponse:
    return problem(409, _("It does not fit now"), detail, code)
