"""Weights by post-stratification and raking (iterative proportional fitting), with trimming.

Post-stratification brings each group of one characteristic to its share of the population; raking brings the groups of
several characteristics there in turn until all of them stand (Deming and Stephan 1940). Trimming cuts weights at
bounds and gives what was cut to the others, and raking again after each cut keeps the targets, where that is possible.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from azukari.features.questionnaires.learning.targets import Targets

_CLOSE = 1e-12
_ROUNDS = 500
_TRIMS = 50


class CannotWeightError(ValueError):
    """The sample does not reach the targets, with a sentence that says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Weighted:
    """A sample with its weights, of mean 1, and the labels that these were brought to targets by.

    Args:
        weights: one a person.
        margins: for each characteristic, one label a person; none where nothing was weighted.
        trimmed: people whose weight was cut.
    """

    weights: tuple[float, ...]
    margins: tuple[tuple[str, ...], ...] = ()
    trimmed: int = 0


def unweighted(size: int) -> Weighted:
    """Everybody counts once."""
    return Weighted((1.0,) * size)


def rake(
    labels: Sequence[Sequence[str]],
    targets: Sequence[Targets],
    *,
    start: Sequence[float] | None = None,
    bounds: tuple[float, float] | None = None,
) -> Weighted:
    """Weights with which the sample's groups have the targets' shares; with one target, post-stratification.

    Args:
        labels: for each target, the group of each person.
        start: weights from the design of the sample; equal without.
        bounds: the smallest and the largest weight, as multiples of the mean.

    Raises:
        CannotWeightError: a group of the sample has no target, one of the targets nobody in the sample, or the
            targets contradict each other or the bounds.
    """
    for given, target in zip(labels, targets, strict=True):
        if set(given) - set(target.shares):
            raise CannotWeightError("Somebody is in a group for which there is no target.")
        if set(target.shares) - set(given):
            raise CannotWeightError("Nobody in the sample is in a group that has a target. Merge it.")
    size = len(labels[0])
    weights = _scaled(list(start or [1.0] * size))
    weights = _fit(weights, labels, targets)
    cut: set[int] = set()
    if bounds:
        for _ in range(_TRIMS):
            outside = {i for i, w in enumerate(weights) if not bounds[0] - _CLOSE <= w <= bounds[1] + _CLOSE}
            if not outside:
                break
            cut |= outside
            weights = _fit(_trim(weights, bounds), labels, targets)
        else:
            raise CannotWeightError("No weights within these bounds reach the targets. Widen the bounds.")
    return Weighted(tuple(weights), tuple(tuple(each) for each in labels), len(cut))


def _fit(weights: list[float], labels: Sequence[Sequence[str]], targets: Sequence[Targets]) -> list[float]:
    size = len(weights)
    for _ in range(_ROUNDS):
        moved = 0.0
        for given, target in zip(labels, targets, strict=True):
            sums = dict.fromkeys(target.shares, 0.0)
            for group, weight in zip(given, weights, strict=True):
                sums[group] += weight
            factors = {group: target.shares[group] * size / sums[group] for group in sums}
            weights = [weight * factors[group] for group, weight in zip(given, weights, strict=True)]
            moved = max(moved, *(abs(factor - 1) for factor in factors.values()))
        if moved < _CLOSE or len(targets) == 1:
            return weights
    raise CannotWeightError("The targets contradict each other in this sample: raking does not settle.")


def _trim(weights: Sequence[float], bounds: tuple[float, float]) -> list[float]:
    """Each cut at the bounds, and what was cut spread over those within, in equal parts (as survey::trimWeights)."""
    within = [bounds[0] <= weight <= bounds[1] for weight in weights]
    if not any(within):
        raise CannotWeightError("No weight lies within the bounds. Widen them.")
    held = [min(max(weight, bounds[0]), bounds[1]) for weight in weights]
    spread = (sum(weights) - sum(held)) / sum(within)
    return [weight + spread if is_within else weight for weight, is_within in zip(held, within, strict=True)]


def _scaled(weights: list[float]) -> list[float]:
    if any(not weight > 0 for weight in weights):
        raise CannotWeightError("Each weight must be above 0.")
    mean = sum(weights) / len(weights)
    return [weight / mean for weight in weights]
