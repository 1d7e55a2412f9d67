"""Clock sanity check: can the wall clock be believed, or does it stand far ahead of what this machine last knew?

A clock that is set ahead makes everything due at once, and what was erased does not come back when it is set right. So
the last moment that was believed is kept in a small file, together with the machine's own count of seconds, which
nobody sets and which goes on through a restart of the program. While the wall clock runs far ahead of what follows
from both, nothing that a date has come for is done, until the clock is set right or an operator says that it is right
(after weeks in which the machine was off, say).
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

FAR = timedelta(days=7)
"""So far ahead is not believed. Less does little harm, and a machine that was off for a week is nothing unusual."""

BEHIND = timedelta(hours=1)
"""A clock that stands so far behind what was believed was wrong before, or is now."""

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def ticks() -> float:
    """Seconds since the machine began, its sleep included."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def boot() -> str:
    """Which start of the machine this is; ``""`` where nobody can tell."""
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment that was believed.

    Args:
        at: by the wall clock.
        ticks: what the machine's count of seconds said.
        boot: which start of the machine that count belongs to.
    """

    at: datetime
    ticks: float = 0.0
    boot: str = ""

    def lead(self, now: datetime, *, ticks: float, boot: str) -> timedelta:
        """How far ``now`` stands ahead of what follows from this mark; negative if it stands behind."""
        same = bool(boot) and boot == self.boot and ticks >= self.ticks
        return now - self.at - (timedelta(seconds=ticks - self.ticks) if same else timedelta(0))


class ClockCheck:
    """
    Args:
        path: the file that keeps the mark.
        last_known: the latest moment that anything else tells of, where there is no mark yet; None if nothing does.
        vouched: whether another machine's clock, where one can be asked, says the same as ours.
    """

    def __init__(
        self,
        path: Path,
        *,
        last_known: Callable[[], datetime | None] = lambda: None,
        vouched: Callable[[datetime], bool] = lambda _: False,
        ticks: Callable[[], float] = ticks,
        boot: Callable[[], str] = boot,
    ) -> None:
        self._path, self._last_known, self._vouched = path, last_known, vouched
        self._ticks, self._boot = ticks, boot

    def lead(self, now: datetime) -> timedelta:
        """How far the wall clock stands ahead of what was believed; zero if nothing was ever known."""
        mark = self._mark()
        return mark.lead(now, ticks=self._ticks(), boot=self._boot()) if mark else timedelta(0)

    def in_doubt(self, now: datetime) -> bool:
        """Whether ``now`` cannot be believed."""
        return self.lead(now) > FAR and not self._vouched(now)

    def advance(self, now: datetime) -> None:
        """Believe ``now``, unless it is in doubt. A clock that was set back moves no mark: what was believed is still
        known on the day on which the clock is right again. What gave rise to a doubt is kept, so that nothing which is
        recorded by the doubted clock can end it.

        Raises:
            OSError: the file cannot be written.
        """
        mark = self._mark()
        if mark and self.in_doubt(now):
            if self._read() is None:
                self._keep(mark)
        elif mark is None or now >= mark.at:
            self.trust(now)

    def trust(self, now: datetime) -> None:
        """Believe ``now``, whatever was known: an operator has looked at a clock.

        Raises:
            OSError: the file cannot be written.
        """
        self._keep(Mark(now, self._ticks(), self._boot()))

    def _keep(self, mark: Mark) -> None:
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps({"at": mark.at.isoformat(), "ticks": mark.ticks, "boot": mark.boot}), "utf-8")
        new.replace(self._path)

    def _mark(self) -> Mark | None:
        """What was believed last; by what else is known, where nothing was kept."""
        if kept := self._read():
            return kept
        known = self._last_known()
        return Mark(known) if known else None

    def _read(self) -> Mark | None:
        try:
            found = json.loads(self._path.read_text("utf-8"))
            return Mark(datetime.fromisoformat(found["at"]), float(found["ticks"]), str(found["boot"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
