"""What the answers of a version come to, as it was counted last (`refresh`). Nothing is opened for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from azukari.core.vault.batch_field import Lost
from azukari.features.questionnaires.learning.asked import Asked, Cells, counted
from azukari.features.questionnaires.models import Poll, Version
from azukari.features.questionnaires.results.models import Counted
from azukari.features.questionnaires.shape import QuestionType
from azukari.lib.percent import percent

_PROMOTERS, _DETRACTORS = ("9", "10"), tuple(map(str, range(7)))


@dataclass(frozen=True, slots=True)
class Taken:
    """Counts of everything that was answered.

    Args:
        size: people who answered.
        day: on which they were counted; None where nothing was counted yet.
    """

    size: int
    cells: Cells
    day: date | None = None


def taken(version: Version) -> Taken:
    """The counts of a version. One query."""
    return taken_of([version]).get(version.id, Taken(0, {}))


def taken_of(versions: Sequence[Version]) -> Mapping[UUID, Taken]:
    """The counts of each version that has any, by its id. One query."""
    return {
        each.version_id: Taken(each.size, {(asked, value): number for asked, value, number in each.cells}, each.day)
        for each in Counted.objects.filter(version__in=versions)
        if not isinstance(each.cells, Lost)
    }


def version_to_show(poll: Poll) -> Version | None:
    """The newest that somebody answered; else the newest."""
    versions = list(poll.versions.order_by("-number"))
    known = taken_of(versions)
    return next((one for one in versions if one.id in known and known[one.id].size), next(iter(versions), None))


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row of a chart.

    Args:
        count, percent: None where they are hidden.
        width: of the bar, in percent of the whole width.
        weighted: the percent, weighted; None where there is none.
    """

    value: str
    label: str
    count: int | None
    percent: int | None
    width: int
    weighted: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A table with its bars.

    Args:
        base: whom the percents are of; None where it is hidden.
        number: the mean of a scale, or the score of "would you recommend it".
    """

    asked: Asked
    base: int | None
    lines: Sequence[ChartRow]
    mean: float | None = None
    score: int | None = None
    silent: int | None = None


def chart(asked: Asked, cells: Cells, size: int, lang: str) -> Chart:
    """All answers to one table, as staff see them."""
    found = counted(asked, cells)
    base = found.answered
    lines = []
    for value, label in asked.options:
        count = found.counts.get(value, 0)
        lines.append(ChartRow(value, label[lang], count, percent(count, base), percent(count, base)))
    return Chart(
        asked,
        base,
        lines,
        mean=_mean(found.counts) if asked.scored else None,
        score=_score(found.counts, base) if asked.type is QuestionType.NPS and base else None,
        silent=size - base,
    )


def _mean(counts: Mapping[str, int]) -> float | None:
    people = sum(counts.values())
    return round(sum(int(value) * number for value, number in counts.items()) / people, 2) if people else None


def _score(counts: Mapping[str, int], base: int) -> int:
    """The net promoter score."""
    balance = sum(counts.get(each, 0) for each in _PROMOTERS) - sum(counts.get(each, 0) for each in _DETRACTORS)
    return round(100 * balance / base)
