"""Goals: what a site is for, and how often it was reached. Counted in totals like everything; nobody is followed."""

from dataclasses import dataclass

from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.models import Goal
from azukari.features.statistics.report import Totals, share

KINDS = (Dimension.PAGE, Dimension.DOWNLOAD, Dimension.OUTBOUND)
MOST = 50


@dataclass(frozen=True, slots=True)
class Reached:
    """
    Args:
        count: how often; None where that was too seldom to be told apart.
        share: for each hundred entries, or None where these are few.
    """

    goal: Goal
    count: int | None
    share: int | None


def reached(site: str, found: Totals, least: int) -> list[Reached]:
    """How often each goal of a site was reached. One query."""
    entries = sum(found[Dimension.ENTRY].values())
    made = []
    for goal in Goal.objects.filter(site=site).order_by("title")[:MOST]:
        count = found[Dimension(goal.dimension)][goal.value]
        told = count if goal.dimension == Dimension.PAGE or count >= least else None
        made.append(Reached(goal, told, None if told is None else share(told, entries)))
    return made
