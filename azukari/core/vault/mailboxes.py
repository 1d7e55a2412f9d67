"""Tokens of mailboxes: whether two registrations come from one mailbox, or from one domain, without an address.

What the tokens stand for never leaves this module. They are keyed like those of the blind index and made apart for each
use, so that those of two campaigns cannot be laid side by side. A token begins with the version of the index key that
made it; after a rotation whoever keeps some asks again (`is_current`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.vault.find import first_addresses
from azukari.core.vault.index_token import TOKEN_BYTES, begins, index_secret, versions
from azukari.core.vault.opened_text import texts_of
from azukari.lib.hmac_sha256 import hmac_sha256
from azukari.lib.mail_provider import canonical, is_disposable, site_of
from azukari.lib.mailbox_limit import take_mail_to


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox by its token and that of its domain; ``disposable`` where anybody may read what comes there."""

    token: bytes
    domain: bytes
    disposable: bool


class Marks:
    """Makes the tokens of one use, by the newest index key."""

    def __init__(self, use: str) -> None:
        version = versions()[0]
        self._key = index_secret(b"azukari mailboxes " + use.encode(), version)
        self.begins = begins(version)

    def is_current(self, token: bytes | None) -> bool:
        """Whether the newest key made it."""
        return token is not None and bytes(token).startswith(self.begins)

    def mailbox(self, address: str) -> Mailbox:
        """The tokens of an address."""
        site = site_of(address)
        return Mailbox(self._token("mailbox", canonical(address)), self.domain(site), is_disposable(site))

    def domain(self, site: str) -> bytes:
        """The token of a domain."""
        return self._token("domain", site)

    def _token(self, sort: str, text: str) -> bytes:
        return self.begins + hmac_sha256(self._key, f"{sort}:{text}".encode())[:TOKEN_BYTES]


def mailboxes(submissions: Collection[UUID], marks: Marks) -> Mapping[UUID, Mailbox]:
    """The mailbox of each registration, without those that gave no address. Two queries."""
    said = texts_of(first_addresses(submissions))
    return {row.submission_id: marks.mailbox(address) for row, address in said}


def take_mail(submission: UUID, *, limit: int, now: datetime) -> bool:
    """Count a mail to the mailbox of a registration, as `lib.mailbox_limit.take_mail_to`. Two queries."""
    return all(take_mail_to(said, limit=limit, now=now) for _row, said in texts_of(first_addresses([submission])))
