"""A membership's registration, locked after its person, with the calendar of its organisation; and what is recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from azukari.charter.current import at
from azukari.forms.held import hold_submission
from azukari.forms.models import RegistrationEnd, State, Submission
from azukari.ledger.catalogue import Kind
from azukari.ledger.events import Event, actor_reference
from azukari.ledger.shapes import Value
from azukari.members.models import Membership, MemberState, Term, TermState
from azukari.policy.period import day_of
from azukari.policy.terms import Actor, FormKind
from azukari.vault.trail import record_about


class NotAMember(Exception):
    """There is no such registration of a member, or nobody has confirmed it."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A membership that runs, and its newest term that came to pass or may."""

    held: Submission
    membership: Membership
    term: Term


def hold_registration(submission: UUID) -> Submission:
    """A confirmed registration of the membership form, locked until the end of the caller's transaction.

    Raises:
        NotAMember: see there.
    """
    held = hold_submission(submission)
    if held is None or (held.kind, held.state) != (FormKind.MEMBERSHIP, State.ACCEPTED):
        raise NotAMember
    return held


def hold_admitted(submission: UUID) -> Admitted:
    """A membership that runs, locked likewise.

    Raises:
        NotAMember: it is none, or it has ended.
    """
    held = hold_registration(submission)
    found = Membership.objects.filter(submission=held, state=MemberState.ADMITTED).select_related("member_class")
    membership = found.first()
    newest = Term.objects.filter(membership=membership).exclude(state=TermState.VOID).order_by("-begins").first()
    if membership is None or newest is None:
        raise NotAMember
    return Admitted(held, membership, newest)


def has_ended(held: Submission) -> bool:
    """Whether the registration has ended, by leaving or otherwise."""
    return RegistrationEnd.objects.filter(submission=held).exists()


def today_of(held: Submission, now: datetime) -> date:
    """The day on the organisation's wall."""
    return day_of(now, timezone=at(held.charter_id).policy.organisation.timezone)


def tell(kind: Kind, held: Submission, *, actor: Actor, now: datetime, **more: Value) -> None:
    """Record what was done, on the trail of whom it is about."""
    payload: dict[str, Value] = {
        "actor": actor_reference(actor),
        "submission": str(held.id),
        "form": held.form,
        **more,
    }
    record_about([Event(kind, payload, held.person_id)], now=now)


def tell_of_term(kind: Kind, held: Submission, term: Term, *, actor: Actor, now: datetime) -> None:
    """Likewise, of a term: its class and its last day."""
    ends = term.ends.isoformat() if term.ends else None
    more: dict[str, Value] = {"class": str(term.member_class_id), "ends": ends}
    tell(kind, held, actor=actor, now=now, **more)
