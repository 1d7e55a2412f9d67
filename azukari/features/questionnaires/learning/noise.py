"""Noise by cell keys: what staff see when they filter, so that the same people always give the same figure.

Each answer has a key drawn from a secret; the keys of those in a cell, added up, decide what is added to its count
(Fraser and Wooton 2005). So asking again brings nothing, and asking for nearly the same people brings another figure,
of which nobody can say what came from the noise. A group smaller than k, and one that leaves fewer than k of those it
was taken from, is refused; what is left is shown in whole percent of a base with noise.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azukari.features.questionnaires.learning.asked import Asked, given

_SPACE = 2**64
MOST_CONDITIONS = 2


class FilterRefusedError(ValueError):
    """So few people would be left, or left out, that the figures could speak of single ones."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """Answers with their key."""

    key: int
    answers: Mapping[str, Any]


def keyed(id: str, answers: Mapping[str, Any], *, secret: bytes) -> Keyed:
    """Answers with the key that their id has under a secret."""
    digest = hmac.digest(secret, id.encode(), hashlib.sha256)
    return Keyed(int.from_bytes(digest[:8], "big"), answers)


@dataclass(frozen=True, slots=True)
class Condition:
    """Those who gave this value."""

    asked: Asked
    value: str

    def holds(self, one: Keyed) -> bool:
        return self.value in (given(self.asked, one.answers) or ())


def filtered(people: Sequence[Keyed], conditions: Sequence[Condition], *, k: int) -> Sequence[Keyed]:
    """Those for whom all conditions hold.

    Raises:
        FilterRefusedError: there are too few of them, too few who are left out, or too many conditions.
    """
    if len(conditions) > MOST_CONDITIONS:
        raise FilterRefusedError("Two conditions are the most.")
    for condition in conditions:
        others = [other for other in conditions if other is not condition]
        within = [one for one in people if all(other.holds(one) for other in others)]
        inside = sum(condition.holds(one) for one in within)
        if inside < k or len(within) - inside < k:
            raise FilterRefusedError("Too few people would be left, or left out.")
    return [one for one in people if all(condition.holds(one) for condition in conditions)]


def noisy(cell: Sequence[Keyed], *, k: int) -> int:
    """The count of a cell with noise of up to k on either side, the same for the same people; never below 0."""
    key = sum(one.key for one in cell) % _SPACE
    digest = hashlib.sha256(key.to_bytes(8, "big")).digest()
    shift = int.from_bytes(digest[:8], "big") % (2 * k + 1) - k
    return max(0, len(cell) + shift) if cell else 0


@dataclass(frozen=True, slots=True)
class Rough:
    """A table with noise: whole percents of a base that has noise too; ``None`` where there may be too few."""

    asked: Asked
    base: int
    percents: Mapping[str, int | None]


def rough(asked: Asked, people: Sequence[Keyed], *, k: int) -> Rough:
    """A table of filtered people."""
    cells: dict[str, list[Keyed]] = {value: [] for value in asked.values}
    answered = []
    for one in people:
        values = given(asked, one.answers)
        if values is not None:
            answered.append(one)
        for value in values or ():
            cells.setdefault(value, []).append(one)
    counts = {value: noisy(cell, k=k) for value, cell in cells.items()}
    base = noisy(answered, k=k)
    whole = max(base, 1) if asked.several else max(sum(counts.values()), 1)
    return Rough(
        asked,
        base,
        {value: None if number < k else min(100, round(100 * number / whole)) for value, number in counts.items()},
    )
