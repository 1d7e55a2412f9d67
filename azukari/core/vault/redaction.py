"""Words that were taken out of texts, so that a restored backup takes them out again before it serves (law 6).

What is kept says where in the text and of which version of it, never what stood there, nor whom it pointed to. A row
goes with its text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import Event, who
from azukari.core.ledger.shapes import Value
from azukari.core.people.lock import lock_people
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.vault import notes
from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.correct import put, record_corrected
from azukari.core.vault.events import MENTION_REPLACED
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import FormerValue, Redaction, SealedNote, SealedValue
from azukari.core.vault.opened_text import text_of
from azukari.core.vault.trail import record_about
from azukari.policy.terms import Actor

MARK = "■■■"
"""Stands where words were taken out, in every language."""

type Span = tuple[int, int]
"""Where words begin and end, in characters."""

type Written = SealedValue | SealedNote


def without(text: str, spans: Iterable[Span]) -> str:
    """The text with `MARK` in these places, which do not overlap."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + MARK + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class Redacted:
    """A redaction, with all that a restore has to know in order to repeat it.

    Args:
        text: the id of the value, or of the note.
        is_note: which of the two it is.
        was: the version of the text in which the places are, None for the one that came in.
    """

    id: UUID
    text: UUID
    is_note: bool
    was: datetime | None
    spans: Sequence[Span]
    at: datetime


class Again(Enum):
    """What came of repeating a redaction."""

    NOT_NEEDED = "not-needed"  # it is in the backup, or the text is gone or opens no more
    EXACT = "exact"  # the same words went
    WHOLE = "whole"  # the backup has another version of the text, so all of it went


def version(row: Written) -> datetime | None:
    """When the text got the words that it has; None if they are those that came in. A note changes in no other way."""
    if isinstance(row, SealedValue):
        return row.corrected_at
    return Redaction.objects.filter(note=row).order_by("-at").values_list("at", flat=True).first()


def said_in(row: Written) -> str:
    """What a text says, for the vault's own modules.

    Raises:
        CannotOpen: it was changed or moved, or its key is gone.
    """
    return notes.text_of(row) if isinstance(row, SealedNote) else text_of(row)


def redact(row: Written, words: str, redacted: Redacted, payload: Mapping[str, Value], *, now: datetime) -> None:
    """Put ``words`` in the place of a text, in the caller's transaction: what it said before goes, its writer's trail
    tells of it, and so do those who told others. For a restore to repeat, the places are noted.

    Args:
        payload: what the record says besides which text it was.
    """
    if isinstance(row, SealedNote):
        notes.put(row, words)
        record_about([Event(MENTION_REPLACED, {**payload, "case": str(row.case_id)})], now=now)
    else:
        put(row, words, key=data_keys([row.person_id])[row.person_id], now=redacted.at)
        FormerValue.objects.filter(value=row).delete()
        about = {**payload, "categories": [row.category], "submission": str(row.submission_id)}
        record_corrected([row], Event(MENTION_REPLACED, about, row.person_id), now=now)
    _remember(row, redacted)


def _remember(row: Written, redacted: Redacted) -> None:
    spans, was, at = redacted.spans, redacted.was, redacted.at
    made = Redaction(id=redacted.id, was=was, spans=[list(span) for span in spans], at=at)
    if isinstance(row, SealedValue):
        made.value, made.person_id = row, row.person_id
    else:
        made.note = row
    made.save()
    kind = RemovalKind.NOTE_REDACTED if made.note_id else RemovalKind.REDACTED
    where = tuple((start, end) for start, end in spans)
    write_removals([Removed(kind, made.id, made.person_id, at, text=row.id, was=was, spans=where)])


def chained(redactions: Iterable[Redacted]) -> list[Redacted]:
    """Each after the one that made the version of the text in which its places are, whatever their times say."""
    waiting = list(redactions)
    made = {(one.text, one.at) for one in waiting}
    ordered: list[Redacted] = []
    while waiting:
        ready = [one for one in waiting if (one.text, one.was) not in made] or waiting[:1]
        made -= {(one.text, one.at) for one in ready}
        ordered += ready
        waiting = [one for one in waiting if one not in ready]
    return ordered


def redact_again(one: Redacted, *, actor: Actor, now: datetime) -> Again:
    """Take out again what a restored database does not know to have been taken out."""
    model: type[Written] = SealedNote if one.is_note else SealedValue
    with transaction.atomic():
        lock_people(SealedValue.objects.filter(id=one.text).values_list("person_id", flat=True))
        row = model._default_manager.select_for_update().filter(id=one.text).first()
        if row is None or Redaction.objects.filter(id=one.id).exists():
            return Again.NOT_NEEDED
        try:
            text = said_in(row)
        except CannotOpen:  # its person was erased meanwhile
            return Again.NOT_NEEDED
        same = version(row) == one.was and all(0 <= start <= end <= len(text) for start, end in one.spans)
        reason = "restored" if same else "withheld"
        payload: dict[str, Value] = {**who(actor), "count": len(one.spans), "reason": reason}
        redact(row, without(text, one.spans) if same else MARK, one, payload, now=now)
    return Again.EXACT if same else Again.WHOLE
