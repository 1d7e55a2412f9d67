"""Nesting depth of a JSON text, bounded before it is decoded (CWE-674).

A decoder calls itself for every bracket. Some overflow the thread's stack, which ends the process: no exception, no
answer, and everything else that was in it is lost.
"""

import re

DEPTH = 32
"""More than anything that we take has."""

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_OTHERS = bytes(set(range(256)) - {*b"[{]}"})
_OPENS = frozenset(b"[{")


class TooDeepError(ValueError):
    """Arrays and objects stand in each other deeper than anybody means."""

    def __init__(self) -> None:
        super().__init__("too deep")


def check_depth(raw: bytes, *, most: int = DEPTH) -> bytes:
    """Return ``raw`` as it came.

    Args:
        most: how deep arrays and objects may stand in each other.

    Raises:
        TooDeepError: they stand deeper.
    """
    if raw.count(b"[") + raw.count(b"{") <= most:
        return raw
    depth = 0
    for bracket in _STRING.sub(b"", raw).translate(None, _OTHERS):
        if bracket in _OPENS:
            depth += 1
            if depth > most:
                raise TooDeepError
        else:
            depth -= 1
    return raw
