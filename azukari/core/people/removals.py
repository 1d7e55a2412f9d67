"""Removals: rows that say what ended and what went, written in the transaction that ends or removes it.

An older backup knows nothing of them, so a restore repeats them; the journal of removals (`backup.removals`) is a copy
of these rows. Each is true whatever else is: in which order they are repeated does not matter, nor how often, and no
clock is asked. Where something can end and go on again, as a grant does, the change has a number of its own for that
one thing (``turn``), given under its lock: the highest says how it stands.

They hold references, no personal data, and stay after the person is gone: for as long as a backup may be restored that
still knows them (`backup.removals.prune`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from azukari.core.people.models import Removal


class RemovalKind(StrEnum):
    """What ended or went. The words stand in journals: they never change."""

    ERASED = "erased"  # an erasure was asked for: of everything, or of one purpose
    FORGOTTEN = "forgotten"  # nothing is left of a person, and of these submissions
    WITHDRAWN = "withdrawn"  # a grant, since its consent was taken back
    ENDED = "ended"  # a grant got another end
    HELD = "held"  # a grant began that keeps what else would go
    STOPPED = "stopped"  # a consent to a disclosure ended
    EMPTIED = "emptied"  # a value is gone
    CORRECTED = "corrected"  # a value says something else; what it said before comes back with an older backup
    REDACTED = "redacted"  # words of a value are gone
    NOTE_REDACTED = "note-redacted"  # words of a note are gone
    THROWN_AWAY = "thrown-away"  # a saved form, which is nobody's
    SERVICE_ENDED = "service-ended"  # a registration ended
    SERVICE_RESUMED = "service-resumed"  # such an end was taken back
    PARTED = "parted"  # two records that had been made one are two again


@dataclass(frozen=True, slots=True)
class Removed:
    """
    Args:
        about: the erasure, grant, registration, consent, value, redaction, saved form or merge; the person, where
            everything went.
        person: whom it concerned; None for a note and a saved form, which are nobody's.
        at: when it was written, for people to read; nothing is decided by it.
        purpose: what ended; ``""`` for everything.
        reason: of a registration, why it ended; ``day`` on which day, ``by_person`` whether they ended it themselves.
        turn: of a grant or a registration, how often its end had been changed with this time; of a value its version.
        until: of a grant, its end as it is since; None if it goes on.
        text: the value or note whose words went.
        was: the version of the text in which ``spans`` say where they were (`vault.redaction`); None for the first.
        submissions: what else went with it, or is held.
    """

    kind: RemovalKind
    about: UUID
    person: UUID | None
    at: datetime
    purpose: str = ""
    turn: int = 0
    until: datetime | None = None
    text: UUID | None = None
    was: datetime | None = None
    spans: tuple[tuple[int, int], ...] = ()
    submissions: tuple[UUID, ...] = ()
    reason: str = ""
    day: str = ""
    by_person: bool = False

    @property
    def as_json(self) -> dict[str, Any]:
        """Without what is blank."""
        return {name: _plain(value) for name in _FIELDS if (value := getattr(self, name))}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """
        Raises:
            ValueError, KeyError, TypeError: it is none.
        """
        return cls(
            kind=RemovalKind(told["kind"]),
            about=UUID(told["about"]),
            person=_id(told.get("person")),
            at=datetime.fromisoformat(told["at"]),
            purpose=told.get("purpose", ""),
            turn=told.get("turn", 0),
            until=_moment(told.get("until")),
            text=_id(told.get("text")),
            was=_moment(told.get("was")),
            spans=tuple((start, end) for start, end in told.get("spans", ())),
            submissions=tuple(UUID(one) for one in told.get("submissions", ())),
            reason=told.get("reason", ""),
            day=told.get("day", ""),
            by_person=told.get("by_person", False),
        )


OF_A_SERVICE = (RemovalKind.SERVICE_ENDED.value, RemovalKind.SERVICE_RESUMED.value)

_FIELDS = tuple(Removed.__dataclass_fields__)
_COLUMNS = frozenset({"kind", "about", "person", "at"})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, UUID) else value


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def write_removals(removed: Iterable[Removed], *, copied: bool = False) -> None:
    """Write rows, in the caller's transaction: the one that ends or removes what they say.

    Args:
        copied: whether the journal has them already.
    """
    Removal.objects.bulk_create(
        Removal(
            kind=one.kind,
            about=one.about,
            person_id=one.person,
            at=one.at,
            told={name: value for name, value in one.as_json.items() if name not in _COLUMNS},
            copied=copied,
        )
        for one in removed
    )


def turns_of(about: Collection[UUID]) -> Mapping[UUID, int]:
    """How often the end of each registration has been changed so far, for a caller who has locked them. One query."""
    turns = dict.fromkeys(about, 0)
    rows = Removal.objects.filter(about__in=turns, kind__in=OF_A_SERVICE).values_list("about", "told")
    for id, told in rows:
        turns[id] = max(turns[id], told.get("turn", 0))
    return turns


def told_by(row: Removal) -> Removed:
    """What a row says."""
    columns = {"kind": row.kind, "about": str(row.about), "at": row.at.isoformat()}
    return Removed.from_json({**row.told, **columns, "person": str(row.person_id) if row.person_id else None})
