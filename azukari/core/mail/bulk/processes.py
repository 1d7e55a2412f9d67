"""The processes that send mailings: two, or one for a few messages, begun when something is due, ended when nothing is,
or with who began them.

Processes and not threads, since making and handing over messages is computing. The worker's job only looks after them,
so that nothing waits for a mailing; a process that ended without a word is replaced, and what it left is settled first.
"""

import os
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

from azukari.core.mail.bulk.lease import count_due, forget_erased
from azukari.core.mail.bulk.sender import FIRST
from azukari.core.mail.bulk.settle import recover
from azukari.core.mail.mailing import give_up_rest, settle_done
from azukari.core.mail.mailing_health import pause_unwell
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.policy.mailing import OPEN, MailingState

PROCESSES = 2
_FAREWELL = 15.0  # seconds; with what the worker's other jobs have, less than a service manager waits
_LOOK = 3.0  # seconds between two looks at how mailings fare
_ROOT = Path(__file__).resolve().parents[4]


class Processes:
    """The sending processes of this one."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []
        self._looked = 0.0

    def tend(self, now: datetime) -> None:
        """Settle what is over, and see that there are senders while something is due."""
        self._running = [process for process in self._running if process.poll() is None]
        recover(now=now)
        _finish(now)
        if time.monotonic() - self._looked > _LOOK:
            pause_unwell()
            self._looked = time.monotonic()
        if len(self._running) < PROCESSES:
            self._running += [_begun() for _ in range(_wanted(now) - len(self._running))]

    def end(self) -> None:
        """Let them finish what they have leased, and wait for that a while; whoever takes longer ends by itself."""
        for process in self._running:
            if process.stdin:
                process.stdin.close()
        until = time.monotonic() + _FAREWELL
        while self._running:
            with suppress(subprocess.TimeoutExpired):
                self._running.pop().wait(max(0.0, until - time.monotonic()))


def _wanted(now: datetime) -> int:
    """How many senders have something to do: what one leases first leaves nothing to a second."""
    due = count_due(now, most=FIRST + 1)
    return PROCESSES if due > FIRST else min(due, 1)


def _begun() -> subprocess.Popen[bytes]:
    environment = {**os.environ, "AZUKARI_INSTANCE": str(settings.AZUKARI.root)}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "azukari.core.mail.bulk"], cwd=_ROOT, env=environment, stdin=subprocess.PIPE
    )


def _finish(now: datetime) -> None:
    """Close what is done, and give up what a cancelled mailing still had leased."""
    forget_erased(now)
    settle_done(now=now)
    rest = MailingMessage.objects.filter(mailing__state=MailingState.CANCELLED, state__in=OPEN)
    for id in set(rest.values_list("mailing_id", flat=True)[:1000]):
        give_up_rest(Mailing.objects.get(id=id), now=now)


_processes = Processes()
tend, end = _processes.tend, _processes.end
"""The worker's job, and what it does as it ends."""
