"""Precision of a sample: effective n, Kish's design effect, and the margin of error by linearisation.

Variances are those of the ratio estimator by Taylor linearisation, of people drawn with replacement; where weights were
brought to targets, what the targets explain is swept out of the residuals first, ten times over all of them, as R's
survey package does. A sample that chose itself has no margin of error (AAPOR, "Guidance on Reporting Precision for
Nonprobability Samples"): asking for one is refused.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from azukari.features.questionnaires.learning.weights import Weighted

_SWEEPS = 10


class Sampling(StrEnum):
    """How people came into the sample."""

    PROBABILITY = "probability"  # drawn by chance from a list of the population
    EVERYBODY = "everybody"  # all of the population were asked
    SELF_SELECTED = "self_selected"  # whoever came by and wanted to


class NoMarginError(ValueError):
    """There is no margin of error for this sample, with a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Means of some columns, with the covariance of their errors."""

    means: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]

    def error(self, place: int) -> float:
        """The standard error of one of them."""
        return math.sqrt(max(self.covariance[place][place], 0.0))


def kish_design_effect(weights: Sequence[float]) -> float:
    """How much larger variances are for unequal weights: n Σw² / (Σw)² (Kish 1965, 11.7)."""
    return len(weights) * sum(weight * weight for weight in weights) / sum(weights) ** 2


def effective_size(weights: Sequence[float]) -> float:
    """How many people with equal weights would say as much: (Σw)² / Σw²."""
    return len(weights) / kish_design_effect(weights)


def design_effect(error: float, share: float, size: int) -> float:
    """How much larger the variance of a share is than in a simple random sample of ``size`` (svymean, "replace")."""
    return error * error * (size - 1) / (share * (1 - share))


def margin_of_error(error: float, *, sampling: Sampling, level: float = 0.95) -> float:
    """Half the width of the interval that holds the population's value in ``level`` of all samples.

    Raises:
        NoMarginError: the sample was not drawn by chance.
    """
    if sampling is Sampling.SELF_SELECTED:
        raise NoMarginError(
            "Anyone who wanted to could answer, so these answers may differ from everyone’s by an unknown amount. "
            "There is no margin of error for such a sample."
        )
    if sampling is Sampling.EVERYBODY:
        raise NoMarginError("Everybody was asked: there is no error of sampling, and so no margin for it.")
    return error * NormalDist().inv_cdf((1 + level) / 2)


def linearised[Value: Hashable](
    values: Sequence[Value | None], columns: Sequence[Mapping[Value, float]], sample: Weighted
) -> Estimate:
    """Weighted means of columns over the people with a value, and their covariance.

    Args:
        values: one a person; ``None`` is outside of the domain.
        columns: what each value counts for in each column; 0 where a column does not name it.
    """
    size = len(values)
    alike = Counter(zip(values, sample.weights, *sample.margins, strict=True))  # people who differ in nothing
    patterns, numbers = [*alike], [*alike.values()]
    weights = [pattern[1] for pattern in patterns]
    held = [
        number * weight if pattern[0] is not None else 0.0
        for pattern, number, weight in zip(patterns, numbers, weights, strict=True)
    ]
    total = sum(held)
    means, scores = [], []
    for column in columns:
        counted = [0.0 if pattern[0] is None else column.get(pattern[0], 0.0) for pattern in patterns]
        mean = sum(map(float.__mul__, held, map(float, counted))) / total
        residuals = [
            0.0 if pattern[0] is None else (value - mean) / total
            for pattern, value in zip(patterns, counted, strict=True)
        ]
        _sweep(residuals, [pattern[2:] for pattern in patterns], numbers, weights)
        linear = [residual * weight for residual, weight in zip(residuals, weights, strict=True)]
        centre = sum(number * score for number, score in zip(numbers, linear, strict=True)) / size
        means.append(mean)
        scores.append([score - centre for score in linear])
    scale = size / (size - 1)
    return Estimate(
        tuple(means),
        tuple(tuple(scale * sum(map(_three, numbers, one, other)) for other in scores) for one in scores),
    )


def _three(number: int, one: float, other: float) -> float:
    return number * one * other


def _sweep(
    residuals: list[float], margins: Sequence[Sequence[str]], numbers: Sequence[int], weights: Sequence[float]
) -> None:
    """Take out of the residuals what the groups of each margin explain: weighted means for one, plain for several."""
    how_many = len(margins[0])
    worths = [number * (weight if how_many == 1 else 1.0) for number, weight in zip(numbers, weights, strict=True)]
    columns = [[labels[margin] for labels in margins] for margin in range(how_many)]
    sizes = [_by_label(labels, worths) for labels in columns]
    for _ in range(_SWEEPS if how_many > 1 else how_many):
        for labels, size in zip(columns, sizes, strict=True):
            sums = _by_label(labels, map(float.__mul__, worths, residuals))
            means = {label: total / size[label] for label, total in sums.items()}
            residuals[:] = [residual - means[label] for residual, label in zip(residuals, labels, strict=True)]


def _by_label(labels: Sequence[str], values: Iterable[float]) -> dict[str, float]:
    sums = dict.fromkeys(labels, 0.0)
    for label, value in zip(labels, values, strict=True):
        sums[label] += value
    return sums
