"""Figures of a year: numbers by month that features bring to the director's page, each with its source.

A slice names its sources in its manifest; the page that shows all of them knows no slice. A source opens nobody's data:
it counts rows. Small numbers are hidden by the page, so a source says of each number how many stand behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise

from azukari.policy.terms import Policy


class Counted(NamedTuple):
    """A number of one month, and how many people or acts stand behind it: of a sum of money, how many payments."""

    value: int
    behind: int


@dataclass(frozen=True, slots=True)
class AtFigures:
    """What a source knows: the policy, the time, and the first day of the first month that is asked for."""

    policy: Policy
    now: datetime
    since: date

    @property
    def month(self) -> date:
        """The first day of the present month, on the organisation's wall."""
        return self.policy.organisation.day(self.now).replace(day=1)

    @property
    def begins(self) -> datetime:
        """The first moment that is asked for."""
        return self.policy.organisation.midnight(self.since)


type ByMonth = Mapping[date, Counted]
"""Numbers by the first day of their month."""


@dataclass(frozen=True, slots=True)
class Figure:
    """
    Args:
        name: short and stable: ``members-joined``.
        title: what is counted, lazily translated.
        unit: of what, where the title does not say it: yen, hours.
        is_level: a state at the end of the month, such as members; otherwise the months of a year add up.
        of_people: whether people stand behind it, so that small numbers are hidden.
    """

    name: str
    title: Promise | str
    unit: Promise | str = ""
    is_level: bool = False
    of_people: bool = True


@dataclass(frozen=True, slots=True)
class FigureSource:
    """Figures that are counted together.

    Args:
        chapter: the heading below which they stand; sources with the same one stand together.
        told: where the numbers come from, in a sentence for the board.
        figures: what it counts.
        read: the numbers of each figure from the month ``since`` on, in a fixed number of queries. A month that is
            missing counts 0; of a level, nothing is known.
        keeps_history: whether what it counts outlives the people; otherwise the page keeps the numbers of months that
            are over.
    """

    chapter: Promise | str
    told: Promise | str
    figures: tuple[Figure, ...]
    read: Callable[[AtFigures], Mapping[str, ByMonth]]
    keeps_history: bool = False


def by_month(rows: QuerySet[Any], moment: str, at: AtFigures, *, value: Any = None) -> dict[date, Counted]:
    """How many of the rows have their ``moment``, a field with a time, in each month. One query.

    Args:
        value: an aggregate that is told instead of how many they are.
    """
    zone = at.policy.organisation.zone
    found = rows.filter(**{f"{moment}__gte": at.begins, f"{moment}__lte": at.now})
    return {month.date(): counted for month, counted in _grouped(found, TruncMonth(moment, tzinfo=zone), value)}


def by_month_of_day(rows: QuerySet[Any], day: str, at: AtFigures, *, value: Any = None) -> dict[date, Counted]:
    """As `by_month`, by a field with a day. One query."""
    found = rows.filter(**{f"{day}__gte": at.since, f"{day}__lte": at.policy.organisation.day(at.now)})
    return dict(_grouped(found, TruncMonth(day), value))


def _grouped(rows: QuerySet[Any], month: TruncMonth, value: Any) -> list[tuple[Any, Counted]]:
    found = rows.order_by().annotate(of_month=month).values("of_month")
    told = found.annotate(behind=Count("*"), told=Count("*") if value is None else value)
    return [(row["of_month"], Counted(row["told"] or 0, row["behind"])) for row in told]


def level(at: AtFigures, value: int) -> ByMonth:
    """A state as it is now; of earlier months nothing is known."""
    return {at.month: Counted(value, value)}


_sources: dict[str, FigureSource] = {}


def register(source: FigureSource) -> None:
    """Add a source.

    Raises:
        ValueError: a figure of that name is there already.
    """
    known = {figure.name for each in _sources.values() for figure in each.figures}
    if twice := known.intersection(figure.name for figure in source.figures):
        raise ValueError(f"There is a figure {min(twice)} already.")
    _sources[source.figures[0].name] = source


def sources() -> tuple[FigureSource, ...]:
    """All of them, in the order of their registration."""
    return tuple(_sources.values())
