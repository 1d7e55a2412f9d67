"""What becomes of a submission that somebody should answer: whose it is, and whether it is answered or closed.

Each step is recorded on the trail of whoever wrote it. Where a kind of form says so, closing ends the service, and what
was written is erased when the policy's time after it is over.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from azukari.core.accounts.duties import staff_with
from azukari.core.accounts.models import User
from azukari.core.consent.service import end_service, resume_service
from azukari.core.database.id_set import Ids
from azukari.core.database.rows import insert
from azukari.core.forms.events import SUBMISSION_HANDLED, about
from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import Handled, Handling, State, Submission
from azukari.core.ledger.events import Event
from azukari.core.vault.trail import record_about
from azukari.lib.conflict import StaleVersion
from azukari.policy.ending import ENDS_BY, EndsBy
from azukari.policy.terms import Actor, Form, FormKind, Policy

_UNDONE = frozenset({Handled.NEW, Handled.IN_HAND})


class NotThere(Exception):
    """There is no such submission, or nobody has confirmed it yet, so there is nothing to answer."""


class NotAColleague(Exception):
    """Whoever should take care of it has no duty for this form, or works here no more."""


def colleagues(form: Form, policy: Policy) -> Sequence[User]:
    """Who may take care of submissions of ``form``: those whose duties serve one of its purposes. One query."""
    duties = [duty.slug for duty in policy.duties_for(form.purposes)]
    return list(staff_with(duties).order_by("name", "id"))


def handle(
    id: UUID, *, state: Handled, assignee: UUID | None, version: int, form: Form, policy: Policy, actor: Actor,
    now: datetime,
) -> Handling:  # fmt: skip
    """Set how far a submission is and whose it is, in a transaction of its own. Saying the same again changes nothing.

    Args:
        id: the submission.
        assignee: the reference of a member of staff, None for nobody.
        version: of the state that the page showed; 0 where there was none.
        form: its form.

    Raises:
        NotThere, StaleVersion, NotAColleague: see there; nothing was changed.
    """
    who = next((user for user in colleagues(form, policy) if user.reference == assignee), None) if assignee else None
    if assignee and who is None:
        raise NotAColleague
    with transaction.atomic(durable=True):
        submission = hold_submission(id)
        if submission is None or (submission.form, submission.state) != (form.slug, State.ACCEPTED):
            raise NotThere
        return move(submission, state=state, who=who, version=version, form=form, policy=policy, actor=actor, now=now)


def move(
    submission: Submission, *, state: Handled, who: User | None, version: int | None, form: Form, policy: Policy,
    actor: Actor, now: datetime,
) -> Handling:  # fmt: skip
    """The same of a submission that the caller holds, in the caller's transaction.

    Args:
        version: None where the caller's own step is the newest word.

    Raises:
        StaleVersion: see there.
    """
    found = Handling.objects.filter(submission=submission).first()
    handling = found or Handling(submission_id=submission.id, person_id=submission.person_id, version=0)
    if (handling.state, handling.assignee_id) == (state, who.pk if who else None):
        return handling
    if version is not None and handling.version != version:
        raise StaleVersion
    ends = _end_or_resume(submission, handling.state, state, form, now)
    handling.state, handling.assignee, handling.changed_at = state, who, now
    handling.version += 1
    handling.save(force_insert=found is None)
    last = policy.organisation.last_day(ends).isoformat() if ends else None
    record_about([_told(submission, state, who, actor, ends=last)], now=now)
    return handling


def answered_by_decision(submissions: Collection[Submission], *, actor: Actor, now: datetime) -> None:
    """Submissions that the caller holds were decided, which answers them: what is new or in hand counts as answered,
    and stays with whoever takes care of it; what is answered or closed already stays so. A fixed number of queries.
    """
    rows = Handling.objects.filter(submission__in=Ids([one.id for one in submissions])).select_related("assignee")
    known = {row.submission_id: row for row in rows}
    undone = [one for one in submissions if one.id not in known or known[one.id].state in _UNDONE]
    taken = Ids([one.id for one in undone if one.id in known])
    if taken:
        moved = Handling.objects.filter(submission__in=taken)
        moved.update(state=Handled.ANSWERED, changed_at=now, version=F("version") + 1)
    answered = Handled.ANSWERED.value
    insert(Handling, [(one.id, one.person_id, answered, None, now, 1) for one in undone if one.id not in known])
    whose = {id: row.assignee for id, row in known.items()}
    if undone:
        record_about([_told(one, Handled.ANSWERED, whose.get(one.id), actor) for one in undone], now=now)


def _told(submission: Submission, state: Handled, who: User | None, actor: Actor, ends: str | None = None) -> Event:
    assignee = who.reference if who else None
    return about(SUBMISSION_HANDLED, submission, by=actor, state=state.value, assignee=assignee, ends=ends)


def _end_or_resume(submission: Submission, before: str, after: str, form: Form, now: datetime) -> datetime | None:
    """What a change of state does to the grants; returns when the last of them ends, where closing ends the service."""
    if ENDS_BY[FormKind(submission.kind)] is not EndsBy.CLOSING or before == after:
        return None
    if after == Handled.CLOSED:
        return end_service(submission.id, purposes=form.purposes, now=now)
    if before == Handled.CLOSED:
        resume_service(submission.id, now=now)
    return None
