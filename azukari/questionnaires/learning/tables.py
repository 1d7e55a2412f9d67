"""Frequency tables and cross-tabulation, weighted or not.

"Don't know" is an option like any other and stays in the base. Several answers of one person share one base, the
people who answered, so that the shares of a multiple response may come to more than the whole. Whoever gave no answer
(``None``) is counted beside the table and never inside.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptionCount:
    """One option: how many people gave it, the sum of their weights, and its share of the weighted base."""

    option: str
    count: int
    weight: float
    share: float


@dataclass(frozen=True, slots=True)
class Frequency:
    """A frequency table.

    Args:
        rows: in the order of the options, those nobody gave among them.
        base: people who answered.
        weight: the sum of their weights.
        silent: people who gave no answer.
    """

    rows: tuple[OptionCount, ...]
    base: int
    weight: float
    silent: int


def frequency(
    answers: Sequence[str | None], options: Sequence[str], *, weights: Sequence[float] | None = None
) -> Frequency:
    """How often each option was given, by single answers.

    Raises:
        ValueError: an answer is no option.
    """
    return multiple([None if each is None else (each,) for each in answers], options, weights=weights)


def multiple(
    answers: Sequence[Collection[str] | None], options: Sequence[str], *, weights: Sequence[float] | None = None
) -> Frequency:
    """How often each option was given, where a person may give several; an empty set is an answer: none of these.

    Raises:
        ValueError: an answer is no option.
    """
    counts, sums = dict.fromkeys(options, 0), dict.fromkeys(options, 0.0)
    base, total = 0, 0.0
    for given, weight in zip(answers, weights or [1.0] * len(answers), strict=True):
        if given is None:
            continue
        base += 1
        total += weight
        for option in given:
            if option not in counts:
                raise ValueError("An answer is none of the options.")
            counts[option] += 1
            sums[option] += weight
    rows = tuple(OptionCount(each, counts[each], sums[each], sums[each] / total if total else 0.0) for each in options)
    return Frequency(rows, base, total, len(answers) - base)


@dataclass(frozen=True, slots=True)
class Cross:
    """A cross-tabulation: a frequency table of the same question within each group, and one of everybody in a group."""

    groups: tuple[tuple[str, Frequency], ...]
    everybody: Frequency


def cross(
    answers: Sequence[Collection[str] | None],
    options: Sequence[str],
    by: Sequence[str | None],
    groups: Sequence[str],
    *,
    weights: Sequence[float] | None = None,
) -> Cross:
    """The answers of each group. Who is in no group is in none of the tables."""
    each_weight = weights or [1.0] * len(answers)

    def of(found: Iterable[bool]) -> Frequency:
        places = [place for place, is_there in enumerate(found) if is_there]
        return multiple([answers[i] for i in places], options, weights=[each_weight[i] for i in places])

    return Cross(
        groups=tuple((group, of(label == group for label in by)) for group in groups),
        everybody=of(label is not None for label in by),
    )
