"""What a recipient reads of an instruction, and the token by which its program confirms that it was carried out.

It travels sealed to the recipient's key alone, so whoever has the token could read the instruction.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from azukari.core.policy_versions.current import today
from azukari.core.transfers.instruct import ANSWER_WITHIN, acknowledge
from azukari.core.transfers.models import Instruction
from azukari.lib import instance_secret
from azukari.lib.conflict import InvalidTransition
from azukari.lib.token import TokenError, make, read_by_any
from azukari.policy.terms import Actor, ActorKind

_USE = "acknowledge"
_LASTS = timedelta(days=365)  # a late confirmation is better than none


def content(row: Instruction, values: Mapping[str, Mapping[str, str]] | None = None) -> bytes:
    """What the recipient reads: what to do with what it has of whom, and how to confirm.

    Args:
        values: what is right now, by category and field, where something was corrected.
    """
    told: dict[str, object] = {
        "format": "azukari-instruction",
        "version": 1,
        "instruction": str(row.id),
        "person": str(row.handle),
        "do": row.what,
        "categories": row.categories.split(),
        "purpose": row.purpose or None,
        "confirm_by": today(row.answer_by).isoformat(),
        "confirm_at": f"{settings.AZUKARI.base_url}/api/v1/instructions/{row.id}/acknowledgement",
        "token": make(instance_secret.newest(settings.AZUKARI), _USE, row.id, row.answer_by + _LASTS),
    }
    if values:
        told["values"] = values
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def acknowledge_by_token(id: UUID, token: str, *, now: datetime) -> datetime:
    """The recipient's program confirms, by the token that came sealed with the instruction; again is the same as once.

    Returns:
        when it was confirmed.

    Raises:
        TokenError: that is not the token of an instruction of this id.
    """
    secrets = instance_secret.accepted(settings.AZUKARI, lasts=ANSWER_WITHIN + _LASTS, now=now)
    known = read_by_any(secrets, _USE, token, now=now)
    row = Instruction.objects.filter(id=known).first()
    if row is None or known != id:
        raise TokenError
    if row.acknowledged_at is None:
        with suppress(InvalidTransition):  # it was confirmed this very moment
            acknowledge(id, actor=Actor(ActorKind.RECIPIENT, row.recipient_id), now=now)
        row.refresh_from_db()
    return row.acknowledged_at or now
