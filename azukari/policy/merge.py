"""Two records, one person? What may be joined, who has to say so, and until when it can be undone. Pure.

Comparing two records is a use of both, so it needs a purpose that both of them grant. Joining widens nothing: what a
value may be used for hangs on the submission it came with, before and after. What joining changes is who sees it on
their own page; therefore whoever has confirmed an address has to agree there, and where an address is missing, staff
have to have checked who it is (P43).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from azukari.policy.decide import may_act, may_release, may_use
from azukari.policy.explain import verdict
from azukari.policy.terms import Act, Actor, Answer, Category, Living, Policy, Verdict

UNDOABLE = timedelta(days=30)
WHO_SOMEBODY_IS = frozenset({Category.NAME, Category.EMAIL, Category.PHONE, Category.ADDRESS})


class IdentityCheck(StrEnum):
    """How staff made sure who a record without an address belongs to."""

    IN_PERSON = "in-person"
    DOCUMENT = "document"
    CALLED_BACK = "called-back"


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a person's record without opening it.

    Args:
        confirmed: whether its owner has confirmed an address, and so can come in to their own page.
        unproven: whether it holds an address that nobody has confirmed.
        grants: everything that may use it, or might.
    """

    confirmed: bool
    unproven: bool
    grants: tuple[Living, ...]


def may_merge(policy: Policy, *, purpose: str, actor: Actor, one: Record, other: Record, now: datetime) -> Verdict:
    """May these two be compared, and asked to become one, for this purpose?"""
    for answer in (
        may_act(policy, Act.MERGE, actor),
        may_release(policy, purpose=purpose, categories=frozenset(), actor=actor),
        may_act(policy, Act.MERGE, actor, purpose=purpose),
    ):
        if not answer:
            return answer
    return may_join(policy, purpose=purpose, one=one, other=other, now=now)


def may_join(policy: Policy, *, purpose: str, one: Record, other: Record, now: datetime) -> Verdict:
    """As `may_merge`, whoever acts: asked again at the moment of joining, when the people have agreed."""
    known = policy.purposes.get(purpose)
    if known is None:
        return verdict(policy, Answer.GAP, "release.unknown-purpose", "purposes")
    clause = f"purposes.{purpose}"
    if not known.categories & WHO_SOMEBODY_IS:
        return verdict(policy, Answer.NO, "merge.tells-nobody-apart", clause, purpose=known.title)
    for record in (one, other):
        used = may_use(record.grants, purpose, now, policy=policy)
        if not used:
            return used
    if one.unproven or other.unproven:
        return verdict(policy, Answer.NO, "merge.unproven", "unconfirmed_days")
    return verdict(policy, Answer.YES, "merge.allowed", clause, purpose=known.title)


def needs_check(one: Record, other: Record) -> bool:
    """Whether staff must have checked who it is, since not both can be asked at an address."""
    return not (one.confirmed and other.confirmed)


def may_part(policy: Policy, *, merged_at: datetime, now: datetime) -> Verdict:
    """May two joined records be parted again? For thirty days, to the second."""
    if now < merged_at + UNDOABLE:
        return verdict(policy, Answer.YES, "part.in-time", "duties")
    return verdict(policy, Answer.NO, "part.too-late", "duties")
