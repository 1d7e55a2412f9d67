"""A refusal is committed before it is raised, so that nobody can try in secret (law 5)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import Event, who
from azukari.core.policy_versions.current import current
from azukari.core.vault.authorize import authorize_act
from azukari.core.vault.events import VALUE_REFUSED
from azukari.core.vault.trail import record_about
from azukari.policy.terms import OWN_ACCESS, Act, Actor, Answer, Verdict


class Refused(Exception):
    """The policy does not allow it. ``verdict`` has the clause, and a sentence to show."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"{verdict.code} ({verdict.clause})")
        self.verdict = verdict


def refuse(verdict: Verdict, *, people: Collection[UUID], purpose: str, actor: Actor, now: datetime) -> None:
    """Record the refusal for each person it was about, commit, and raise.

    Raises:
        Refused: always.
    """
    known = "unknown" if verdict.answer is Answer.GAP else purpose  # not in the policy: anybody's words
    payload = {**who(actor), "purpose": known, "code": verdict.code, "clause": verdict.clause}
    subjects: list[UUID | None] = [*people] or [None]
    with transaction.atomic(durable=True):
        record_about([Event(VALUE_REFUSED, payload, subject) for subject in subjects], now=now)
    raise Refused(verdict)


def insist_on(act: Act, *, person: UUID | None, actor: Actor, now: datetime) -> None:
    """See that somebody may do this act today, by which what people asked for is answered.

    Args:
        person: whom it is about, where that is known.

    Raises:
        Refused: their duties do not include it, or they may open nothing today. Recorded first.
    """
    verdict = authorize_act(current().policy, act, actor=actor, now=now)
    if not verdict:
        refuse(verdict, people=[person] if person else (), purpose=OWN_ACCESS, actor=actor, now=now)
