"""Acceptance: a submission is confirmed, joins the person who confirmed that address before, and its purposes get
their grants. Many that were confirmed at one time are accepted by as many statements as one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.consent.events import GRANT_BEGUN
from azukari.core.consent.models import EndReason, Grant, proven_row
from azukari.core.database.id_set import Ids
from azukari.core.database.rows import Row, insert
from azukari.core.database.statement import Statement
from azukari.core.forms.again import fold, signed_before
from azukari.core.forms.events import SUBMISSION_CONFIRMED, SUBMISSION_JOINED, about
from azukari.core.forms.kinds import of
from azukari.core.forms.models import GuardianState, State, Submission
from azukari.core.ledger.events import Event
from azukari.core.mail.models import Message
from azukari.core.mail.queue import row as message_row
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import at
from azukari.core.vault.find import confirmed_person_by, confirmed_tokens
from azukari.core.vault.holders import holders
from azukari.core.vault.index import add_to_index
from azukari.core.vault.index_token import Token
from azukari.core.vault.join import join, lock_addresses
from azukari.core.vault.suppression import lift_confirmed
from azukari.core.vault.trail import record_about
from azukari.core.vault.unindexed import Unindexed, unindexed
from azukari.lib.identifier import new_id
from azukari.policy.decide import grant_end
from azukari.policy.grant import begins_at_once
from azukari.policy.terms import CONFIRMATION, Policy

RECEIPT_LETTER = "forms:receipt"


_CONFIRM = Statement("UPDATE people_person SET confirmed_at = %s WHERE id {is_one}")
_ACCEPT = Statement(
    f"UPDATE forms_submission SET state = '{State.ACCEPTED.value}', accepted_at = %s WHERE id {{is_one}}"  # noqa: S608 - a word of ours
)
_WAITS = Statement(
    "SELECT 1 FROM forms_guardianship "  # noqa: S608 - a word of ours
    f"WHERE submission_id {{is_one}} AND state <> '{GuardianState.AGREED.value}' LIMIT 1"
)


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
    return accept_many([submission], now=now, policies={submission.charter_id: policy})[0]


def accept_many(submissions: Sequence[Submission], *, now: datetime, policies: Mapping[int, Policy]) -> list[Accepted]:
    """Accept pending submissions, in the caller's transaction; returns what became of each, in their order.

    Those of newcomers take as many statements together as one does. Whoever is known already, or comes twice, joins
    by themselves.

    Args:
        policies: what their charters say, by number.

    Raises:
        GuardianNeeded: for one of them; nothing was changed.
    """
    guarded = [one.id for one in submissions if policies[one.charter_id].forms[one.form].minors]
    if guarded and waits_for_guardian(guarded):
        raise GuardianNeeded
    said = _said(submissions)
    tokens = said.address_tokens()
    lock_addresses(tokens.values())
    known, alone = confirmed_tokens({*tokens.values()}), list[Submission]()
    newcomers, seen = list[Submission](), set[Token]()
    for one in submissions:
        token = tokens.get(one.id)
        (alone if token in known or token in seen else newcomers).append(one)
        if token is not None:
            seen.add(token)
    _CONFIRM.run(now, Ids({one.person_id for one in newcomers if one.id in tokens}))
    _count_in(newcomers, said.of({one.id for one in newcomers}), policies, now)
    accepted = {one.id: Accepted(one.id, one.person_id, joined=False) for one in newcomers}
    for one in alone:
        accepted[one.id] = _accept_known(one, tokens[one.id], policies, now)
    return [accepted[one.id] for one in submissions]


def _accept_known(submission: Submission, token: Token, policies: Mapping[int, Policy], now: datetime) -> Accepted:
    """Of somebody who had confirmed that address before, unless an erasure was faster."""
    joined = _join(submission, token, now)
    first = signed_before(submission, now=now) if joined else None
    if first is not None:
        _end_confirmations([submission.id], now)
        fold(submission, into=first, now=now)
        return Accepted(first.id, submission.person_id, joined, again=True)
    _count_in([submission], _said([submission]), policies, now)
    return Accepted(submission.id, submission.person_id, joined)


def _said(submissions: Sequence[Submission]) -> Unindexed:
    return unindexed([one.id for one in submissions], {one.person_id for one in submissions})


def _count_in(
    submissions: Sequence[Submission], said: Unindexed, policies: Mapping[int, Policy], now: datetime
) -> None:
    """Let them count, each for its person."""
    if not submissions:
        return
    ids, confirmed = [one.id for one in submissions], {*said.address_tokens()}
    _ACCEPT.run(now, Ids(ids))
    for one in submissions:
        one.state, one.accepted_at = State.ACCEPTED, now
    _end_confirmations(ids, now)
    lift_confirmed({one.id: one.person_id for one in submissions if one.id in confirmed}, now=now)
    grants, events = list[Row](), list[Event]()
    for one in submissions:
        begun, told = counted_in(one, policies[one.charter_id], now=now, confirmed=one.id in confirmed)
        grants += begun
        events += told
    insert(Grant, grants)
    add_to_index(said, now=now)
    record_about(events, now=now, keys=said.ledger)
    for kind in {one.kind for one in submissions}:
        of(kind).on_accepted([one for one in submissions if one.kind == kind], now)
    insert(
        Message,
        [
            message_row(RECEIPT_LETTER, person=one.person_id, reference=one.id, lang=one.lang, now=now)
            for one in submissions
            if one.id in confirmed
        ],
    )


def counted_in(
    submission: Submission, policy: Policy, *, now: datetime, confirmed: bool
) -> tuple[Sequence[Row], Sequence[Event]]:
    """The grants with which a submission begins to count, and what the ledger keeps of it.

    Args:
        policy: that of its charter.
        confirmed: whether an address was confirmed by it.
    """
    purposes = begins_at_once(policy, policy.forms[submission.form], submission.consents.split())
    charter = submission.charter_id
    return [grant_row(submission, purpose, policy, now=now, since=now) for purpose in purposes], (
        about(SUBMISSION_CONFIRMED, submission, charter=charter, confirmed=confirmed),
        about(GRANT_BEGUN, submission, charter=charter, purposes=purposes),
    )


def grant_row(submission: Submission, purpose: str, policy: Policy, *, now: datetime, since: datetime) -> Row:
    """A grant that begins now, in the column order of `Grant`.

    Args:
        since: from when its time runs.
    """
    ground, ends = policy.purposes[purpose].ground.value, grant_end(policy, purpose, confirmed_at=since)
    owned = submission.person_id, submission.id
    return proven_row(new_id(), *owned, purpose, ground, submission.charter_id, now, ends, "", None, "", 0)


def _end_confirmations(submissions: Collection[UUID], now: datetime) -> None:
    Grant.objects.filter(submission_id__in=Ids(submissions), purpose=CONFIRMATION).update(
        ends_at=now, end_reason=EndReason.CONFIRMED, settled_at=now
    )


def waits_for_guardian(submissions: Collection[UUID]) -> bool:
    """Whether somebody else has to agree to one of them, and has not."""
    return _WAITS.finds(Ids(submissions))


def _join(submission: Submission, token: Token, now: datetime) -> bool:
    """Give it to whoever is known by that address; True if somebody is."""
    newcomer, known = submission.person_id, confirmed_person_by(token)
    confirmed = Person.objects.select_for_update().filter(confirmed_at__isnull=False)
    if known is None or not confirmed.filter(id=known):  # locked from here on; an erasure may have been faster
        Person.objects.filter(id=newcomer).update(confirmed_at=now)
        return False
    for holder in holders():
        holder.reassign(newcomer, known)
    join(newcomer, to=known)
    submission.person_id = known
    record_about([Event(SUBMISSION_JOINED, {"submission": str(submission.id)}, known)], now=now)
    return True
