"""Where the layers above hear of a publication: within its transaction, so that neither happens without the other."""

from datetime import datetime
from typing import Protocol

from azukari.charter.models import Charter
from azukari.policy.terms import Policy


class Hearer(Protocol):
    """Does what belongs to a publication."""

    def __call__(self, charter: Charter, *, widens: bool, now: datetime) -> None:
        """
        Args:
            widens: whether more is done with data that people have left already, so that they have to be asked.
        """


_hearers: list[Hearer] = []


def on_published(hearer: Hearer) -> None:
    """Be told of each charter. Called once by the package's AppConfig."""
    _hearers.append(hearer)


def tell_published(charter: Charter, *, widens: bool, now: datetime) -> None:
    """Tell everybody who wants to know, in the caller's transaction."""
    for hearer in _hearers:
        hearer(charter, widens=widens, now=now)


class Counter(Protocol):
    """Counts whom a policy would have asked again."""

    def __call__(self, policy: Policy, *, now: datetime) -> int: ...


_counters: list[Counter] = []


def on_counted(counter: Counter) -> None:
    """Be asked how many people a policy would have asked again. Called once, by the slice that asks them."""
    if counter not in _counters:
        _counters.append(counter)


def count_asked(policy: Policy, *, now: datetime) -> int:
    """How many people would be asked again if ``policy`` were published; 0 where nothing here asks."""
    return sum(counter(policy, now=now) for counter in _counters)
