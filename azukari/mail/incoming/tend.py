"""The worker's job: see that the LMTP server listens, and visit the mailbox."""

from datetime import datetime

from azukari.mail.incoming import mailbox
from azukari.mail.incoming.lmtp import Listener, listener

_listening: list[Listener] = []


def tend_lmtp(now: datetime) -> None:  # noqa: ARG001 - a job's signature
    """Listen, where the settings name a place. A server that could not begin is a job that fails, and is tried again.

    Raises:
        OSError: the place is taken.
    """
    if not _listening and (server := listener()):
        server.start()
        _listening.append(server)


def visit_mailbox(now: datetime) -> int:
    """Read what lies in the mailbox."""
    return mailbox.visit(now)
