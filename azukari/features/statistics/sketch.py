"""HyperLogLog sketch: about how many different things were shown to it, in 4 KiB, within a stated error.

After Flajolet et al., "HyperLogLog" (2007), estimated as Ertl does ("New cardinality estimation algorithms for
HyperLogLog sketches", 2017), which needs no table of corrections, however few there were.
"""

import math
from collections import Counter
from typing import Final

_BITS: Final = 12
REGISTERS: Final = 1 << _BITS
_REST: Final = 64 - _BITS
HIGHEST: Final = _REST + 1
_ALPHA: Final = 1 / (2 * math.log(2))

ERROR_PERMILLE: Final = round(1040 / math.sqrt(REGISTERS))
"""Its standard error; 95 of 100 answers lie within twice this."""


class Sketch:
    """Full size from the first on: what it holds tells nothing by its length."""

    __slots__ = ("_registers",)

    def __init__(self, registers: bytes = b"") -> None:
        self._registers = bytearray(registers or REGISTERS)

    @property
    def registers(self) -> bytes:
        """All that it holds: `REGISTERS` bytes, none above `HIGHEST`."""
        return bytes(self._registers)

    def add(self, digest: int) -> None:
        """Show it something, as 64 bits that are evenly spread."""
        place, rest = digest >> _REST, digest & ((1 << _REST) - 1)
        rank = _REST - rest.bit_length() + 1
        if rank > self._registers[place]:
            self._registers[place] = rank

    def merge(self, other: "Sketch") -> None:
        """As if it had been shown all that the other one was."""
        self._registers = bytearray(map(max, self._registers, other._registers))

    def estimate(self) -> int:
        """About how many there were."""
        counts = Counter(self._registers)
        total = REGISTERS * _tau(1 - counts[_REST + 1] / REGISTERS)
        for rank in range(_REST, 0, -1):
            total = 0.5 * (total + counts[rank])
        total += REGISTERS * _sigma(counts[0] / REGISTERS)
        return round(_ALPHA * REGISTERS * REGISTERS / total) if math.isfinite(total) else 0


def _sigma(share: float) -> float:
    if share == 1:
        return math.inf
    step, total, before = 1.0, share, -1.0
    while total != before:
        share *= share
        before = total
        total += share * step
        step += step
    return total


def _tau(share: float) -> float:
    if share in (0, 1):
        return 0.0
    step, total, before = 1.0, 1 - share, -1.0
    while total != before:
        share = math.sqrt(share)
        before = total
        step *= 0.5
        total -= (1 - share) ** 2 * step
    return total / 3
