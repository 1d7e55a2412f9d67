"""Chi-square test of independence for weighted samples, adjusted after Rao and Scott (1984) in first and second order.

The statistic of Pearson is divided by the mean of the generalised design effects (first order, referred to chi-square),
or by their sum and referred to F with Satterthwaite's degrees of freedom (second order), which is the one to report.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from azukari.features.questionnaires.learning.distributions import chi_square_tail, f_tail
from azukari.features.questionnaires.learning.precision import linearised
from azukari.features.questionnaires.learning.weights import Weighted

type Matrix = list[list[float]]


@dataclass(frozen=True, slots=True)
class Test:
    """A statistic, its degrees of freedom, and how probable as much or more is without any association."""

    statistic: float
    df: tuple[float, ...]
    p: float


@dataclass(frozen=True, slots=True)
class Independence:
    """Both orders of the test, and the mean design effect of the table."""

    first: Test
    second: Test
    effect: float


def independence(rows: Sequence[str | None], columns: Sequence[str | None], sample: Weighted) -> Independence:
    """Whether two questions have to do with each other, by the people who answered both.

    Raises:
        ValueError: one of them has only one answer, so that there is nothing to test.
    """
    pairs = [None if r is None or c is None else (r, c) for r, c in zip(rows, columns, strict=True)]
    answered = [pair for pair in pairs if pair]
    of_rows, of_columns = sorted({pair[0] for pair in answered}), sorted({pair[1] for pair in answered})
    if len(of_rows) < 2 or len(of_columns) < 2:
        raise ValueError("One of the two questions has a single answer: there is nothing to compare.")
    cells = [(r, c) for c in of_columns for r in of_rows]
    found = linearised(pairs, [{cell: 1.0} for cell in cells], sample)
    shares = dict(zip(cells, found.means, strict=True))
    row_sums = {r: sum(shares[r, c] for c in of_columns) for r in of_rows}
    column_sums = {c: sum(shares[r, c] for r in of_rows) for c in of_columns}
    size = len(pairs)
    expected = {(r, c): row_sums[r] * column_sums[c] for r, c in cells}
    pearson = size * sum((shares[cell] - expected[cell]) ** 2 / expected[cell] for cell in cells)
    contrasts = [
        [((r == row) - 1 / len(of_rows)) * ((c == column) - 1 / len(of_columns)) for r, c in cells]
        for column in of_columns[1:]
        for row in of_rows[1:]
    ]  # what is left of an interaction when rows and columns are taken out
    over = [1 / shares[cell] if shares[cell] else 0.0 for cell in cells]
    scaled = [[value * weight for value, weight in zip(contrast, over, strict=True)] for contrast in contrasts]
    covariance = [list(row) for row in found.covariance]
    by_chance = _times([[value / size for value in row] for row in scaled], _turned(contrasts))
    by_design = _times(_times(scaled, covariance), _turned(scaled))
    effects = _solve(by_chance, by_design)
    trace = sum(effects[i][i] for i in range(len(effects)))
    squared = sum(effects[i][j] * effects[j][i] for i in range(len(effects)) for j in range(len(effects)))
    effect = trace / len(effects)
    df = trace * trace / squared
    one, two = pearson / effect, pearson / trace
    return Independence(
        first=Test(one, (float(len(effects)),), chi_square_tail(one, len(effects))),
        second=Test(two, (df, df * (size - 1)), f_tail(two, df, df * (size - 1))),
        effect=effect,
    )


def _turned(matrix: Sequence[Sequence[float]]) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def _times(one: Sequence[Sequence[float]], other: Sequence[Sequence[float]]) -> Matrix:
    columns = _turned(other)
    return [[sum(map(float.__mul__, row, column)) for column in columns] for row in one]


def _solve(left: Matrix, right: Matrix) -> Matrix:
    """The solution of ``left`` · x = ``right`` by Gaussian elimination with partial pivoting."""
    size = len(left)
    rows = [[*one, *other] for one, other in zip(left, right, strict=True)]
    for step in range(size):
        best = max(range(step, size), key=lambda i: abs(rows[i][step]))
        rows[step], rows[best] = rows[best], rows[step]
        pivot = rows[step][step]
        rows[step] = [value / pivot for value in rows[step]]
        for i in range(size):
            if i != step and (factor := rows[i][step]):
                rows[i] = [value - factor * other for value, other in zip(rows[i], rows[step], strict=True)]
    return [row[size:] for row in rows]
