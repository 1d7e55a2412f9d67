"""A search as the membership desk makes it, in one line."""

from uuid import UUID

from azukari.core.vault.index_search import Matches, search
from azukari.core.vault.reasons import Reason
from azukari.policy.terms import Actor, ActorKind, Category
from tests.console import desks

MEMBERS = Actor(ActorKind.STAFF, "1", frozenset({"membership"}))
VOLUNTEERS = Actor(ActorKind.STAFF, "2", frozenset({"volunteers"}))


def matches(
    typed: str, category: Category = Category.NAME, *, purpose: str = "membership", actor: Actor = MEMBERS
) -> Matches:
    return search(category, typed, purpose=purpose, actor=actor, reason=Reason.SERVICE, now=desks.moment())


def found(
    typed: str, category: Category = Category.NAME, *, purpose: str = "membership", actor: Actor = MEMBERS
) -> set[UUID]:
    return set(matches(typed, category, purpose=purpose, actor=actor).people)
