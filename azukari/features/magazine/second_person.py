"""Second person: who has to stand for an issue beside its writer, as the policy has it, and whether one is there."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from azukari.core.accounts.duties import able, staff_with
from azukari.core.accounts.models import User
from azukari.core.accounts.readiness import closed_to
from azukari.core.ledger.events import actor_reference
from azukari.features.magazine.life import IssueState, may_approve
from azukari.features.magazine.lists import MailingList
from azukari.features.magazine.models import Issue
from azukari.policy.terms import Actor, ActorKind, Policy

PRESS = Actor(ActorKind.SYSTEM, "magazine")
"""Who begins what an editor has scheduled, and puts weekly editions together."""


class Missing(StrEnum):
    """Why somebody does not approve an issue."""

    COLLEAGUE = "colleague"  # they wrote it, and a colleague can approve it
    NOT_YET = "not-yet"  # they wrote it, and the colleagues have yet to sign in or to be trained
    NOBODY = "nobody"  # they wrote it, and nobody else has a duty that serves the list
    TRAINING = "training"  # they could, and have yet to be trained


class NeedsAnother(Exception):
    """Somebody else has to approve it, or they later; nothing was done."""

    def __init__(self, why: Missing) -> None:
        self.why = why
        super().__init__(why)


def is_held(issue: Issue, of: MailingList) -> bool:
    """Whether an issue that was approved does not go, since the policy has come to ask for a second person and nobody
    but its writer has approved it. A weekly edition is written by nobody: its issues were approved.
    """
    if not of.takes_two or issue.state not in (IssueState.APPROVED, IssueState.SCHEDULED):
        return False
    return issue.changed_by != actor_reference(PRESS) and issue.approved_by in ("", issue.changed_by)


def missing(writer: str, of: MailingList, policy: Policy, *, actor: Actor, now: datetime) -> Missing | None:
    """What keeps ``actor`` from approving what ``writer`` changed last; None where nothing does.

    Where the policy is silent, a second person is needed as soon as there is one.
    """
    duties = serving(of, policy)
    others = _without(actor, able().filter(duties__duty__in=duties))
    if may_approve(writer=writer, approver=actor_reference(actor), colleagues=others.count(), two=of.takes_two):
        is_closed = of.takes_two and closed_to(actor, policy, now, by=actor.duties & duties)
        return Missing.TRAINING if is_closed else None
    if not of.takes_two or any(_is_ready(user, policy, now, duties) for user in others.prefetch_related("duties")):
        return Missing.COLLEAGUE
    return Missing.NOT_YET if _without(actor, staff_with(duties)).exists() else Missing.NOBODY


def serving(of: MailingList, policy: Policy) -> frozenset[str]:
    """The duties that serve the list."""
    return frozenset(duty.slug for duty in policy.duties_for({of.purpose}))


def _without(actor: Actor, users: QuerySet[User]) -> QuerySet[User]:
    return users.exclude(reference=actor.reference) if actor.kind is ActorKind.STAFF else users


def _is_ready(user: User, policy: Policy, now: datetime, duties: Collection[str]) -> bool:
    held = frozenset(one.duty for one in user.duties.all())
    actor = Actor(ActorKind.STAFF, str(user.reference), held)
    return closed_to(actor, policy, now, by=held.intersection(duties)) is None
