"""The policy that rules now, or none yet: the console opens before the first publication, and is quiet then."""

from azukari.charter.current import NoCharter, current
from azukari.policy.terms import Policy


def ruling() -> Policy | None:
    """The published policy, or None before the first one. One query."""
    try:
        return current().policy
    except NoCharter:
        return None
