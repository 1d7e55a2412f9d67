"""What members paid, as a person's page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from azukari.desk.sections import AtPerson
from azukari.forms.models import State, Submission
from azukari.members.models import Payment
from azukari.members.payments import payments_of
from azukari.policy.terms import FormKind


@dataclass(frozen=True, slots=True)
class Dues:
    """A member's registration with what was paid on it."""

    submission: UUID
    payments: Sequence[Payment]


def section(at: AtPerson) -> Mapping[str, Any] | None:
    """The dues of a member, for the page of a person; None for whoever is none."""
    found = dues(at.submissions)
    today = at.now.astimezone(ZoneInfo(at.policy.organisation.timezone)).date()
    return {"dues": found, "today": today} if found else None


def dues(submissions: Sequence[Submission]) -> list[Dues]:
    """Of the registrations that the reader may know of, those of members. One query where there are any."""
    members = [s.id for s in submissions if s.kind == FormKind.MEMBERSHIP and s.state == State.ACCEPTED]
    found = payments_of(members) if members else {}
    return [Dues(id, found.get(id, [])) for id in members]
