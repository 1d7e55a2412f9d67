"""Where the layers above hear of a publication: within its transaction, so that neither happens without the other."""

from datetime import datetime
from typing import Protocol

from azukari.charter.models import Charter


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
