"""Dimensions: what is counted of a view, how many different values of each a day may have, and which are folded.

A closed list. What is not in it is not kept (P18).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

OTHER: Final = "*"
"""Where a value was too rare, one too many, or no business of ours."""


class Dimension(StrEnum):
    """The name is stored, so it stays."""

    VIEWS = "views"  # of the whole site; no value
    PAGE = "page"  # how often each was shown
    ENTRY = "entry"  # where visits begin
    TOLD = "told"  # of how many views of a page the reading was heard of
    READ = "read"  # how many of these came to the end
    SECONDS = "seconds"  # and how long they stayed in all
    REFERRER = "referrer"
    SOURCE = "source"
    MEDIUM = "medium"
    CAMPAIGN = "campaign"
    COUNTRY = "country"
    DEVICE = "device"
    BROWSER = "browser"
    SYSTEM = "system"
    LANGUAGE = "language"
    DEPTH = "depth"
    TIME = "time"
    NEXT = "next"  # which page of ours came next
    OUTBOUND = "outbound"
    DOWNLOAD = "download"
    MISSING = "missing"  # asked for, and not there
    LEFT_OUT = "left out"  # not counted, by which rule


@dataclass(frozen=True, slots=True)
class Bound:
    """
    Args:
        values: different values of a day; what comes after them is `OTHER`.
        crossed: different values of a day for each page; 0 where it is not looked at page by page.
        folded: whether values that few views have are `OTHER` from the day's end on.
        held: whether a value waits in memory until enough views have it. For what a link says (``utm_*``): whoever
            makes the link can put a mark for one person into it.
    """

    values: int
    crossed: int = 0
    folded: bool = True
    held: bool = False


BOUNDS: Final[dict[Dimension, Bound]] = {
    Dimension.VIEWS: Bound(1, folded=False),
    Dimension.PAGE: Bound(1000, folded=False),
    Dimension.ENTRY: Bound(500, folded=False),
    Dimension.TOLD: Bound(1000, folded=False),
    Dimension.READ: Bound(1000, folded=False),
    Dimension.SECONDS: Bound(1000, folded=False),
    Dimension.REFERRER: Bound(300, 20),
    Dimension.SOURCE: Bound(100, held=True),
    Dimension.MEDIUM: Bound(50, held=True),
    Dimension.CAMPAIGN: Bound(100, 20, held=True),
    Dimension.COUNTRY: Bound(260, 20),
    Dimension.DEVICE: Bound(5, 5),
    Dimension.BROWSER: Bound(20),
    Dimension.SYSTEM: Bound(20),
    Dimension.LANGUAGE: Bound(60, 10),
    Dimension.DEPTH: Bound(6, folded=False),
    Dimension.TIME: Bound(8, folded=False),
    Dimension.NEXT: Bound(500, 20),
    Dimension.OUTBOUND: Bound(200, 10),
    Dimension.DOWNLOAD: Bound(200),
    Dimension.MISSING: Bound(100),
    Dimension.LEFT_OUT: Bound(10, folded=False),
}

MANY_PAGES: Final = 200
"""A site that shows more different pages than this on a day has its rarest folded as well, so that nobody can fill the
store with addresses that they made up.
"""

CROSSED_IN_ALL: Final = 20_000
"""Values of pages that one site may have on a day."""
