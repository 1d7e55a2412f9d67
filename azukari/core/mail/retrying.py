"""Retry schedule: when a message that the mail server did not take is tried again, and when it is given up.

"Not now" (4xx), a broken connection and a fault of ours are tried for nearly five days (RFC 5321 4.5.4.1 asks for four
to five). "No" (5xx) is tried a few times over two hours, so that a server in disorder for an hour costs nobody their
mail, and then given up: the address is most likely mistyped.
"""

from dataclasses import dataclass
from datetime import timedelta
from smtplib import (
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.db.models import Q

from azukari.lib.backoff import pause

MOST_ATTEMPTS = 36
"""A message that was tried so often is given up: with the pauses below, after 4.7 days."""

MOST_REFUSALS = 8
"""A message that the server refuses for good is given up after so many attempts: after two hours."""

LONGEST_PAUSE = timedelta(hours=4)

GIVEN_UP = Q(sent_at__isnull=True, attempts__gte=MOST_ATTEMPTS)

ADDRESS_REFUSED = Q(failure__startswith=SMTPRecipientsRefused.__name__)
"""Messages whose address the server does not know, or does not like."""

_PERMANENT = range(500, 600)
_TOO_LARGE = 552  # the size stands beside our address (RFC 1870)
_CLOSES = 421  # "closing transmission channel": smtplib hangs up as well


@dataclass(frozen=True, slots=True)
class Try:
    """What becomes of a message that was not taken.

    Args:
        attempts: how many it has had now; `MOST_ATTEMPTS` if it is given up.
        pause: until the next one.
    """

    attempts: int
    pause: timedelta


def next_try(attempts: int, *, refused: bool) -> Try:
    """The next try after one that failed.

    Args:
        attempts: how many went before this one.
        refused: whether the server said that it would never take it.
    """
    now = attempts + 1
    if refused and now >= MOST_REFUSALS:
        now = MOST_ATTEMPTS
    return Try(now, pause(attempts, longest=LONGEST_PAUSE))


def is_for_good(error: OSError) -> bool:
    """Whether the server will say the same the next time (5xx), or does not know a way to send this at all.

    What it says to our name or to our address is about us, and is mended here: the message goes on waiting for that.
    """
    codes = _codes(error)
    if isinstance(error, SMTPHeloError | SMTPSenderRefused) and _TOO_LARGE not in codes:
        return False
    return isinstance(error, SMTPNotSupportedError) or (bool(codes) and all(code in _PERMANENT for code in codes))


def breaks_off(error: OSError) -> bool:
    """Whether the connection is of no more use: it broke, took too long, or the server said that it hangs up."""
    if isinstance(error, SMTPNotSupportedError):
        return False
    return isinstance(error, SMTPHeloError) or not _codes(error) or _CLOSES in _codes(error)


def _codes(error: OSError) -> set[int]:
    if isinstance(error, SMTPRecipientsRefused):
        return {code for code, _ in error.recipients.values()}
    return {error.smtp_code} if isinstance(error, SMTPResponseException) else set()
