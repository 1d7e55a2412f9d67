"""The recipient whom a bounce names: by its fields for machines (RFC 3464 2.3, RFC 5965 3.2), by the head lines of mail
servers, or by its words. A stranger may have written it, so it is evidence, never the ground of a decision alone.
"""

import re
from collections.abc import Iterator
from email.message import Message

from azukari.core.mail.incoming.charsets import header

_ADDRESS = re.compile(
    r"[^\s<>()\[\],;:\"'「」（）]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}\.[A-Za-z]{2,24}(?![A-Za-z0-9@])"
)
FIELDS = ("Final-Recipient", "Original-Recipient", "X-Actual-Recipient", "Original-Rcpt-To", "Removal-Recipient")
_HEAD = ("X-Failed-Recipients", "X-Failed-Recipient", "X-MSFailed-Recipients", "X-MDaemon-Deliver-To")
_NOBODY = re.compile(
    r"(?:mailer[-_.]?daemon|mail[-_.]?daemon|post-?master|no-?reply|bounces?(?:[+-].*)?|abuse|sysadmin|root)@",
    re.IGNORECASE,
)
_LINES = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"^[ \t]*<([^<>\s]{3,320})>[ \t]*(?::|\.\.\.|,|\()",  # Postfix, qmail, sendmail
        r"^[ \t\"]*+([^\s<>\":]{3,320}+)[\"]?:(?:[ \t]|$)",  # OpenSMTPD, GMX
        r"(?:RCPT TO|recipients?(?: address)?|address|宛先|あて先|送信先)[ \t]*[:：][ \t]*<?([^<>\s]{3,320})",
        r"(?:to|recipient|user|account|address(?:es)?|for)[ \t]*[:：]?\s{1,4}[<\"]*([^<>\s\"@]{1,64}@[^<>\s\"]{3,})",
        r"^[ \t]*<([^<>\s]{3,320})>[ \t]*$",
    )
)
_MOST = 20_000  # characters of words in which an address is looked for


def of_fields(fields: Message) -> str:
    """The recipient of one group of fields of a report; empty where it names none."""
    for name in FIELDS:
        if name in fields and (
            found := _ADDRESS.search(header(fields, name).partition(";")[2] or header(fields, name))
        ):
            return _plain(found[0])
    return ""


def in_words(mail: Message, own: str) -> str:
    """The recipient whom a bounce in words names; empty where none is told.

    Args:
        own: what the system says, without the mail that it quotes.
    """
    ours = {_plain(address) for name in ("To", "From") for address in _ADDRESS.findall(header(mail, name))}
    return next((address for address in _named(mail, own[:_MOST]) if address not in ours), "")


def _named(mail: Message, own: str) -> Iterator[str]:
    for name in _HEAD:
        yield from map(_plain, _ADDRESS.findall(header(mail, name)))
    for line in _LINES:
        for told in line.findall(own):
            yield from _people(told)
    yield from _people(own)


def _people(text: str) -> Iterator[str]:
    return (_plain(found) for found in _ADDRESS.findall(text) if not _NOBODY.match(found))


def _plain(address: str) -> str:
    return address.strip("<>\"' ").lower()


_SAY_SO_OF_NOBODY = re.compile(r"@(?:[\w-]{1,40}\.)?(?:ezweb\.ne\.jp|au\.com|auone-net\.jp|uqmobile\.jp)$")
"""Providers that name the address in "User unknown" only where there is no such mailbox, and leave it out where its
reader filters: KDDI (after Sisimai's table of its answers). Of others (docomo) both look alike.
"""


def is_named_in(said: str, recipient: str) -> bool:
    """Whether an answer names the recipient, of a server that does so only of somebody whom it does not know."""
    return bool(_SAY_SO_OF_NOBODY.search(recipient)) and f"<{recipient}>" in said.lower()
