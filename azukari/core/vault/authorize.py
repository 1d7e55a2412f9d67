"""What every way of opening asks first: does the policy allow it, and is whoever asks ready for it today (P14, P33)?"""

from collections.abc import Collection
from datetime import datetime

from azukari.core.accounts.readiness import closed_to
from azukari.policy.decide import duties_with, may_act, may_release
from azukari.policy.terms import Act, Actor, Answer, Category, Policy, Verdict


def authorize(policy: Policy, *, purpose: str, categories: frozenset[Category], actor: Actor, now: datetime) -> Verdict:
    """The policy's verdict, or where it says yes the one reason why it stays closed today."""
    verdict = may_release(policy, purpose=purpose, categories=categories, actor=actor)
    by = [duty.slug for duty in policy.duties_of(actor.duties) if purpose in duty.purposes]
    return _ready(verdict, policy, by, actor, now)


def authorize_act(policy: Policy, act: Act, *, actor: Actor, now: datetime) -> Verdict:
    """The same for what an act opens, for no purpose of the policy: a request that somebody answers."""
    return _ready(may_act(policy, act, actor), policy, actor.duties & duties_with(policy, act), actor, now)


def _ready(verdict: Verdict, policy: Policy, by: Collection[str], actor: Actor, now: datetime) -> Verdict:
    closed = closed_to(actor, policy, now, by=by) if verdict else None
    if closed is None:
        return verdict
    return Verdict(Answer.NO, closed.code, closed.clause, closed.sentence, link=closed.link)
