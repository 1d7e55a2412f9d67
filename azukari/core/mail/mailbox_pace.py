"""Limit on letters to one mailbox within an hour, counted as they leave: those that anybody may have had sent there.

They are counted as they are asked for (`lib.mailbox_limit`). But what was asked for within hours may become due at one
moment: when a mail server is back, or when one person confirms many registrations that each name the same guardian.
"""

from datetime import datetime, timedelta

from django.conf import settings

from azukari.core.mail.letter import LetterKind
from azukari.lib.email import counted
from azukari.lib.rate import RateLimit
from azukari.policy.terms import CONFIRMATION

_left = RateLimit(timedelta(hours=1), "mail.mailbox_pace.left")


class TooSoon(Exception):
    """The mailbox has had its share of this hour; the letter can go after ``wait``."""

    CODE = "mailbox-pace"

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


def take_leaving(address: str, kind: LetterKind, *, now: datetime) -> None:
    """Count one letter that is about to leave.

    Args:
        address: to which it goes; ``""`` where it goes nowhere, and then it does not count.

    Raises:
        TooSoon: its mailbox gets no more within this hour.
    """
    if not address or not may_be_unasked(kind):
        return
    limit = settings.AZUKARI.limits.mails_per_mailbox
    if seconds := _left.take(counted(address), limit=limit, now=now):
        raise TooSoon(timedelta(seconds=seconds))


def may_be_unasked(kind: LetterKind) -> bool:
    """Whether somebody else than the owner of the address may have had it sent: to an address that nobody confirmed,
    or by typing one.
    """
    return kind.blind or kind.purpose == CONFIRMATION
