"""Views that came by a campaign: a socket between whoever counts pages and whoever sends links. Only totals pass."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Views:
    """
    Args:
        count: at least so many; None where there were fewer than ``least``, which are not told.
    """

    count: int | None
    least: int


type Teller = Callable[[str, date], Views]
"""Tells the views of a campaign (``utm_campaign``) since a day."""

_tellers: list[Teller] = []


def on_asked(teller: Teller) -> None:
    """Have ``teller`` asked. For the manifest of the slice that counts."""
    if teller not in _tellers:
        _tellers.append(teller)


def views_of(campaign: str, since: date) -> Views | None:
    """How many views came by it; None where nobody counts."""
    return _tellers[0](campaign, since) if _tellers else None
