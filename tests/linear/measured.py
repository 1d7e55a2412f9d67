"""The growth of each regular expression under the texts that are hostile to it."""

import re
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.linear.attack import Attack, attacks
from tests.linear.growth import growth
from tests.linear.patterns import Found

LINEAR = 1.4
"""An exponent up to which growth counts as linear."""


def worst(found: Found) -> tuple[float, Attack | None]:
    """The steepest growth, as an exponent, and the text that causes it; the first beyond linear ends the search."""
    steepest: tuple[float, Attack | None] = (1.0, None)
    if found.pattern is None:
        return steepest
    for use in sorted(found.uses):
        for attack in attacks(found.pattern):
            grown = growth(partial(_call, found.pattern, use, attack))
            if grown > LINEAR:  # measured once more: another process may have taken the processor's caches meanwhile
                grown = min(grown, growth(partial(_call, found.pattern, use, attack)))
            steepest = max(steepest, (grown, attack), key=lambda one: one[0])
            if grown > LINEAR:
                return steepest
    return steepest


def _call(pattern: re.Pattern[Any], use: str, attack: Attack, size: int) -> Callable[[], object]:
    text: Any = attack.of(size)
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "ignore")
    if use == "finditer":
        return lambda: deque(pattern.finditer(text), 0)
    return partial(getattr(pattern, use), text)
