"""What a page of counts is asked for by its address: a site, a time, a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from azukari.core.forms.page_names import page_name
from azukari.features.statistics.report import Days
from azukari.features.statistics.scrub import path
from azukari.features.statistics.sites import OWN, names_of
from azukari.policy.terms import Policy
from azukari.shells.staff.count_page import AtCounts

PERIODS = (7, 30, 90, 365, 730)
_USUAL = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """
    Args:
        page: the one that is looked at, or ``""`` for all.
    """

    policy: Policy
    site: str
    number: int
    days: Days
    today: date
    page: str = ""

    def query(self, **other: object) -> str:
        """The same, or with something else, as the end of an address."""
        kept = {"site": self.site, "days": self.number, "page": self.page} | other
        return "?" + urlencode({key: value for key, value in kept.items() if value not in ("", None)})

    @property
    def times(self) -> list["ViewChoice"]:
        """The times to choose from."""
        return [
            ViewChoice(_("%(number)s days") % {"number": period}, self.query(days=period), period == self.number)
            for period in PERIODS
        ]

    @property
    def sites(self) -> list["ViewChoice"]:
        """The sites to choose from; none where there is one alone."""
        found = [
            ViewChoice(_("Our pages here") if name == OWN else name, self.query(site=name, page=""), name == self.site)
            for name in names_of(self.policy)
        ]
        return found if len(found) > 1 else []

    @property
    def least(self) -> int:
        """What is fewer than that is told as one."""
        return self.policy.statistics.fold_below

    def called(self, lang: str) -> Callable[[str], str]:
        """What the pages of the site are called, by their addresses; those of another site have no other name."""
        return (lambda path: page_name(path, lang, self.policy)) if self.site == OWN else str


@dataclass(frozen=True, slots=True)
class ViewChoice:
    """One of several that a page can show."""

    title: str
    link: str
    here: bool


def read(request: HttpRequest, at: AtCounts) -> Asked:
    """What is asked for; what makes no sense is the usual."""
    return asked(request, at.policy, at.today)


def asked(request: HttpRequest, policy: Policy, today: date) -> Asked:
    """As `read`, for a page that has no door."""
    said = request.GET.get("days", "")
    number = int(said) if said in {str(period) for period in PERIODS} else _USUAL
    site = request.GET.get("site", "")
    page = request.GET.get("page", "")
    days = Days(today - timedelta(days=number - 1), today)
    return Asked(policy, site if site in names_of(policy) else OWN, number, days, today, path(page) if page else "")
