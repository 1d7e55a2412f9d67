"""What every way of opening asks first: does the policy allow it, and is whoever asks ready for it today (P14, P33)?"""

from datetime import datetime

from azukari.accounts.readiness import closed_to
from azukari.policy.decide import may_release
from azukari.policy.terms import Actor, Answer, Category, Policy, Verdict


def authorize(policy: Policy, *, purpose: str, categories: frozenset[Category], actor: Actor, now: datetime) -> Verdict:
    """The policy's verdict, or where it says yes the one reason why it stays closed today."""
    verdict = may_release(policy, purpose=purpose, categories=categories, actor=actor)
    closed = closed_to(actor, policy, now) if verdict else None
    if closed is None:
        return verdict
    return Verdict(Answer.NO, closed.code, closed.clause, closed.sentence, link=closed.link)
