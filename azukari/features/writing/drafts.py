"""Drafts of replies, and notes of staff about a submission: sealed, and gone with what they are about.

A draft belongs to the matter and not to its writer: whoever takes it over finds it where it was left. There is one of
each matter; it goes when the reply is sent.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise

from azukari.core.forms.handling import NotThere
from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import State, Submission
from azukari.core.ledger.events import done_by
from azukari.core.vault import notes
from azukari.core.vault.notes import Note, NoteKind
from azukari.core.vault.trail import record_about
from azukari.features.writing.events import NOTE_WRITTEN
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Actor

LONGEST_NOTE = 2000
_OURS = (NoteKind.DRAFT, NoteKind.REMARK)


def keep_draft(id: UUID, text: str, *, seen: UUID | None, form: str, now: datetime) -> None:
    """Keep what was typed so far, in the place of the draft that the page showed, in a transaction of its own. Nothing
    typed: there is no draft any more.

    Args:
        seen: that draft; None where it showed none.

    Raises:
        NotThere, StaleVersion: somebody kept another meanwhile; nothing was changed.
    """
    with transaction.atomic(durable=True):
        _held(id, form)
        before = notes.there(id, NoteKind.DRAFT)
        if before != seen:
            raise StaleVersion
        notes.erase([id], [NoteKind.DRAFT])
        if text:
            notes.write(id, NoteKind.DRAFT, text, now=now)


def drop_draft(id: UUID, *, seen: UUID | None) -> None:
    """The reply is sent, and the draft that its page showed goes, in a transaction of its own. Another one, which
    somebody kept meanwhile, stays.
    """
    with transaction.atomic(durable=True):
        hold_submission(id)
        if notes.there(id, NoteKind.DRAFT) == seen:
            notes.erase([id], [NoteKind.DRAFT])


def write_note(id: UUID, text: str, *, form: str, actor: Actor, now: datetime) -> None:
    """Note something for colleagues, in a transaction of its own.

    Raises:
        NotThere: nothing was kept.
    """
    with transaction.atomic(durable=True):
        submission = _held(id, form)
        notes.write(id, NoteKind.REMARK, text, now=now)
        record_about([done_by(actor, NOTE_WRITTEN, submission.person_id, submission=id, form=form)], now=now)


def waits(submission: UUID) -> tuple[bool, bool]:
    """Whether there is a draft, and whether there are notes; nothing is opened. Two queries."""
    return notes.there(submission, NoteKind.DRAFT) is not None, notes.there(submission, NoteKind.REMARK) is not None


def read_ours(submission: Submission, *, purpose: str, actor: Actor, now: datetime) -> tuple[Note, ...]:
    """The draft and the notes, for somebody who has opened the submission for that purpose. Recorded.

    Raises:
        Refused: see there.
    """
    return notes.read_for(submission.id, _OURS, person=submission.person_id, purpose=purpose, actor=actor, now=now)


def _held(id: UUID, form: str) -> Submission:
    held = hold_submission(id)
    if held is None or (held.form, held.state) != (form, State.ACCEPTED):
        raise NotThere
    return held


class DraftHolder:
    """What staff wrote about submissions, for the registry of holders: it goes with them."""

    name = "drafts"
    models: frozenset[str] = frozenset()
    words: ClassVar[Mapping[str, Promise | str]] = {}  # it counts nothing

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        del people  # notes belong to a matter, and make nobody a person
        return {}

    def export(self, person: UUID) -> Mapping[str, Any]:
        del person
        return {}

    def erase(self, people: Collection[UUID]) -> None:
        notes.erase(Submission.objects.filter(person_id__in=people).values_list("id", flat=True), _OURS)

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        notes.erase(ended, _OURS)
        self.erase(restricted)

    def reassign(self, person: UUID, to: UUID) -> None:
        """They hang on the submission, which keeps its id."""
