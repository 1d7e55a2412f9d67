"""Tails of the chi-square and F distributions: incomplete gamma and beta functions.

Series and continued fractions after Press et al., Numerical Recipes (3rd ed.), 6.2 and 6.4, by the method of Lentz.
"""

import math
from collections.abc import Callable

_TINY = 1e-300
_CLOSE = 1e-15
_STEPS = 10_000


def chi_square_tail(x: float, df: float) -> float:
    """The probability of more than ``x`` under chi-square with ``df`` degrees of freedom, which may be a fraction."""
    return _gamma_tail(df / 2, x / 2) if x > 0 else 1.0


def f_tail(x: float, first: float, second: float) -> float:
    """The probability of more than ``x`` under F with ``first`` and ``second`` degrees of freedom, fractions too."""
    return _beta(second / 2, first / 2, second / (second + first * x)) if x > 0 else 1.0


def _gamma_tail(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function Q(a, x)."""
    scale = math.exp(-x + a * math.log(x) - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for step in range(1, _STEPS):
            term *= x / (a + step)
            total += term
            if term < total * _CLOSE:
                break
        return 1 - scale * total
    return scale * _fraction(lambda n: (n * (a - n), x + 2 * n + 1 - a), x + 1 - a)


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    scale = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))

    def term(n: int) -> tuple[float, float]:
        m = n // 2
        if n % 2:
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0

    return scale * _fraction(term, 1.0) / a


def _fraction(term: Callable[[int], tuple[float, float]], first: float) -> float:
    """1 / (first + n1 / (d1 + n2 / (d2 + ...))), where ``term`` gives each pair."""
    value = first or _TINY
    above, below = value, 0.0
    for step in range(1, _STEPS):
        numerator, denominator = term(step)
        below = 1 / (denominator + numerator * below or _TINY)
        above = denominator + numerator / above or _TINY
        value *= above * below
        if abs(above * below - 1) < _CLOSE:
            break
    return 1 / value
