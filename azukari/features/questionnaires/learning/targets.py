"""Targets of weighting: what the population is known to be, as a dated and sourced table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Targets:
    """How the population divides by one characteristic.

    Args:
        name: the question, or the characteristic, whose answers are the keys of ``shares``.
        shares: of the population, by group; brought to a sum of 1.
        source: who counted, and in which table.
        day: for which the figures hold.

    Raises:
        ValueError: no source, a share that is not above 0, or none.
    """

    name: str
    shares: Mapping[str, float]
    source: str
    day: date

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise ValueError("Targets need a source: who counted, and in which table.")
        if not self.shares or any(not share > 0 for share in self.shares.values()):
            raise ValueError("Each share of a target must be above 0.")
        total = sum(self.shares.values())
        object.__setattr__(self, "shares", {group: share / total for group, share in self.shares.items()})
