"""The codes of the search index: a few bits each, keyed, and shared on purpose.

A code is made of short keyed hashes of ever longer beginnings of a word, one after another: so whatever begins alike
lies side by side, a beginning is found by a range, and each letter more narrows it. Nothing in a code can be turned
back into a letter, and since a code has no more bits than the number of people allows, each is shared by several. The
bound and its reasons are in docs/decisions.
"""

from collections.abc import Mapping

from azukari.core.vault.index_token import index_secret
from azukari.core.vault.index_words import Lane
from azukari.lib.hmac_sha256 import hmac_sha256

FEWEST, MOST = 2, 16  # bits for one value
_SHARED_BY = 1  # log2 of how many values share all codes of an ordinary value, on average, at least

STEPS: Mapping[Lane, tuple[int, ...]] = {
    Lane.NAME: (1, 2, 3),
    Lane.EMAIL: (2, 4, 7),
    Lane.NUMBER: (4, 6, 8),
    Lane.NUMBER_END: (4,),
}
"""After how many letters a code narrows further."""

_LANES_OF_A_VALUE: Mapping[Lane, int] = {Lane.NAME: 2, Lane.EMAIL: 1, Lane.NUMBER: 2, Lane.NUMBER_END: 2}


def bits_for(people: int) -> int:
    """How many bits all codes of one value may have together, so that about two values of so many share them all."""
    return max(FEWEST, min(MOST, people.bit_length() - 1 - _SHARED_BY))


def _widths(lane: Lane, bits: int) -> list[int]:
    steps, share = len(STEPS[lane]), bits // _LANES_OF_A_VALUE[lane]
    return [share // steps + (step < share % steps) for step in range(steps)]


def index_key(number: int, key: int) -> bytes:
    """The key of the index ``number``, out of the index key of version ``key``.

    Raises:
        InstanceError: its file is missing or damaged.
    """
    return index_secret(f"azukari search index {number}".encode(), key)


def _hash(key: bytes, lane: Lane, step: int, beginning: str, width: int) -> int:
    if not width:
        return 0
    digest = hmac_sha256(key, bytes((lane, step)) + beginning.encode())
    return int.from_bytes(digest[:4]) & ((1 << width) - 1)


def code(key: bytes, lane: Lane, text: str, *, bits: int) -> int:
    """The code of a folded text.

    Args:
        bits: for one value altogether, as `bits_for` says.
    """
    made = 0
    for step, (length, width) in enumerate(zip(STEPS[lane], _widths(lane, bits), strict=True)):
        made = made << width | _hash(key, lane, step, text[:length], width)
    return made


def span(key: bytes, lane: Lane, beginning: str, *, bits: int) -> tuple[int, int]:
    """The first and the last code that a text with this beginning may have."""
    low, high = 0, 0
    for step, (length, width) in enumerate(zip(STEPS[lane], _widths(lane, bits), strict=True)):
        known = len(beginning) >= length
        bottom = _hash(key, lane, step, beginning[:length], width) if known else 0
        low = low << width | bottom
        high = high << width | (bottom if known else (1 << width) - 1)
    return low, high
