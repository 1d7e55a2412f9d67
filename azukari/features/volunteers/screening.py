"""Screening: what is looked at before somebody comes, as a state for each requirement. No document is kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from azukari.core.forms.events import about
from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import Submission
from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import at
from azukari.core.vault.trail import record_about
from azukari.features.volunteers.events import CLEARED, REQUIREMENT_SET, UNCLEARED
from azukari.features.volunteers.held import NotAVolunteer, running
from azukari.features.volunteers.models import Clearance, Requirement, Shift
from azukari.features.volunteers.rules import holds_until
from azukari.policy.terms import Actor


def requirements_of(form: str) -> Sequence[Requirement]:
    """What may have to be looked at, in the order in which it was thought of."""
    return list(Requirement.objects.filter(form=form).order_by("made_at", "id"))


def set_requirement(requirement: Requirement, *, actor: Actor, now: datetime) -> None:
    """Keep a requirement, a new one or a changed one. What was looked at before holds as long as it did."""
    with transaction.atomic(durable=True):
        requirement.save()
        record(done_by(actor, REQUIREMENT_SET, form=requirement.form, requirement=requirement.id), now=now)


def clear(requirement: UUID, *, submission: UUID, actor: Actor, now: datetime, cleared: bool = True) -> None:
    """Note that it was looked at today; or take that back, also of a registration that has ended meanwhile: it counts
    for the person as long as it is there.

    Raises:
        NotAVolunteer: there is no such registration, or no such requirement of its form.
    """
    with transaction.atomic(durable=True):
        held = hold_submission(submission)
        held = running(held) if cleared else held
        wanted = Requirement.objects.filter(id=requirement, form=held.form).first() if held else None
        if held is None or wanted is None:
            raise NotAVolunteer
        if cleared:
            today = at(held.charter_id).policy.organisation.day(now)
            until = holds_until(today, wanted.months)
            values = {"person_id": held.person_id, "cleared_on": today, "until": until}
            Clearance.objects.update_or_create(requirement=wanted, submission=held, defaults=values)
            record_about([about(CLEARED, held, by=actor, requirement=wanted.id)], now=now)
        elif Clearance.objects.filter(requirement=wanted, submission=held).delete()[0]:
            record_about([about(UNCLEARED, held, by=actor, requirement=wanted.id)], now=now)


def day_of_shift(shift: Shift, held: Submission) -> date:
    """The day on which it begins, where the organisation is."""
    return at(held.charter_id).policy.organisation.day(shift.starts)


def is_cleared(requirement: UUID | None, person: UUID, *, on: date) -> bool:
    """Whether nothing has to be looked at, or it was and holds on that day."""
    if requirement is None:
        return True
    found = Clearance.objects.filter(requirement=requirement, person_id=person)
    return found.filter(Q(until=None) | Q(until__gte=on)).exists()


def cleared_until(person: UUID) -> Mapping[UUID, date]:
    """Until when each requirement holds for somebody. One query."""
    rows = Clearance.objects.filter(person_id=person).values_list("requirement", "until")
    return {requirement: until or date.max for requirement, until in rows}
