"""The strip: the days of a year as few rectangles, one for each stretch of days that stood alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from azukari.lib.control import ControlState

CHANGED = "changed"  # the note of the day is not what was recorded
_SEEN = 3  # days: narrower than this nobody sees a mark on a phone


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that stood alike.

    Args:
        x: the first day's place.
        width: how many days.
    """

    state: str
    x: int
    width: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Strip:
    """A year as it is drawn."""

    length: int
    runs: tuple[Run, ...]

    @property
    def marks(self) -> tuple[Run, ...]:
        """What must be seen, drawn last and wide enough: breaks, and days that were changed."""
        loud = (ControlState.BROKEN.value, CHANGED)
        wide = (replace(run, width=max(run.width, _SEEN)) for run in self.runs if run.state in loud)
        return tuple(replace(run, x=min(run.x, self.length - run.width)) for run in wide)


def picture(states: Sequence[ControlState], days: Sequence[date], changed: Sequence[bool]) -> Strip:
    """The stretches of a year, oldest first."""
    names = [CHANGED if is_changed else state.value for state, is_changed in zip(states, changed, strict=True)]
    runs, at = [], 0
    for name, same in groupby(names):
        width = len(list(same))
        runs.append(Run(name, at, width, days[at], days[at + width - 1]))
        at += width
    return Strip(len(names), tuple(runs))
