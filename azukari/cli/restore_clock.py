"""Clock check of a restore: by which moment it erases again what was erased, and what has become due meanwhile.

A restored instance knows no earlier moment of its machine; the backup does. Under a clock that stands before it, what
ended would not have ended yet: nothing is restored. Under one that stands far ahead, data that a law still keeps would
go, and what was due in the years between: the restore works by the last moment that the backup knows, and the instance
holds whatever a date comes for, until an operator says that the clock is right.
"""

from datetime import datetime

from azukari.lib.clock_check import BEHIND
from azukari.lib.job import clock
from azukari.lib.terminal import complain
from azukari.lib.verb import Refusal
from azukari.shells.worker.clock import clock_check


def moment(known: datetime, *, trusted: bool) -> datetime:
    """The moment by which to restore. What is believed is left with the instance.

    Args:
        known: the latest moment of which the backup tells.
        trusted: an operator says that this machine's clock is right.

    Raises:
        Refusal: the clock stands before the backup.
    """
    now, check = clock(), clock_check()
    if trusted:
        check.trust(now)
        return now
    if now < known - BEHIND:
        raise Refusal(
            f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, which is before the backup: that is of"
            f" {known:%Y-%m-%d %H:%M} UTC. By such a clock people who were erased could be back. Set it by NTP; or, if"
            " it is right and the backup's was wrong: --trust-clock"
        )
    check.trust(known)
    if not check.in_doubt(now):
        check.trust(max(now, known))
        return now
    complain(
        f"This machine's clock stands {(now - known).days} days ahead of the backup, so nothing was erased because its"
        " time has come, and nothing will be. If the clock is right, run: azukari clock trust"
    )
    return known
