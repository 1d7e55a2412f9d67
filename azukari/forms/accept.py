"""Acceptance: a submission is confirmed, joins the person who confirmed that address before, and its purposes get
their grants.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.charter.current import at
from azukari.consent.events import GRANT_BEGUN
from azukari.consent.models import EndReason, Grant
from azukari.forms.again import fold, signed_before
from azukari.forms.events import SUBMISSION_CONFIRMED, SUBMISSION_JOINED
from azukari.forms.kinds import of
from azukari.forms.models import Guardianship, GuardianState, State, Submission
from azukari.ledger.events import Event
from azukari.ledger.shapes import Value
from azukari.lib.identifier import new_id
from azukari.mail.queue import enqueue
from azukari.people.models import Person
from azukari.policy.decide import grant_end
from azukari.policy.grant import begins_at_once
from azukari.policy.terms import CONFIRMATION, Actor, ActorKind, Policy
from azukari.vault.find import address_token, confirmed_person_by
from azukari.vault.holders import holders
from azukari.vault.index import add_to_index
from azukari.vault.index_token import Token
from azukari.vault.join import join, lock_address
from azukari.vault.suppression import lift_confirmed
from azukari.vault.trail import record_about

RECEIPT_LETTER = "forms:receipt"


class GuardianNeeded(Exception):
    """A guardian has to agree first, and has not."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A submission that now counts.

    Args:
        submission: its id.
        person: whom it belongs to.
        joined: whether that person was known before.
        again: whether it was a second signature under one petition; then ``submission`` is the first.
    """

    submission: UUID
    person: UUID
    joined: bool
    again: bool = False


def accept(submission: Submission, *, now: datetime, policy: Policy | None = None) -> Accepted:
    """Accept a pending submission, in the caller's transaction.

    Args:
        policy: what the submission's charter says, where it is known already.

    Raises:
        GuardianNeeded: nothing was changed.
    """
    policy = policy or at(submission.charter_id).policy
    if policy.forms[submission.form].minors and waits_for_guardian(submission):
        raise GuardianNeeded
    token = address_token(submission.id)
    joined = _join(submission, token, now)
    first = signed_before(submission, now=now) if joined else None
    if first is not None:
        _end_confirmation(submission, now)
        fold(submission, into=first, now=now)
        return Accepted(first.id, submission.person_id, joined, again=True)
    Submission.objects.filter(id=submission.id).update(state=State.ACCEPTED, accepted_at=now)
    submission.state, submission.accepted_at = State.ACCEPTED, now
    _end_confirmation(submission, now)
    if token:
        lift_confirmed(submission.id, actor=Actor(ActorKind.PERSON, str(submission.person_id)), now=now)
    purposes = _begin_grants(submission, policy, now)
    add_to_index(submission.id, now=now)
    payload: dict[str, Value] = {
        "submission": str(submission.id),
        "form": submission.form,
        "charter": submission.charter_id,
    }
    events = [
        Event(SUBMISSION_CONFIRMED, {**payload, "confirmed": token is not None}, submission.person_id),
        Event(GRANT_BEGUN, {**payload, "purposes": purposes}, submission.person_id),
    ]
    record_about(events, now=now)
    of(submission.kind).on_accepted(submission, now)
    if token:
        enqueue(RECEIPT_LETTER, person=submission.person_id, reference=submission.id, lang=submission.lang, now=now)
    return Accepted(submission.id, submission.person_id, joined)


def _end_confirmation(submission: Submission, now: datetime) -> None:
    Grant.objects.filter(submission_id=submission.id, purpose=CONFIRMATION).update(
        ends_at=now, end_reason=EndReason.CONFIRMED, settled_at=now
    )


def waits_for_guardian(submission: Submission) -> bool:
    """Whether somebody else has to agree, and has not."""
    return Guardianship.objects.filter(submission_id=submission.id).exclude(state=GuardianState.AGREED).exists()


def _join(submission: Submission, token: Token | None, now: datetime) -> bool:
    """Find out whose submission it is; True if a person known before."""
    newcomer = submission.person_id
    if token is None:  # nobody who could come back: the submission stands alone
        return False
    lock_address(token)
    known = _held(confirmed_person_by(token))
    if known is None:
        Person.objects.filter(id=newcomer).update(confirmed_at=now)
        return False
    for holder in holders():
        holder.reassign(newcomer, known)
    join(newcomer, to=known)
    submission.person_id = known
    record_about([Event(SUBMISSION_JOINED, {"submission": str(submission.id)}, known)], now=now)
    return True


def _held(known: UUID | None) -> UUID | None:
    """The person, locked until the end of the transaction; None if an erasure was faster."""
    still = Person.objects.select_for_update().filter(id=known, confirmed_at__isnull=False) if known else None
    return known if still else None


def _begin_grants(submission: Submission, policy: Policy, now: datetime) -> list[str]:
    purposes = begins_at_once(policy, policy.forms[submission.form], submission.consents.split())
    Grant.objects.bulk_create(
        Grant(
            id=new_id(),
            person_id=submission.person_id,
            submission_id=submission.id,
            purpose=purpose,
            ground=policy.purposes[purpose].ground,
            charter_id=submission.charter_id,
            begins_at=now,
            ends_at=grant_end(policy, purpose, confirmed_at=now),
        )
        for purpose in purposes
    )
    return purposes
