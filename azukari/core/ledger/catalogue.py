"""The catalogue of events: each kind of event there is, which references it may hold, and who is told of it in which
words.

A package declares its events in its ``events.py``, which is read when the program starts; the ledger knows no package.
What nobody declared cannot be recorded. An entry of a kind that is not declared, by an older version or by a package
that was left out, can still be read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

from django.utils.functional import Promise

from azukari.core.ledger.shapes import ACTOR, ID, Shape

type Payload = Mapping[str, Any]


class Sort(StrEnum):
    """What an event is about, by which a timeline can be narrowed."""

    FORM = "form"
    GRANT = "grant"
    VIEW = "view"
    CORRECTION = "correction"
    DISCLOSURE = "disclosure"
    ERASURE = "erasure"
    CASE = "case"
    MERGE = "merge"
    MAIL = "mail"


class Teller(Protocol):
    """Says what the references of a payload stand for, in one language, as its audience may read it."""

    @property
    def lang(self) -> str: ...
    def who(self, payload: Payload, /) -> str:
        """Whoever acted."""

    def form(self, payload: Payload, /) -> str:
        """The title of the form."""

    def purposes(self, payload: Payload, /) -> str:
        """The titles of the purposes, or of the one purpose."""

    def categories(self, payload: Payload, /) -> str:
        """The kinds of data; ``""`` if there are none."""

    def recipient(self, payload: Payload, /) -> str:
        """The name of the recipient."""

    def letter(self, payload: Payload, /) -> str:
        """What the mail was; ``""`` if nobody knows such an email any more."""


class Sentence(NamedTuple):
    """What is told of one event.

    Args:
        title: a sentence.
        detail: more words, or none.
    """

    title: str
    detail: str = ""


type Tell = Callable[[Teller, Payload], Sentence]

_METHODS = {"what": "categories", "purpose": "purposes"}


@dataclass(frozen=True, slots=True)
class _Named:
    """What a sentence may name, looked up as it is said."""

    teller: Teller
    payload: Payload

    def __getitem__(self, name: str) -> str:
        return str(getattr(self.teller, _METHODS.get(name, name))(self.payload))


def says(title: Promise, detail: Promise | str = "") -> Tell:
    """Tell it in a sentence, and in more words or none.

    Both may name ``who``, ``form``, ``recipient``, ``purposes`` (or ``purpose``) and ``what`` (the kinds of data): as
    the `Teller` says them.
    """

    def tell(teller: Teller, payload: Payload) -> Sentence:
        named = _Named(teller, payload)
        return Sentence(str(title) % named, str(detail) % named)

    return tell


"""Tells of an event in the active language. The payload is the event's own; besides, ``looked`` says whether whoever
did it opened the value for it.
"""


@dataclass(frozen=True, slots=True)
class EventWords:
    """How an event is told.

    Args:
        sort: what it is about.
        icon: one of `site.icons`.
        person: the words for the person whom it is about; None if they are not told.
        staff: the words for staff whose duties reach it; None if they are not told.
    """

    sort: Sort
    icon: str
    person: Tell | None = field(kw_only=True)
    staff: Tell | None = field(kw_only=True)


NOBODY: Final = None
"""In the place of `EventWords`: the event is for whoever audits the ledger."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event.

    Args:
        name: ``source:subject:action``, as it stands in the ledger for ever.
        keys: what its payload may hold, and in which shape.
        told: who is told of it, and how.
        title: what an auditor reads of one of which staff are not told; ``""`` where they are.
        is_open: whether anybody may read what its entries say; only for what is about no person (`opened`).
    """

    name: str
    keys: Mapping[str, Shape] = field(compare=False, repr=False)
    told: EventWords | None = field(compare=False, repr=False)
    title: str | Promise = field(default="", compare=False, repr=False)
    is_open: bool = field(default=False, compare=False, repr=False)

    def __str__(self) -> str:
        return self.name


WHO: Final[Mapping[str, Shape]] = {"actor": ACTOR, "token": ID}
"""The keys of `events.who`."""

_is_name = re.compile(r"[a-z]+:[a-z]+:[a-z]+(?:-[a-z]+)*").fullmatch
_LONGEST = 64
_declared: dict[str, Kind] = {}


def declare(
    name: str,
    keys: Mapping[str, Shape],
    told: EventWords | None,
    title: str | Promise = "",
    *,
    is_open: bool = False,
) -> Kind:
    """Add a kind of event. For the ``events.py`` of packages; see `Kind` for the arguments.

    Raises:
        ValueError: the name is not of the form ``source:subject:action`` or is taken, nobody is `EventWords`, an
            auditor would have no words for it, or one that somebody is told of would be open to all.
    """
    if not _is_name(name) or len(name) > _LONGEST:
        raise ValueError(f"An event is called source:subject:action, not {name!r}.")
    if name in _declared:
        raise ValueError(f"The event {name} is declared twice.")
    if told and not (told.person or told.staff):
        raise ValueError(f"The event {name} is told to nobody; say NOBODY.")
    if not title and not (told and told.staff):
        raise ValueError(f"The event {name} needs a title for whoever audits the ledger.")
    if told and is_open:
        raise ValueError(f"The event {name} is told to somebody, so it is about somebody, and is not open to all.")
    _declared[name] = Kind(name, dict(keys), told, title, is_open)
    return _declared[name]


def declared() -> tuple[Kind, ...]:
    """Every kind of event there is."""
    return tuple(_declared.values())


def is_declared(kind: Kind) -> bool:
    """Whether it stands in the catalogue, so that it can be recorded."""
    return _declared.get(kind.name) is kind


def find(name: str) -> Kind:
    """The kind called ``name``; one that holds nothing and is told to nobody if there is no such kind (any more)."""
    return _declared.get(name) or Kind(name, {}, NOBODY)
