"""Pages of counts: what a slice shows that may know nobody, not even who reads it. The desk puts the door before it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from azukari.lib.sections import Sections
from azukari.policy.terms import Act, Policy


@dataclass(frozen=True, slots=True)
class AtCounts:
    """What such a page knows: the policy, the language of its reader, and the time."""

    policy: Policy
    lang: str
    now: datetime

    @property
    def today(self) -> date:
        """The day on the organisation's wall."""
        return self.policy.organisation.day(self.now)


@dataclass(frozen=True, slots=True)
class CountPage:
    """
    Args:
        path: below ``/console/``.
        name: of its URL pattern.
        act: what its reader's duty needs.
        view: shows it.
    """

    path: str
    name: str
    act: Act
    view: Callable[[HttpRequest, AtCounts], HttpResponse]


@dataclass(frozen=True, slots=True)
class AtPage:
    """What is known of one public page, by counts alone.

    Args:
        page: its path.
        since, until: the first day and the last, of that zone.
        least: what is fewer than that is told as "fewer than".
    """

    page: str
    since: date
    until: date
    zone: ZoneInfo
    least: int


of_page: Sections[AtPage] = Sections()
"""Sections that slices bring to the counts of one page."""
