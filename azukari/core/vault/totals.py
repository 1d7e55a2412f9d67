"""Opening for totals: the program itself counts what many people answered; nobody is shown anything.

It is judged like every other opening: the policy must allow the purpose, and each registration must have a living grant
for it. What comes out are counts, so no trail says that somebody looked; the ledger says once how many were counted.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from azukari.core.consent.covered import cover
from azukari.core.consent.models import Grant
from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import charters
from azukari.core.vault.authorize import authorize
from azukari.core.vault.events import VALUE_COUNTED
from azukari.core.vault.models import SealedValue
from azukari.core.vault.opened_text import texts_of
from azukari.core.vault.value_row import opened_by
from azukari.policy.terms import Actor, ActorKind, Category, Policy
from azukari.policy.widening import covered

COUNTER = Actor(ActorKind.SYSTEM, "worker")


def for_totals(
    submissions: Collection[UUID],
    *,
    field: str,
    purpose: str,
    now: datetime,
    category: Category = Category.ANSWER,
    recorded: bool = True,
) -> Mapping[UUID, str]:
    """What the field ``field`` says in each of these registrations, to be counted and forgotten; in the caller's
    transaction. Those without a living grant are left out, and all of them where the policy says no.

    Args:
        recorded: whether the ledger says how many were counted; not where they are counted as they are accepted, which
            it says of each.
    """
    known, wanted = charters(), frozenset({category})
    if not authorize(known.ruling.policy, purpose=purpose, categories=wanted, actor=COUNTER, now=now):
        return {}
    grants = Grant.objects.living(now).filter(submission_id__in=submissions, purpose=purpose)
    held = cover(grants, purpose, charters=known)
    rows = SealedValue.objects.filter(submission_id__in=submissions, field=field, category=category)
    found = _said_in(opened_by(held, rows))
    if recorded and len(submissions) > 1:
        record(Event(VALUE_COUNTED, {"purpose": purpose, "count": len(found)}), now=now)
    return found


def _said_in(rows: Sequence[SealedValue]) -> dict[UUID, str]:
    """What these values say, by registration; without those that are erased at this very moment."""
    return {row.submission_id: text for row, text in texts_of(rows)}


def may_count(policy: Policy, *, purpose: str, category: Category, now: datetime) -> bool:
    """Whether what is taken in at this moment, under this policy, which rules, may be counted for a purpose: what
    `for_totals` asks, of those whose text is at hand, so that nothing is opened.
    """
    allowed = authorize(policy, purpose=purpose, categories=frozenset({category}), actor=COUNTER, now=now)
    return bool(allowed) and category in covered(policy, policy, purpose)


def before_they_change(values: Collection[UUID], *, field: str) -> Mapping[UUID, str]:
    """What the field ``field`` says in those of these values that are about to be erased or replaced, by registration;
    so that what was counted of it is taken out of the counts, in the transaction that changes it.

    No grant is asked for: its end may be the reason, and this is the end of the use.
    """
    return _said_in(list(SealedValue.objects.filter(id__in=values, field=field, category=Category.ANSWER)))
