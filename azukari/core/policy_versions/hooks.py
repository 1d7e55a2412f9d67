"""Where the layers above hear of a publication: within its transaction, so that neither happens without the other."""

from dataclasses import dataclass
from datetime import datetime

from azukari.core.policy_versions.models import Charter
from azukari.lib.listeners import Listeners
from azukari.policy.terms import Policy


@dataclass(frozen=True, slots=True)
class Publication:
    """A charter rules from now on.

    Args:
        widens: whether more is done with data that people have left already, so that they have to be asked.
    """

    charter: Charter
    widens: bool
    now: datetime


on_published = Listeners[[Publication], None]()
"""Called in the transaction of each publication."""

on_counted = Listeners[[Policy, datetime], int]()
"""Asked how many people a policy would have asked again if it were published now."""


def count_asked(policy: Policy, *, now: datetime) -> int:
    """How many people would be asked again if ``policy`` were published; 0 where nothing here asks."""
    return sum(on_counted.answers(policy, now))
