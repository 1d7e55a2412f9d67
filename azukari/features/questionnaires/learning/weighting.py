"""Weighted results: a sample raked to its targets, with each table's percents, design effects and margins of error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from azukari.features.questionnaires.learning.asked import Asked, given
from azukari.features.questionnaires.learning.precision import (
    NoMarginError,
    Sampling,
    design_effect,
    effective_size,
    kish_design_effect,
    linearised,
    margin_of_error,
)
from azukari.features.questionnaires.learning.targets import Targets
from azukari.features.questionnaires.learning.weights import CannotWeightError, Weighted, rake
from azukari.features.questionnaires.shape import Text

BOUNDS = (0.2, 5.0)
"""Between which weights are trimmed, as multiples of their mean."""


@dataclass(frozen=True, slots=True)
class WeightedRow:
    """One option, in percent of those who answered.

    Args:
        effect: how much larger the variance is than in a simple random sample; None where all or nobody chose it.
        margin: half the width of the interval of 95%, in points; None where the sample has none.
    """

    value: str
    plain: float
    weighted: float
    effect: float | None
    margin: float | None


@dataclass(frozen=True, slots=True)
class WeightedTable:
    asked: Asked
    base: int
    rows: Sequence[WeightedRow]

    @property
    def lines(self) -> list[tuple[Text, WeightedRow]]:
        """The rows, each with its words."""
        return [(label, row) for (_value, label), row in zip(self.asked.options, self.rows, strict=True)]


@dataclass(frozen=True, slots=True)
class Weighing:
    """The whole of it.

    Args:
        size: people who are weighted; left: those without an answer to a question that has targets.
        trimmed: people whose weight was cut.
    """

    size: int
    left: int
    effective: float
    effect: float
    lowest: float
    highest: float
    trimmed: int
    tables: Sequence[WeightedTable]


class TargetTable(NamedTuple):
    """A table with its shares, their source and day."""

    asked: Asked
    shares: Mapping[str, float]
    source: str
    day: date

    @property
    def lines(self) -> list[tuple[Text, float]]:
        """The shares, each with its words."""
        return [(label, self.shares[value]) for value, label in self.asked.options if value in self.shares]


def sampled(
    people: Sequence[Mapping[str, Any]], targets: Sequence[TargetTable]
) -> tuple[Sequence[Mapping[str, Any]], Weighted]:
    """Those who answered all questions with targets, raked to these.

    Raises:
        CannotWeightError: the sample does not reach the targets, or nobody answered all of these questions.
    """
    known = [(one, [(given(asked, one) or ("",))[0] for asked, *_ in targets]) for one in people]
    kept = [(one, labels) for one, labels in known if all(labels)]
    if len(kept) < 2:
        raise CannotWeightError("Nobody in the sample is in a group that has a target. Merge it.")
    columns = [[labels[place] for _, labels in kept] for place in range(len(targets))]
    wanted = [Targets(asked.id, shares, source, day) for asked, shares, source, day in targets]
    return [one for one, _ in kept], rake(columns, wanted, bounds=BOUNDS)


def weigh(
    people: Sequence[Mapping[str, Any]], tables: Sequence[Asked], targets: Sequence[TargetTable], *, sampling: Sampling
) -> Weighing:
    """Rake people to targets and count every table.

    Raises:
        CannotWeightError: as `sampled`.
    """
    kept, sample = sampled(people, targets)
    return Weighing(
        size=len(kept),
        left=len(people) - len(kept),
        effective=effective_size(sample.weights),
        effect=kish_design_effect(sample.weights),
        lowest=min(sample.weights),
        highest=max(sample.weights),
        trimmed=sample.trimmed,
        tables=[found for asked in tables if (found := _table(asked, kept, sample, sampling))],
    )


def _table(
    asked: Asked, people: Sequence[Mapping[str, Any]], sample: Weighted, sampling: Sampling
) -> WeightedTable | None:
    answers = [given(asked, one) for one in people]
    base = sum(each is not None for each in answers)
    if not base:
        return None
    rows = []
    for value in asked.values:
        held = [None if each is None else value in each for each in answers]
        found = linearised(held, [{True: 1.0}], sample)
        share, error = found.means[0], found.error(0)
        plain = 100 * sum(each is True for each in held) / base
        effect = design_effect(error, share, base) if 0 < share < 1 and base > 1 else None
        rows.append(WeightedRow(value, plain, 100 * share, effect, _margin(error, sampling)))
    return WeightedTable(asked, base, rows)


def _margin(error: float, sampling: Sampling) -> float | None:
    try:
        return 100 * margin_of_error(error, sampling=sampling)
    except NoMarginError:
        return None
