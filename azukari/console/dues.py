"""What members paid, as a person's page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from azukari.forms.models import State, Submission
from azukari.members.models import Payment
from azukari.members.payments import payments_of
from azukari.policy.terms import FormKind


@dataclass(frozen=True, slots=True)
class Dues:
    """A member's registration with what was paid on it."""

    submission: UUID
    payments: Sequence[Payment]


def dues(submissions: Sequence[Submission]) -> list[Dues]:
    """Of the registrations that the reader may know of, those of members. One query where there are any."""
    members = [s.id for s in submissions if s.kind == FormKind.MEMBERSHIP and s.state == State.ACCEPTED]
    found = payments_of(members) if members else {}
    return [Dues(id, found.get(id, [])) for id in members]
