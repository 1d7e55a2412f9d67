"""What becomes of a mention: somebody who may read the text looks at it, and replaces the words or leaves them.

Who may read it, the policy says, as with every release: a duty that serves a purpose of the text, or for what was noted
about a request the desk that answers it. Replacing takes the words out of sealed storage, in the text and in what it
said before; its writer sees on their own page that it was done. A reason for leaving comes from a closed list.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import Event, who
from azukari.core.ledger.shapes import Value
from azukari.core.people.lock import lock_people
from azukari.core.vault import notes
from azukari.core.vault.correct import may_use_value
from azukari.core.vault.events import MENTION_LEFT
from azukari.core.vault.mention_search import digest, places_of
from azukari.core.vault.models import Mention, SealedNote, SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.redaction import Redacted, Written, redact, said_in, version, without
from azukari.core.vault.refusal import insist_on
from azukari.core.vault.release import ReleaseOptions, release
from azukari.core.vault.trail import record_about
from azukari.core.vault.ways import RECORD
from azukari.lib.conflict import StaleVersion
from azukari.lib.identifier import new_id
from azukari.lib.mention import Mention as Place
from azukari.policy.terms import Act, Actor, ActorKind, Category

KEPT = timedelta(days=365)
"""What nobody has decided by then goes from the list, and that is recorded."""

_BATCH = 500


class Why(StrEnum):
    """Why words are left as they are."""

    NAMESAKE = "namesake"  # somebody else is meant
    PUBLIC = "public"  # it tells what they did in a public office
    NEEDED = "needed"  # without it, the writer could not be answered
    CHANGED = "changed"  # the text has been changed since, so that the place is not known any more
    UNDECIDED = "undecided"  # nobody decided in time


class Decided(Exception):
    """Somebody has decided already, or the text is gone."""


@dataclass(frozen=True, slots=True)
class MentionText:
    """A text with the places at which it may name somebody who is gone."""

    text: str
    places: Sequence[Place]


def open_text(id: UUID, *, purpose: str, about: UUID | None = None, actor: Actor, now: datetime) -> MentionText:
    """Open the text of a mention for ``purpose``; recorded like every look.

    Args:
        purpose: of the text; for a note none is needed, since the requests' desk has its own.
        about: whom a note's case is about, where that is known.

    Raises:
        Decided: there is no such mention (any more).
        StaleVersion: see there.
        Refused: the policy lets the actor not read it. Recorded first.
    """
    mention = find(id)
    text = _note_text(mention, about, actor, now) if mention.note else _value_text(mention, purpose, actor, now)
    was, places = places_of(mention)
    if digest(text) != was:
        with transaction.atomic(durable=True):
            _leave(mention, Why.CHANGED, actor, now)
        raise StaleVersion
    return MentionText(text, places)


def find(id: UUID) -> Mention:
    """The mention, with its text still sealed.

    Raises:
        Decided: there is none (any more).
    """
    mention = Mention.objects.select_related("value", "note").filter(id=id).first()
    if mention is None:
        raise Decided
    return mention


def _value_text(mention: Mention, purpose: str, actor: Actor, now: datetime) -> str:
    value = _value(mention)
    opened = release(
        [value.person_id],
        purpose=purpose,
        categories=frozenset({Category(value.category)}),
        actor=actor,
        reason=Reason.CHECK,
        now=now,
        options=ReleaseOptions(submission=value.submission_id, way=RECORD),
    )
    text = next((one.text for one in opened.get(value.person_id, ()) if one.id == value.id), None)
    if text is None:
        raise Decided
    return text


def _value(mention: Mention) -> SealedValue:
    if mention.value is None:
        raise Decided
    return mention.value


def _note_text(mention: Mention, about: UUID | None, actor: Actor, now: datetime) -> str:
    case = mention.note.case_id if mention.note else UUID(int=0)
    found = notes.read(case, person=about, actor=actor, now=now)
    text = next((note.text for note in found if note.id == mention.note_id), None)
    if text is None:
        raise Decided
    return text


def replace(
    id: UUID, places: Collection[int], *, purpose: str, about: UUID | None = None, actor: Actor, now: datetime
) -> None:
    """Put `MARK` in the place of words, by their numbers in `MentionText`; the others stay. The old text is gone.

    Raises:
        Decided, StaleVersion, Refused: as `open_text`.
    """
    _judge(id, purpose, about, actor, now)
    with transaction.atomic(durable=True):
        seen = find(id)
        lock_people([seen.value.person_id] if seen.value else [])
        mention = _held(id)
        was, found = places_of(mention)
        text = _held_text(mention)
        said = said_in(text)
        changed = digest(said) != was
        if changed:
            _leave(mention, Why.CHANGED, actor, now)
        else:
            spans = [(place.start, place.end) for number, place in enumerate(found) if number in places]
            payload: dict[str, Value] = {**who(actor), "count": len(spans)}
            payload |= {} if mention.note_id else {"purpose": purpose}
            redacted = Redacted(new_id(), text.id, bool(mention.note_id), version(text), spans, now)
            redact(text, without(said, spans), redacted, payload, now=now)
            mention.delete()
    if changed:
        raise StaleVersion


def _held_text(mention: Mention) -> Written:
    if mention.note_id:
        return SealedNote.objects.select_for_update().get(id=mention.note_id)
    return SealedValue.objects.select_for_update().get(id=_value(mention).id)


def leave(id: UUID, why: Why, *, purpose: str, about: UUID | None = None, actor: Actor, now: datetime) -> None:
    """Leave the words as they are, with a reason.

    Raises:
        Decided, Refused: as `open_text`.
    """
    _judge(id, purpose, about, actor, now)
    with transaction.atomic(durable=True):
        _leave(_held(id), why, actor, now)


def _leave(mention: Mention, why: Why, actor: Actor, now: datetime) -> None:
    """Take it off the list, in the caller's transaction. It stands on nobody's trail: that words were *not* about
    somebody who was erased is no business of whoever wrote them.
    """
    record_about([Event(MENTION_LEFT, {**who(actor), "reason": why.value})], now=now)
    mention.delete()


def _held(id: UUID) -> Mention:
    mention = Mention.objects.select_for_update().filter(id=id).first()
    if mention is None:
        raise Decided
    return mention


def _judge(id: UUID, purpose: str, about: UUID | None, actor: Actor, now: datetime) -> None:
    """Whoever decides has to be allowed to read what they decide about."""
    mention = find(id)
    if mention.value:
        may_use_value(mention.value, purpose=purpose, actor=actor, now=now)
    else:
        insist_on(Act.RIGHTS, person=about, actor=actor, now=now)


def give_up(now: datetime) -> int:
    """Take off the list what nobody decided within `KEPT`; returns how many."""
    old = list(Mention.objects.filter(found_at__lte=now - KEPT).order_by("id")[:_BATCH])
    with transaction.atomic():
        for mention in old:
            _leave(mention, Why.UNDECIDED, Actor(ActorKind.SYSTEM, "worker"), now)
    return len(old)
