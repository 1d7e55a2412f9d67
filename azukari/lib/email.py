"""E-mail addresses: checked by their form alone, without asking the network who exists."""

import re

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from azukari.lib.characters import MalformedError, line
from azukari.lib.width import narrow

LONGEST = 254
_PLAIN = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:-?[a-z0-9])*\.)+"
    r"(?!(?:arpa|invalid|local|localhost|onion|test)\Z)[a-z]{2,}"
)
_PLAIN_LONGEST = 63
"""Addresses that look like this are in order, and in their one spelling already: most are, and checking is slow."""


def _is_plain(text: str) -> bool:
    return len(text) <= _PLAIN_LONGEST and _PLAIN.fullmatch(text) is not None


def _validated(text: str) -> ValidatedEmail:
    plain = narrow(line(text)).replace("。", ".").removeprefix("mailto:")
    if len(plain) > LONGEST:
        raise MalformedError("format")
    try:
        return validate_email(plain, check_deliverability=False)
    except EmailNotValidError as error:
        raise MalformedError("format") from error


def email(text: str) -> str:
    """The address as its owner writes it: the part before @ untouched, the domain in small letters and its own script.

    Raises:
        MalformedError: ``characters``, or ``format``.
    """
    return text if _is_plain(text) else _validated(text).normalized


def mailbox(text: str) -> str:
    """The same address in one spelling for all, to compare by: small letters, the domain in ASCII (IDNA).

    Raises:
        MalformedError: as above.
    """
    if _is_plain(text):
        return text
    valid = _validated(text)
    return f"{valid.local_part.casefold()}@{valid.ascii_domain}"
