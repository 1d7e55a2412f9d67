"""Kinds of mailings: who sends one says here what it is, and makes the links that stand in each message.

The core knows no magazine and no campaign; a kind is registered by the package that writes the texts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from azukari.both_languages import BothLanguages
from azukari.core.mail.models import Mailing
from azukari.core.vault.ways import register as declare
from azukari.core.vault.ways import way_called
from azukari.policy.terms import Use
from azukari.policy.ways import Way

LEAVE = "leave"
"""The slot of the address that ends it by one POST, without more questions (RFC 8058)."""

type LinkMaker = Callable[[UUID, UUID, str], Mapping[str, str]]
"""Makes the addresses for one message, by the names of their slots: of its id, its person and its language."""


def _no_links(_mailing: Mailing, _now: datetime) -> LinkMaker:
    return lambda _message, _person, _lang: {}


@dataclass(frozen=True, slots=True)
class MailingKind:
    """A kind of mailing.

    Args:
        name: ``package:what``, as it stands in the row.
        title: what it is, in a few words that begin small: the trails of the person and of the desk say it.
        serves: the uses of a purpose for which it may be sent (law 12); none where it tells people of their own data.
        links: gives the maker of links for a mailing. It is called for each batch, and the maker for each message, so
            the maker asks nothing of the database.
        link_slots: the names of the links. One called ``leave`` stands in the head as well (RFC 8058).
    """

    name: str
    title: Promise | str
    serves: frozenset[Use]
    links: Callable[[Mailing, datetime], LinkMaker] = _no_links
    link_slots: frozenset[str] = field(default=frozenset())

    @property
    def way(self) -> Way:
        """As the way in which it uses people's data."""
        return way_called(self.name)


_kinds: dict[str, MailingKind] = {}


def register(kind: MailingKind) -> None:
    """Add a kind of mailing. Called once, with what a slice brings (`azukari.slice`)."""
    _kinds[kind.name] = kind
    declare(Way(kind.name, BothLanguages(kind.title), kind.serves))


def kinds() -> tuple[MailingKind, ...]:
    """Every kind of mailing there is."""
    return tuple(_kinds.values())


def mailing_kind(name: str) -> MailingKind:
    """The kind called ``name``.

    Raises:
        KeyError: nobody registered it.
    """
    return _kinds[name]


def title_of(name: str) -> str:
    """What the mailing of that kind is, in the active language; "" if nobody registered it."""
    return str(_kinds[name].title) if name in _kinds else ""
