"""Limit on mail to one mailbox, over all doors together: forms, sign-in, new addresses, agents, imports, passwords.

Whoever can have a mail sent to an address that they typed can have many sent (list bombing). Each door has a limit of
its own besides; this one is counted under one key for all of them, however the address is spelled. The key is kept as
a code under a secret of the day, in memory (`lib.shared_counts`).
"""

from datetime import datetime, timedelta

from azukari.lib.email import counted
from azukari.lib.rate import RateLimit

_mailboxes = RateLimit(timedelta(hours=1), "mailbox")


def take_mail_to(address: str, *, limit: int, now: datetime) -> bool:
    """Count one more mail to an address that somebody typed, if its mailbox may still get one within this hour.

    Args:
        limit: mails to one mailbox within an hour; 0 means any number.

    Returns:
        whether the mail may go.
    """
    return not _mailboxes.take(counted(address), limit=limit, now=now)


def may_get_mail(address: str, *, limit: int, now: datetime) -> bool:
    """As `take_mail_to`, without counting."""
    return not _mailboxes.wait(counted(address), limit=limit, now=now)
