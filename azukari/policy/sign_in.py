"""Which duties count in a session, by the way in which it was signed in to: a duty may demand a passkey."""

from collections.abc import Collection

from azukari.policy.terms import Duty, Policy


def open_duties(policy: Policy | None, held: Collection[str], *, passkey: bool) -> frozenset[str]:
    """The duties among ``held`` that count.

    Args:
        held: slugs; those that the policy does not know stay, and open nothing.
        passkey: whether a passkey of theirs was used in this session.
    """
    return frozenset(held) - {duty.slug for duty in waiting_duties(policy, held, passkey=passkey)}


def waiting_duties(policy: Policy | None, held: Collection[str], *, passkey: bool) -> tuple[Duty, ...]:
    """The duties among ``held`` that open nothing until a passkey is used, in the order of their slugs."""
    if policy is None or passkey:
        return ()
    return tuple(duty for duty in policy.duties_of(held) if duty.passkey)


def purposes_open_to(duties: frozenset[str], policy: Policy | None) -> frozenset[str]:
    """The purposes that these duties may open data for."""
    return frozenset(purpose for duty in (policy.duties_of(duties) if policy else ()) for purpose in duty.purposes)
