"""From a signed-in member of staff to the actor that a decision is made about."""

from azukari.accounts.models import User
from azukari.policy.terms import Actor, ActorKind


def actor_of(user: User) -> Actor:
    """The actor for ``user``: an opaque reference and the duties held now. One query."""
    return Actor(kind=ActorKind.STAFF, reference=str(user.reference), duties=user.duty_slugs())
