"""Mailed links: a signed, expiring token in a letter, which opens a page whose button acts once (law 7).

Each use is one `MailedLink`, declared beside the verb that its button calls; `mail.link_page` makes its page. The token
names a row and nobody. How that row stands is one of `LinkState`, whatever the use.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings

from azukari.lib import instance_secret
from azukari.lib.token import TokenError, TokenExpired, make, read_by_any


class LinkState(StrEnum):
    """How a link stands. All but the first are closed."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"  # something newer has taken its place
    OVER = "over"  # what it was for has ended
    UNKNOWN = "unknown"  # not made here for this use, or what it was about is gone


class LinkClosed(Exception):
    """The link opens nothing, and nothing was changed.

    Args:
        subject: what it was about, for a use whose closed pages tell more.
    """

    def __init__(self, state: LinkState, subject: object = None) -> None:
        super().__init__(state.value)
        self.state = state
        self.subject = subject


LASTS = timedelta(days=400)
"""No link is good for longer, unless its use says so."""


def secret() -> bytes:
    """The key that signs mailed links."""
    return instance_secret.newest(settings.AZUKARI)


@dataclass(frozen=True, slots=True)
class MailedLink[S]:
    """One use of mailed links.

    Args:
        use: what a token is good for; a token of one use is unknown to every other.
        path: of its page, behind the language and before the token.
        find: what the row of an id is about. Changes nothing; raises `LinkClosed` where its button would do nothing.
        lasts: for how long such a link is good at most; so long one is believed after the secret that signed it has
            been rotated.
    """

    use: str
    path: str
    find: Callable[[UUID, datetime], S]
    lasts: timedelta = LASTS

    def token(self, id: UUID, *, expires: datetime) -> str:
        """What stands at the end of the address."""
        return make(secret(), self.use, id, expires)

    def page(self, id: UUID, *, lang: str, expires: datetime) -> str:
        """Where the page is on this site, beginning with a slash."""
        return f"/{lang}/{self.path}/{self.token(id, expires=expires)}"

    def address(self, id: UUID, *, lang: str, expires: datetime) -> str:
        """The whole address, for a letter."""
        return f"{settings.AZUKARI.base_url}{self.page(id, lang=lang, expires=expires)}"

    def opened(self, token: str, *, now: datetime) -> S:
        """What a link is about. Changes nothing.

        Raises:
            LinkClosed: it opens nothing. One that was used says so, however old it is.
        """
        return self.find(self.named(token, now=now), now)

    def named(self, token: str, *, now: datetime) -> UUID:
        """The id of the row that a link is about, for a verb that finds the rows of many at once.

        Raises:
            LinkClosed: we did not make it, or its time is over.
        """
        secrets = instance_secret.accepted(settings.AZUKARI, lasts=self.lasts, now=now)
        try:
            return read_by_any(secrets, self.use, token, now=now)
        except TokenExpired as expired:
            raise self._too_old(expired.id, now) from expired
        except TokenError as error:
            raise LinkClosed(LinkState.UNKNOWN) from error

    def _too_old(self, id: UUID, now: datetime) -> LinkClosed:
        try:
            return LinkClosed(LinkState.EXPIRED, self.find(id, now))
        except LinkClosed as closed:
            return LinkClosed(LinkState.EXPIRED) if closed.state is LinkState.UNKNOWN else closed
