"""What needs somebody today. A feature plugs its own lines in: cases near their deadline, approvals, findings.

Each provider gets who asks, the policy and the time, and answers with sentences that hold no personal data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from azukari.lib.listeners import Listeners
from azukari.policy.terms import Actor, Policy


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do.

    Args:
        sentence: in the reader's language; no personal data.
        url: where it is done.
        icon: the name of a line icon of the site.
        urgent: shown first, and marked.
        due: the day by which it has to be done, where it has one.
    """

    sentence: str
    url: str
    icon: str = "info"
    urgent: bool = False
    due: date | None = None


type Provider = Callable[[Actor, Policy, datetime], list[Need]]

_SOON = timedelta(days=3)

register = Listeners[[Actor, Policy, datetime], list[Need]]()
"""Adds a provider; called when a feature is loaded."""
register_first = Listeners[[Actor, datetime], list[Need]]()
"""Adds one for the time before the first policy."""


def first_needs(actor: Actor, now: datetime) -> list[Need]:
    """Everything that needs ``actor`` while no policy rules."""
    return [need for found in register_first.answers(actor, now) for need in found]


def needs(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """Everything that needs ``actor``: what is urgent or due soon first, of these the nearest day first."""
    soon = policy.organisation.day(now) + _SOON

    def order(need: Need) -> tuple[bool, date]:
        return not (need.urgent or (need.due or date.max) <= soon), need.due or date.max

    return sorted((need for found in register.answers(actor, policy, now) for need in found), key=order)
