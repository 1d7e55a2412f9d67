"""Shapes of payload values: what an event may hold, which is references only (law 5).

The ledger outlives the data it tells of, so no personal data may enter it. No shape fits a mail address, a phone number
or Japanese text. A slug could spell a Latin given name; that is why slugs are for words out of the policy and the
program, and people appear nowhere at all.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

type Scalar = str | int | bool | None
type Value = Scalar | Sequence[Scalar]

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_SLUG = r"(?=.{1,64}\Z)[a-z][a-z0-9]*(?:[-_.:][a-z0-9]+)*"
_NUMBER_BELOW = 10_000_000  # too short for a phone number


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value, or each value of a list, has to look like.

    Args:
        name: what it is called in errors and tests.
        fits: whether one value is of this shape.
    """

    name: str
    fits: Callable[[Value], bool] = field(repr=False)

    def takes(self, value: Value) -> bool:
        """Whether the value, or each value of a list, is of this shape; None says that there is nothing."""
        if value is None:
            return True
        return all(map(self.fits, value)) if isinstance(value, list | tuple) else self.fits(value)


def _matching(name: str, pattern: str) -> Shape:
    fits = re.compile(pattern, re.ASCII).fullmatch
    return Shape(name, lambda value: isinstance(value, str) and fits(value) is not None)


ID = _matching("id", _UUID)
"""A row of ours: a UUID."""
ROLE = _matching("role", rf"{_UUID}|\d{{1,7}}")
"""A member of staff, by the reference of their account."""
ACTOR = _matching("actor", rf"person|system|worker|operator|staff:(?:{_UUID}|\d{{1,7}})|recipient:{_SLUG}")
"""Who acted; see `events.actor_reference`."""
SLUG = _matching("slug", _SLUG)
"""A word of the policy or of the program."""
TIME = _matching("time", r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)?")
"""A day, or a moment in UTC."""
HASH = _matching("hash", r"[0-9a-f]{64}")
"""A SHA-256 digest."""
NUMBER = Shape("number", lambda value: type(value) is int and 0 <= value < _NUMBER_BELOW)
"""A count or a version."""
TRUTH = Shape("truth", lambda value: type(value) is bool)

SHAPES = (ID, ROLE, ACTOR, SLUG, TIME, HASH, NUMBER, TRUTH)
"""Every shape there is."""
