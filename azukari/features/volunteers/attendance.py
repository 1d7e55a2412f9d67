"""Attendance: who came to a shift, for how long, and who did not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.shapes import Value
from azukari.core.people.lock import lock_people
from azukari.features.volunteers.events import ABSENT, CAME, OPEN_AGAIN
from azukari.features.volunteers.held import NoSuchShift, tell
from azukari.features.volunteers.models import HAS_A_PLACE, SignUp, SignUpState
from azukari.features.volunteers.rules import may_check_in
from azukari.policy.terms import Actor

_EVENTS = {SignUpState.CAME: CAME, SignUpState.ABSENT: ABSENT, SignUpState.TAKEN: OPEN_AGAIN}
MOST_MINUTES = 24 * 60


class TooEarlyToSay(Exception):
    """The shift has yet to begin."""


def attend(
    sign_up: UUID, state: SignUpState, *, shift: UUID, actor: Actor, now: datetime, minutes: int | None = None
) -> None:
    """Note that somebody came or did not; ``TAKEN`` takes that back. Noted twice is noted once.

    Args:
        minutes: that they gave; as long as the shift is, if nothing else is said.

    Raises:
        NoSuchShift, TooEarlyToSay: see there; nothing was changed.
    """
    with transaction.atomic(durable=True):
        row = _hold(sign_up, shift)
        if not may_check_in(row.shift.span, now=now):
            raise TooEarlyToSay
        gave = (row.shift.minutes if minutes is None else minutes) if state == SignUpState.CAME else None
        if (row.state, row.minutes) == (state, gave):
            return
        row.state, row.minutes = state, gave
        row.save(update_fields=["state", "minutes"])
        more: dict[str, Value] = {"minutes": gave} if gave is not None else {}
        tell(_EVENTS[state], row, actor=actor, now=now, **more)


def _hold(sign_up: UUID, shift: UUID) -> SignUp:
    owner = SignUp.objects.filter(id=sign_up, shift=shift).values_list("person_id", flat=True).first()
    people = lock_people([owner]) if owner else set()
    rows = SignUp.objects.filter(id=sign_up, person__in=people, state__in=HAS_A_PLACE, shift__called_off_at=None)
    row = rows.select_related("shift", "submission").first()
    if row is None:
        raise NoSuchShift
    return row
