"""Cross-tabulation for staff: each table within the groups of one question, with the noise of filters; and tests of
independence after Rao and Scott, where the sample was drawn by chance.

A group is what a filter by it shows, so nothing can be learned here that filters would not tell. Of a test there is
nothing but its p-value in hundredths, by itself and adjusted after Holm over all tests of the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from azukari.features.questionnaires.learning.asked import Asked, given
from azukari.features.questionnaires.learning.multiple_comparisons import holm
from azukari.features.questionnaires.learning.noise import (
    Condition,
    FilterRefusedError,
    Keyed,
    Rough,
    filtered,
    noisy,
    rough,
)
from azukari.features.questionnaires.learning.precision import Sampling
from azukari.features.questionnaires.learning.rao_scott import independence
from azukari.features.questionnaires.learning.weighting import TargetTable, sampled
from azukari.features.questionnaires.learning.weights import unweighted
from azukari.features.questionnaires.shape import Text


@dataclass(frozen=True, slots=True)
class Group:
    """One answer to the question that makes the groups, with about how many gave it; None where that may be few."""

    label: Text
    about: int | None


@dataclass(frozen=True, slots=True)
class CrossedTable:
    """A table within each group.

    Args:
        columns: one a group; None where there may be too few.
        p: how probable such differences are without any association; None where there is no test.
        p_of_all: the same, as it counts when all tests of the page are looked at.
    """

    asked: Asked
    columns: Sequence[Rough | None]
    p: float | None = None
    p_of_all: float | None = None

    @property
    def rows(self) -> list[tuple[Text, list[int | None]]]:
        """Each option, with its percent in each group; None where it is hidden."""
        return [
            (label, [column.percents.get(value) if column else None for column in self.columns])
            for value, label in self.asked.options
        ]


@dataclass(frozen=True, slots=True)
class Crossing:
    groups: Sequence[Group]
    tables: Sequence[CrossedTable]
    tests: int


def crossed(
    people: Sequence[Keyed],
    tables: Sequence[Asked],
    by: Asked,
    *,
    k: int,
    sampling: Sampling,
    targets: Sequence[TargetTable] = (),
) -> Crossing:
    """Every other table by the answers to one.

    Args:
        targets: by which the tests weigh; the percents are of people.

    Raises:
        CannotWeightError: the sample does not reach the targets.
    """
    within = {value: _group(people, by, value, k) for value in by.values}
    words = dict(by.options)
    groups = [Group(words[value], noisy(left, k=k) if left else None) for value, left in within.items()]
    found = [
        CrossedTable(asked, [rough(asked, left, k=k) if left else None for left in within.values()])
        for asked in tables
        if asked.id != by.id
    ]
    if sampling is Sampling.PROBABILITY:
        shown = frozenset(value for value, left in within.items() if left)
        found = _tested(found, [one.answers for one in people], by, shown, targets)
    return Crossing(groups, found, sum(table.p is not None for table in found))


def _group(people: Sequence[Keyed], by: Asked, value: str, k: int) -> Sequence[Keyed]:
    try:
        return filtered(people, [Condition(by, value)], k=k)
    except FilterRefusedError:
        return ()


def _tested(
    tables: Sequence[CrossedTable],
    people: Sequence[Mapping[str, object]],
    by: Asked,
    shown: frozenset[str],
    targets: Sequence[TargetTable],
) -> list[CrossedTable]:
    kept, sample = sampled(people, targets) if targets else (people, unweighted(len(people)))
    groups = [label if label in shown else None for label in (_one(by, one) for one in kept)]
    values: dict[str, float] = {}
    for table in tables:
        if table.asked.several:
            continue  # people stand in more than one row: no test of independence is meant for that
        try:
            values[table.asked.id] = independence([_one(table.asked, one) for one in kept], groups, sample).second.p
        except ValueError:
            continue
    together = dict(zip(values, holm([*values.values()]), strict=True))
    return [
        replace(table, p=round(values[table.asked.id], 2), p_of_all=round(together[table.asked.id], 2))
        if table.asked.id in values
        else table
        for table in tables
    ]


def _one(asked: Asked, answers: Mapping[str, object]) -> str | None:
    return (given(asked, answers) or (None,))[0]
