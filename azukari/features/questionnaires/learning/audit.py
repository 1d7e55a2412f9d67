"""Audit of published tables by linear programming: how far can a hidden figure be narrowed from all that is shown?

The figures of one question are sums over its cells: each option with each combination of the groups. Somebody who
knows how many people each combination has, which is more than is ever published, and every figure that is shown,
can find the least and the most that a hidden one can be. HiGHS finds both; what lies between must be k wide at least.
"""

import math
from collections.abc import Collection, Iterable

from azukari.lib.lazy_import import lazy_import

highspy = lazy_import("highspy")  # compiled, and it brings numpy: read when something is published
_SLACK = 1e-6


class Audit:
    """What can be found out about sums of cells that hold whole numbers of people.

    Args:
        cells: how many cells there are.
        known: sums that everybody knows, each with the cells it is of.
    """

    def __init__(self, cells: int, known: Iterable[tuple[Collection[int], int]]) -> None:
        self._model = highspy.Highs()
        self._model.setOptionValue("output_flag", False)
        self._model.setOptionValue("threads", 1)
        self._cells = cells
        self._open = math.inf
        for _ in range(cells):
            self._model.addVar(0.0, math.inf)
        for places, value in known:
            self.add(places, value, value)

    def add(self, places: Collection[int], least: float, most: float = math.inf) -> int:
        """State that the sum of these cells lies between bounds; returns the statement's number."""
        numbers = sorted(places)
        self._model.addRow(least, most, len(numbers), numbers, [1.0] * len(numbers))
        return int(self._model.getNumRow()) - 1

    def change(self, statement: int, least: float, most: float = math.inf) -> None:
        """State other bounds instead."""
        self._model.changeRowBounds(statement, least, most)

    def bounds(self, places: Collection[int]) -> tuple[int, int]:
        """The least and the most whole number that the sum of these cells can be.

        Raises:
            ArithmeticError: what is stated contradicts itself.
        """
        for place in places:
            self._model.changeColCost(place, 1.0)
        try:
            least = self._best(highspy.ObjSense.kMinimize)
            most = self._best(highspy.ObjSense.kMaximize)
        finally:
            for place in places:
                self._model.changeColCost(place, 0.0)
        return math.ceil(least - _SLACK), math.floor(most + _SLACK)

    def _best(self, sense: object) -> float:
        self._model.changeObjectiveSense(sense)
        self._model.run()
        if self._model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError("What the published figures say contradicts itself.")
        return float(self._model.getInfo().objective_function_value)
