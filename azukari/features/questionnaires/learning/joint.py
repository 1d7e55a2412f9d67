"""Joint counts of a publication: every table by every combination of the groups that it is crossed with."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azukari.features.questionnaires.learning.asked import Asked, given
from azukari.features.questionnaires.learning.suppression import (
    EARLIER,
    NO_ANSWER,
    SINCE,
    Combination,
    Figures,
    Groups,
    QuestionCounts,
    TooSoonError,
)

OTHERS = "others"
"""The group of all whose own would be too small."""


@dataclass(frozen=True, slots=True)
class Joint:
    """How many people there are of each combination of groups, and of these in each row of each table.

    Args:
        dimensions: ids of the tables whose rows are the groups.
        kept: by dimension, the labels that are groups of their own; all others are `OTHERS`.
        tables: by the table's id, people by row and combination.
    """

    dimensions: tuple[str, ...]
    kept: Mapping[str, Sequence[str]]
    sizes: Mapping[Combination, int]
    tables: Mapping[str, Mapping[tuple[str, Combination], int]]


def joint(
    tables: Sequence[Asked],
    by: Sequence[Asked],
    people: Iterable[Mapping[str, Any]],
    *,
    k: int,
    kept: Mapping[str, Sequence[str]] | None = None,
) -> Joint:
    """Count everybody.

    Args:
        kept: the groups of the publication before, which stay; without, labels of fewer than k people are merged.
    """
    everybody = list(people)
    labels = {one.id: [(given(one, answers) or (NO_ANSWER,))[0] for answers in everybody] for one in by}
    kept = kept if kept is not None else {name: _large(column, k) for name, column in labels.items()}
    dimensions = tuple(one.id for one in by if kept.get(one.id))
    columns = [[label if label in kept[name] else OTHERS for label in labels[name]] for name in dimensions]
    combinations: list[Combination] = list(zip(*columns, strict=True)) if columns else [()] * len(everybody)
    found = {}
    for table in tables:
        rows = Counter(
            (value, combination)
            for answers, combination in zip(everybody, combinations, strict=True)
            for value in given(table, answers) or (NO_ANSWER,)
        )
        found[table.id] = dict(rows)
    return Joint(dimensions, kept, Counter(combinations), found)


def _large(column: Sequence[str], k: int) -> Sequence[str]:
    """The labels that can be groups: k people at least, and k at least in what is left over, if anything is."""
    sizes = Counter(column)
    sizes.pop(NO_ANSWER, None)
    kept = sorted((label for label, size in sizes.items() if size >= k), key=lambda label: -sizes[label])
    while kept and 0 < len(column) - sum(sizes[label] for label in kept) < k:
        kept.pop()
    return sorted(kept) if len(kept) > 1 or (kept and sizes[kept[0]] < len(column)) else []


def item_of(table: Asked, now: Joint, before: Joint | None, told: Figures) -> QuestionCounts:
    """A table for `suppression.publishable`.

    Args:
        before: the counts of the publication before; ``told`` is what it showed of this table.
    """
    options = (*table.values, NO_ANSWER) if table.may_be_silent else table.values
    counts = now.tables[table.id]
    if before is None:
        return QuestionCounts(options, counts, table.several)
    old = before.tables.get(table.id, {})
    return QuestionCounts(options, {**_batch(old, EARLIER), **_batch(_less(counts, old), SINCE)}, table.several, told)


def groups_of(now: Joint, before: Joint | None) -> Groups:
    """The sizes for `suppression.publishable`.

    Raises:
        TooSoonError: people have gone since the publication before.
    """
    if before is None:
        return Groups(now.dimensions, now.sizes)
    sizes = {(*each, EARLIER): size for each, size in before.sizes.items()}
    sizes |= {(*each, SINCE): size for each, size in _less(now.sizes, before.sizes).items()}
    return Groups((*now.dimensions, "batch"), sizes, again=True)


def _batch(counts: Mapping[tuple[str, Combination], int], batch: str) -> dict[tuple[str, Combination], int]:
    return {(option, (*each, batch)): number for (option, each), number in counts.items()}


def _less[Key](now: Mapping[Key, int], before: Mapping[Key, int]) -> dict[Key, int]:
    """What has come since.

    Raises:
        TooSoonError: something has gone.
    """
    found = {key: now.get(key, 0) - before.get(key, 0) for key in {**before, **now}}
    if any(number < 0 for number in found.values()):
        raise TooSoonError("Answers were corrected or taken back since the last publication, which would show whose.")
    return {key: number for key, number in found.items() if number}
