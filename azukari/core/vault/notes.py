"""Notes: what a caller said, how to reach them, what was answered: words about a request, sealed like values (law 2).

A note belongs to a case and not to a person: whoever calls gets no profile, and no search finds them here (P45). Each
note has a key of its own, wrapped by the master key, that goes with its row. Reading is an act of the rights desk, and
is recorded; where the case is known to be about a person, on that person's own trail.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from azukari.core.database.added_up import given_fields
from azukari.core.database.cascade import delete
from azukari.core.database.rows import insert
from azukari.core.ledger.events import done_by
from azukari.core.policy_versions.current import current
from azukari.core.vault.authorize import authorize
from azukari.core.vault.cipher import Bound, words_of
from azukari.core.vault.events import VALUE_RELEASED
from azukari.core.vault.keys import NOTE, give_key, raw_key
from azukari.core.vault.models import SealedNote
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import insist_on, refuse
from azukari.core.vault.trail import record_about
from azukari.policy.terms import OWN_ACCESS, Act, Actor, Category


class NoteKind(StrEnum):
    """What a note is for."""

    CONTACT = "contact"  # how the caller can be reached: a name, a number, an address
    SAID = "said"  # what they asked for, in their words or ours
    NOTE = "note"  # what staff noted
    NEW = "new"  # the right value, where something is to be corrected
    ANSWER = "answer"  # what we answered
    DRAFT = "draft"  # a reply that somebody began; a submission's id stands in the place of a case's
    REMARK = "remark"  # what staff noted of a submission, likewise
    INCIDENT = "incident"  # what was written of an incident, whose id stands in the place of a case's


@dataclass(frozen=True, slots=True)
class Note:
    """One note in the clear."""

    id: UUID
    kind: NoteKind
    text: str
    at: datetime


def write(case: UUID, kind: NoteKind, text: str, *, now: datetime) -> UUID:
    """Seal a note, in the caller's transaction. The case records that it was written."""
    note = SealedNote(case_id=case, kind=kind.value, created_at=now)
    note.sealed = _words(note).seal(text, key=give_key(note))
    insert(SealedNote, [[getattr(note, field.attname) for field in given_fields(SealedNote)]])
    return note.id


def rewrite(id: UUID, text: str) -> None:
    """Seal other words in the place of what a note says, in the caller's transaction."""
    put(SealedNote.objects.select_for_update().get(id=id), text)


def read(
    case: UUID,
    *,
    person: UUID | None,
    actor: Actor,
    now: datetime,
    kinds: Collection[NoteKind] = tuple(NoteKind),
    act: Act = Act.RIGHTS,
    reason: Reason = Reason.ANSWER,
) -> tuple[Note, ...]:
    """Open the notes of a case, oldest first, and record it.

    Args:
        person: whom the case is about, if that is known.
        act: what the actor's duty has to include.
        reason: why, for the record.

    Raises:
        Refused: the actor's duties do not include the act. Recorded first.
    """
    insist_on(act, person=person, actor=actor, now=now)
    rows = list(_of(case, kinds))
    return _opened(rows, person=person, actor=actor, now=now, purpose=OWN_ACCESS, reason=reason, case=case)


def read_for(
    submission: UUID, kinds: Collection[NoteKind], *, person: UUID, purpose: str, actor: Actor, now: datetime
) -> tuple[Note, ...]:
    """Open what staff wrote about a submission, oldest first, for a purpose of theirs, and record it on its person's
    trail. Nothing is recorded where there is nothing.

    Raises:
        Refused: the actor's duties do not serve the purpose. Recorded first.
    """
    rows = list(_of(submission, kinds))
    if not rows:
        return ()
    categories = frozenset({Category.MESSAGE})
    verdict = authorize(current().policy, purpose=purpose, categories=categories, actor=actor, now=now)
    if not verdict:
        refuse(verdict, people=[person], purpose=purpose, actor=actor, now=now)
    why = Reason.ANSWER
    return _opened(rows, person=person, actor=actor, now=now, purpose=purpose, reason=why, submission=submission)


def there(submission: UUID, kind: NoteKind) -> UUID | None:
    """The newest note of a kind, without opening it; None if there is none. One query."""
    rows = SealedNote.objects.filter(case_id=submission, kind=kind.value).order_by("-id")
    return rows.values_list("id", flat=True).first()


def _of(case: UUID, kinds: Collection[NoteKind]) -> QuerySet[SealedNote]:
    return SealedNote.objects.filter(case_id=case, kind__in=[kind.value for kind in kinds]).order_by("id")


def _opened(
    rows: Sequence[SealedNote], *, person: UUID | None, actor: Actor, now: datetime, reason: Reason, **more: UUID | str
) -> tuple[Note, ...]:
    """What notes say, handed out once it is recorded that somebody looked."""
    opened = tuple(Note(row.id, NoteKind(row.kind), text_of(row), row.created_at) for row in rows)
    said = {"categories": [Category.MESSAGE.value], "reason": reason.value, "count": len(opened), **more}
    with transaction.atomic(durable=True):
        record_about([done_by(actor, VALUE_RELEASED, person, **said)], now=now)
    return opened


def text_of(row: SealedNote) -> str:
    """What a note says, for the vault's own modules."""
    return _words(row).open(row.sealed, key=raw_key(row))


def put(row: SealedNote, text: str) -> None:
    """Seal ``text`` in the place of what a note said, in the caller's transaction; for the vault's own modules."""
    row.sealed = _words(row).seal(text, key=raw_key(row))
    row.save(update_fields=["sealed"])


def _words(row: SealedNote) -> Bound:
    return words_of(row.id, about=row.case_id, use=f"{NOTE}.{row.kind}")


def erase(cases: Iterable[UUID], kinds: Collection[NoteKind] = tuple(NoteKind)) -> int:
    """Erase the notes of these cases with their keys, in the caller's transaction; returns how many there were."""
    if not (known := [*cases]):
        return 0
    rows = SealedNote.objects.filter(case_id__in=known, kind__in=[kind.value for kind in kinds])
    delete(SealedNote, found := list(rows.values_list("id", flat=True)))
    return len(found)
