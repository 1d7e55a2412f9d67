"""Email addresses: checked by their form alone, without asking the network who exists."""

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase
from uuid import UUID

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from azukari.lib.characters import MalformedError, line
from azukari.lib.identifier import new_id
from azukari.lib.provider_rules import fold
from azukari.lib.width import narrow

LONGEST = 254
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
_PLAIN = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:-?[a-z0-9])*\.)+"
    r"(?!(?:arpa|invalid|local|localhost|onion|test)\Z)[a-z]{2,}"
)
_PLAIN_LONGEST = 63
"""Addresses that look like this are in order, and in their one spelling already: most are, and checking is slow."""

_CARRIERS = re.compile(
    r"docomo\.ne\.jp|(?:[a-z0-9-]+\.)*ezweb\.ne\.jp|au\.com|softbank\.ne\.jp|i\.softbank\.jp|[dhtckrnsq]\.vodafone\.ne\.jp"
)
"""Japanese carriers that gave out parts before @ with dots side by side, or one at the end, and still serve them."""
_OF_A_CARRIER = re.compile(r"[a-zA-Z0-9_-][a-zA-Z0-9._+/?-]{0,29}")


def _carried(text: str) -> str:
    """The address, if it is one that no standard allows unquoted and a carrier gave out; else ``""``."""
    local, _at, domain = text.rpartition("@")
    local = local[1:-1] if len(local) > 2 and local[0] == local[-1] == '"' else local
    if not (".." in local or local.endswith(".")) or not _OF_A_CARRIER.fullmatch(local):
        return ""
    return f"{local}@{domain.lower()}" if _CARRIERS.fullmatch(domain.lower()) else ""


def wire(address: str) -> str:
    """The address as a mail server has to be told: the part before @ in quotation marks where dots stand in it as they
    may not stand unquoted (RFC 5321 4.1.2).

    Args:
        address: as `email` returns it.
    """
    local, _at, domain = address.rpartition("@")
    return f'"{local}"@{domain}' if ".." in local or local.endswith(".") else address


def automatic(host: str, *, id: UUID | None = None) -> dict[str, str]:
    """Headers of every mail that a program writes: nobody's holiday answers it, and its id names no machine.

    Args:
        host: what stands after @ in its Message-ID; Django would take the name that this machine calls itself by.
        id: what it is known by when it comes back; without one, a new one.

    Source: RFC 3834 5 (Auto-Submitted), RFC 5322 3.6.4 (Message-ID).
    """
    return {"Message-ID": f"<{id or new_id()}@{host}>", "Auto-Submitted": "auto-generated"}


def _is_plain(text: str) -> bool:
    return len(text) <= _PLAIN_LONGEST and _PLAIN.fullmatch(text) is not None


def _narrowed(text: str) -> str:
    return narrow(line(text)).replace("。", ".").removeprefix("mailto:")


def _validated(plain: str) -> ValidatedEmail:
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
    if _is_plain(text):
        return text
    plain = _narrowed(text)
    return _carried(plain) or _validated(plain).normalized


def mailbox(text: str) -> str:
    """The same address in one spelling, to recognise it by: A to Z in small letters, the domain in ASCII (IDNA).

    Before @ nothing else is folded: ``ſ`` and ``s`` may be two people's mailboxes, though either is a small form of S.

    Raises:
        MalformedError: as above.
    """
    if _is_plain(text):
        return text
    plain = _narrowed(text)
    carried = _carried(plain)
    if carried:
        return carried.translate(_SMALL)
    valid = _validated(plain)
    return f"{valid.local_part.translate(_SMALL)}@{valid.ascii_domain}"


def counted(text: str) -> str:
    """Under what a limit counts an address: the one spelling of all that may well lead to the same mailbox.

    Case and compatible characters are folded (NFKC), and what follows a plus is left away (RFC 5233); dots and second
    domains go by the rule of the provider (`lib.provider_rules`). Two people may share a limit by that; nobody is
    recognised by it, and mail goes to the address as it was typed. Never raises.
    """
    try:
        local, _at, domain = mailbox(text).rpartition("@")
    except MalformedError:
        local, _at, domain = text.strip().rpartition("@")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", local).casefold())
    return "@".join(fold(folded.partition("+")[0] or folded, domain.casefold()))
