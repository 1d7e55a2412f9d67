"""From a signed-in member of staff to the actor that a decision is made about."""

from azukari.core.accounts.models import User
from azukari.policy.sign_in import open_duties
from azukari.policy.terms import Actor, ActorKind, Policy


def actor_of(user: User) -> Actor:
    """The actor for ``user``: an opaque reference and the duties held now. One query."""
    return Actor(kind=ActorKind.STAFF, reference=str(user.reference), duties=user.duty_slugs())


def actor_by(reference: str) -> Actor | None:
    """The actor with this reference, if they still work here. Two queries."""
    user = User.objects.filter(reference=reference, is_active=True).first()
    return actor_of(user) if user else None


def actor_in_session(user: User, held: frozenset[str], policy: Policy | None, *, passkey: bool) -> Actor:
    """The same, as far as the session goes: of the duties that are held, one that demands a passkey counts only where
    one was used.
    """
    duties = open_duties(policy, held, passkey=passkey)
    return Actor(kind=ActorKind.STAFF, reference=str(user.reference), duties=duties)
