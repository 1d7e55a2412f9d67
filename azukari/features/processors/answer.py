"""What a contractor answers behind its link: it accepts the guidelines, or says that it has done what it was told."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.transfers.instruct import acknowledge
from azukari.core.transfers.models import Instruction
from azukari.core.transfers.supervise import accept_guidelines
from azukari.features.processors.call import needs_renewal
from azukari.features.processors.models import Call, Sort
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Actor, ActorKind


def accept(id: UUID, *, by: str, now: datetime) -> None:
    """The contractor accepts the version that the call is about. When this returns, it survives a crash.

    Args:
        by: name and role of whoever signs, as they wrote them.

    Raises:
        LinkClosed: it was used before, is too old, or a newer version has taken its place.
    """
    with transaction.atomic(durable=True):
        call = Call.objects.select_for_update().get(id=id, sort=Sort.GUIDELINES)
        if call.answered_at is not None or needs_renewal(call, now) or call.guidelines_id is None:
            raise LinkClosed(LinkState.USED)
        call.answered_at = now
        call.save(update_fields=["answered_at"])
        accept_guidelines(call.recipient, call.guidelines_id, by=by, method="link", now=now)


def confirm(call: Call, instructions: Collection[UUID], *, now: datetime) -> int:
    """The recipient has done these; each is confirmed once. What is not its own stays as it is.

    Returns:
        how many were confirmed now.

    Raises:
        LinkClosed: the link is too old.
    """
    if call.expired(now):
        raise LinkClosed(LinkState.EXPIRED)
    own = Instruction.objects.filter(recipient=call.recipient_id, id__in=instructions, acknowledged_at__isnull=True)
    done = 0
    for row in list(own.order_by("created_at").values_list("id", flat=True)):
        with suppress(InvalidTransition):  # confirmed by somebody else a moment ago
            acknowledge(row, actor=Actor(ActorKind.RECIPIENT, call.recipient_id), now=now)
            done += 1
    return done
