"""Views that came by a campaign: a socket between whoever counts pages and whoever sends links. Only totals pass."""

from dataclasses import dataclass
from datetime import date

from azukari.lib.listeners import Listeners


@dataclass(frozen=True, slots=True)
class Views:
    """
    Args:
        count: at least so many; None where there were fewer than ``least``, which are not told.
    """

    count: int | None
    least: int


on_asked = Listeners[[str, date], Views]()
"""Tells the views of a campaign (``utm_campaign``) since a day."""


def views_of(campaign: str, since: date) -> Views | None:
    """How many views came by it; None where nobody counts."""
    return next(on_asked.answers(campaign, since), None)
