"""An application is declined, with a reason out of a closed list; the registration ends, and its time begins to run."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.forms.ending import NotRunning, end_registration
from azukari.core.forms.handling import answered_by_decision
from azukari.core.forms.models import EndedAs
from azukari.core.mail.queue import enqueue
from azukari.features.members.applications import decided
from azukari.features.members.events import DECLINED
from azukari.features.members.held import hold_registration, tell
from azukari.features.members.models import Declined, Membership, MemberState
from azukari.policy.terms import Actor

DECLINED_LETTER = "members:declined"


class IsAMember(Exception):
    """They were admitted, so there is no application any more; a member leaves."""


def decline(submission: UUID, *, reason: Declined, actor: Actor, now: datetime) -> Membership:
    """Decline an application. To do so twice is the same as once; the first reason stays.

    Raises:
        NotAMember, IsAMember: see there; nothing was changed.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        found = Membership.objects.filter(submission=held).first()
        if found and found.state == MemberState.DECLINED:
            return found
        if found:
            raise IsAMember
        declined = Membership.objects.create(
            submission=held,
            person_id=held.person_id,
            form=held.form,
            state=MemberState.DECLINED,
            reason=reason,
            decided_at=now,
        )
        decided([held])
        tell(DECLINED, held, actor=actor, now=now, reason=reason.value)
        answered_by_decision([held], actor=actor, now=now)
        enqueue(DECLINED_LETTER, person=held.person_id, reference=held.id, lang=held.lang, now=now)
        with suppress(NotRunning):
            end_registration(held.id, reason=EndedAs.LAPSED, actor=actor, now=now)
    return declined
