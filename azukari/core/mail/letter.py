"""A letter: what an email says, apart from how it looks.

One layout makes the text part and the HTML part of every mail.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from azukari.both_languages import BothLanguages
from azukari.core.mail.mailing_kind import title_of as title_of_mailing
from azukari.core.mail.models import Message
from azukari.core.vault.ways import register as declare
from azukari.core.vault.ways import way_called
from azukari.policy.terms import RESERVED_PURPOSES, Category, Use
from azukari.policy.ways import Way


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    type: str


@dataclass(frozen=True, slots=True)
class Link:
    """A paragraph that leads somewhere: its words, and in the text part the address behind them."""

    words: str
    address: str

    def __str__(self) -> str:
        return f"{self.words} {self.address}"


@dataclass(frozen=True, slots=True)
class Letter:
    """Whole paragraphs, at most one thing to do.

    Args:
        subject: one line.
        paragraphs: before the button.
        action: label and address of the one button, or None.
        after: paragraphs after it, and other things that one may do.
    """

    subject: str
    paragraphs: tuple[str, ...]
    action: tuple[str, str] | None = None
    after: tuple[str | Link, ...] = ()
    attachments: tuple[Attachment, ...] = field(default=())


def own_page(lang: str) -> tuple[str, str]:
    """The way to the person's own page, as the one thing to do."""
    return _("Open your own page"), f"{settings.AZUKARI.base_url}/{lang}/me"


type Builder = Callable[[Message, datetime], Letter | None]


class WhenSuppressed(StrEnum):
    """What becomes of an email whose address must never be written to again."""

    STAYS = "stays"  # it is not sent
    ONCE = "once"  # one of them may ask the owner of the address, and says how things stand
    GOES = "goes"  # the person asked for this very mail, to come in to what is theirs by law


class UndeclaredUse(ValueError):
    """A kind of mail for purposes of the policy does not say which uses of a purpose it serves."""


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of mail.

    Args:
        name: ``package:what``, as it stands in the queue.
        purpose: the purpose for which the address is released.
        build: makes the letter, in the message's language, which is active; None if there is nothing to say any more.
        title: what the mail is, in a few words that begin small: the trails of the person and of the desk say it.
        categories: what is released besides the address.
        when_suppressed: whether it goes to an address that must not be written to.
        blind: whether anybody may ask for it by typing an address (`mail.blind`).
        serves: the uses of a purpose of the policy for which it may be sent (law 12); none where it is sent for a
            reserved purpose alone.
        purpose_of: where it is not the same for all of the kind: the purpose of one message, in place of ``purpose``.
    """

    name: str
    purpose: str
    build: Builder
    title: Promise | str
    categories: frozenset[Category] = frozenset({Category.EMAIL})
    when_suppressed: WhenSuppressed = WhenSuppressed.STAYS
    blind: bool = False
    purpose_of: Callable[[Message], str] | None = None
    serves: frozenset[Use] = frozenset()

    @property
    def way(self) -> Way:
        """As the way in which it uses people's data."""
        return way_called(self.name)

    def purpose_for(self, message: Message) -> str:
        """The purpose for which the address of this message is released."""
        return self.purpose_of(message) if self.purpose_of else self.purpose


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """A kind of mail to somebody who is no registrant: a contractor's contact, a member of staff.

    Their address stands in the register, not in the vault; what such an email says holds nothing about a registrant.

    Args:
        name: ``package:what``, as it stands in the queue.
        build: makes the letter, in the message's language, which is active; None if there is nothing to say any more.
        addressee: the address, looked up when the mail goes; ``""`` if there is none any more.
    """

    name: str
    build: Builder
    addressee: Callable[[Message], str]


_kinds: dict[str, LetterKind] = {}
_office_kinds: dict[str, OfficeKind] = {}


def register(kind: LetterKind) -> None:
    """Add a kind of mail. Called once by the package's AppConfig.

    Raises:
        UndeclaredUse: it is sent for purposes of the policy, and does not say for which uses.
    """
    if not kind.serves and (kind.purpose_of or kind.purpose not in RESERVED_PURPOSES):
        raise UndeclaredUse
    _kinds[kind.name] = kind
    declare(Way(kind.name, BothLanguages(kind.title), kind.serves))


def register_office(kind: OfficeKind) -> None:
    """Add a kind of mail to somebody who is no registrant. Called once by the package's AppConfig."""
    _office_kinds[kind.name] = kind


def office_kinds() -> frozenset[str]:
    """The names of what goes to colleagues and contractors."""
    return frozenset(_office_kinds)


def office_kind(name: str) -> OfficeKind | None:
    """The kind called ``name``, if it goes to somebody who is no registrant."""
    return _office_kinds.get(name)


def kind(name: str) -> LetterKind:
    """The kind called ``name``.

    Raises:
        KeyError: nobody registered it.
    """
    return _kinds[name]


def must_be_known(name: str) -> None:
    """
    Raises:
        KeyError: nobody registered a kind called ``name``, neither to registrants nor to others.
    """
    if name not in _office_kinds:
        kind(name)


def title_of(name: str) -> str:
    """What the mail or mailing of that kind is, in the active language; "" if nobody registered it."""
    return str(_kinds[name].title) if name in _kinds else title_of_mailing(name)


def registered() -> tuple[LetterKind, ...]:
    """Every kind of mail there is."""
    return tuple(_kinds.values())
