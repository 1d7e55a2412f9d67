"""How the time of a call grows with the length of its text: a ratio of processor times, never a time."""

import math
import time
from collections.abc import Callable

_SIZES = (8, 12, 16, 24, 96, 384, 1536)
_EXPONENTIAL = 5, 0.0005
"""Times as long, and seconds, from one short text to the next: nothing longer is tried."""

_SUSPECT, _STEEP = 7.5, 2.8
"""Beyond linear: at four times the length (linear 4, quadratic 16), and at twice of it (2 and 4)."""

_ENOUGH = 0.03
"""Seconds after which nothing longer is tried, where it is steep. What is steep only up to a bound is linear."""


def seconds(call: Callable[[], object], *, tries: int) -> float:
    """The shortest of some tries, in seconds of the processor, since whatever disturbs makes it longer."""
    found = []
    for _ in range(tries):
        begun = time.process_time()
        call()
        found.append(time.process_time() - begun)
    return max(min(found), 1e-7)


def growth(run: Callable[[int], Callable[[], object]]) -> float:
    """The exponent with which the time grows: 1 where nothing suggests more, 2 for quadratic, more for worse.

    It begins with a short text, and goes on to a longer one only while the shorter shows nothing, so that what is
    exponential ends soon.

    Args:
        run: makes the call for a text of a length.
    """
    grown = 1.0
    before = seconds(run(_SIZES[0]), tries=1)
    for size in _SIZES[1:]:
        now = seconds(run(size), tries=1)
        if size <= 24:
            if now > _EXPONENTIAL[0] * before and now > _EXPONENTIAL[1] and (again := _again(run, size)):
                return again
            before = now
            continue
        grown = _confirmed(run, size) if now > _SUSPECT * before else 1.0
        if grown > 1.0 and now > _ENOUGH:
            break
        before = now
    return grown


def _again(run: Callable[[int], Callable[[], object]], size: int) -> float:
    short, long = (seconds(run(each), tries=2) for each in (size // 2, size))
    return math.log2(long / short) if long > _EXPONENTIAL[0] * short and long > _EXPONENTIAL[1] else 0.0


def _confirmed(run: Callable[[int], Callable[[], object]], size: int) -> float:
    quarter, half, whole = (seconds(run(each), tries=3) for each in (size // 4, size // 2, size))
    return math.log2(whole / half) if whole > _STEEP * half and whole > _SUSPECT * quarter else 1.0
