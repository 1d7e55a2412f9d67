"""E-mail addresses: checked by their form alone, without asking the network who exists."""

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from azukari.lib.characters import MalformedError, line
from azukari.lib.width import narrow

LONGEST = 254


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
    return _validated(text).normalized


def mailbox(text: str) -> str:
    """The same address in one spelling for all, to compare by: small letters, the domain in ASCII (IDNA).

    Raises:
        MalformedError: as above.
    """
    valid = _validated(text)
    return f"{valid.local_part.casefold()}@{valid.ascii_domain}"
