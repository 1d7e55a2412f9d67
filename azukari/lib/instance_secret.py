"""The instance's secret, and its rotation: `secret`, `secret-2`, ... The newest signs and seals.

What an earlier one signed is accepted for as long as it can be good, each use for its own time: a link to sign in for
minutes, one to a certificate for years. So an earlier secret that becomes known later signs nothing of use. What it
sealed opens as long as it is there.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from azukari.lib.instance import Instance

NAME = "secret"
LONGEST = timedelta(days=3 * 365 + 30)
"""Nothing that a secret signed is good for longer."""


@dataclass(frozen=True, slots=True)
class Secret:
    """One version.

    Args:
        raw: 32 bytes.
        until: when the next one came; None for the newest.
    """

    version: int
    raw: bytes
    until: datetime | None


def versions(instance: Instance) -> Sequence[Secret]:
    """Every secret that is here, the newest first. A running server notices a rotation at once.

    Raises:
        InstanceError: there is none, or a file is damaged.
    """
    return _read(instance, os.stat(instance.keys).st_mtime_ns)  # noqa: PTH116 - a quarter of the time of Path's


def newest(instance: Instance) -> bytes:
    """The secret that signs and seals."""
    return versions(instance)[0].raw


def accepted(instance: Instance, *, lasts: timedelta, now: datetime) -> list[bytes]:
    """The secrets by which something may have been signed that is still good, the newest first.

    Args:
        lasts: for how long something of that sort is good at most.
    """
    return [one.raw for one in versions(instance) if one.until is None or now < one.until + lasts]


@lru_cache(maxsize=4)
def _read(instance: Instance, changed: int) -> Sequence[Secret]:  # noqa: ARG001 - the folder's time of change
    known = sorted(instance.versions(NAME), reverse=True) or [1]
    began = [instance.key_file(NAME, version).stat().st_mtime for version in known[:-1]]
    ends = [None, *(datetime.fromtimestamp(moment, UTC) for moment in began)]  # each when the one after it began
    return tuple(Secret(v, instance.key(NAME, v), end) for v, end in zip(known, ends, strict=True))
