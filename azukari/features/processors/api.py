"""The HTTP API for the programs of recipients: an instruction is confirmed by the token that came sealed with it.

Whoever can read the instruction has the recipient's own key, so the token needs no second proof. It is good for that
one instruction, and does nothing but confirm it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from azukari.core.forms.api_shapes import Detail, Errors
from azukari.core.transfers.confirming import acknowledge_by_token
from azukari.lib.token import TokenError

router = Router()


class Acknowledgement(Schema):
    """The recipient has done what it was told."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=100, description="As written in the instruction.")


class Acknowledged(Schema):
    """It is recorded, and the person can see it."""

    instruction: UUID
    acknowledged: datetime = Field(description="When it was confirmed first.")


@router.post(
    "instructions/{id}/acknowledgement",
    response={200: Acknowledged, 400: Detail, 404: Detail, 422: Errors},
    summary="Confirm an instruction by its token",
)
def acknowledge(request: HttpRequest, id: UUID, body: Acknowledgement) -> Any:  # noqa: ARG001
    """To confirm it again changes nothing."""
    try:
        at = acknowledge_by_token(id, body.token, now=timezone.now())
    except TokenError as error:
        raise HttpError(404, _("There is no instruction that this token confirms.")) from error
    return {"instruction": id, "acknowledged": at}
