"""A process that sends mailings, batch after batch: ``python -m azukari.core.mail.bulk``.

`processes` starts it, and holds the other end of its standard input: once that is closed, because its parent has ended
in whatever way, it finishes the leased batch and ends. So it does not listen to the signals by which a service manager
or a terminal ends all processes at once: in the middle of a batch, messages that a server has taken would go twice.
"""

import os
import select
import signal
import sys

import django

from azukari.lib.frozen_heap import frozen_heap

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.site.settings")
with frozen_heap():
    django.setup()

from azukari.core.mail.bulk.sender import Sender
from azukari.lib.job import clock


def alone(seconds: float) -> bool:
    """Whether the parent has gone, or goes within so many seconds."""
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    return bool(ready) and not os.read(sys.stdin.fileno(), 1)


if __name__ == "__main__":
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with Sender(clock) as sender:
        sender.go_on(alone)
