"""The walk of the search for mentions: one reading of every message, answer and note for all who go.

However many people went, each text is opened once and looked through once for all of them (`lib.pattern_set`): a walk
takes along every search that waits when it begins, up to `TOGETHER`. What several of them share (a number of the house,
a family name) is one search's, so that a text is not listed once for everybody of that name.

The worker may die at any point: a step and the place that it reached are one transaction. Between two, others write.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import lru_cache, partial
from uuid import UUID

from django.db import transaction

from azukari.core.database.write_backoff import let_others_write
from azukari.core.ledger.events import Event
from azukari.core.ledger.shapes import Value
from azukari.core.people.lock import lock_people
from azukari.core.vault.events import MENTIONS_SEARCHED
from azukari.core.vault.mention_search import Written, sealed_mention, sought
from azukari.core.vault.models import Erasure, Mention, MentionSearch, MentionWalk, SealedNote, SealedValue
from azukari.core.vault.notes import NoteKind, text_of
from azukari.core.vault.opened_text import texts_of
from azukari.core.vault.trail import record_about
from azukari.lib.mention import Mention as Place
from azukari.lib.mention import Text
from azukari.lib.pattern_set import PatternSet
from azukari.policy.terms import Category

SLICE = 1.0  # seconds at a turn
TOGETHER = 20_000
"""Searches in one walk: what they look for is in memory then, about 2 KB for each."""

WINDOW = 500  # texts at a step
CLOSED = 1000  # searches that are closed in one transaction
MOST_UNSURE = 20
"""A family name with a title that more texts have tells nothing, and all of them are left out."""

_NOTED = (
    NoteKind.SAID.value,
    NoteKind.NOTE.value,
    NoteKind.ANSWER.value,
    NoteKind.INCIDENT.value,
    NoteKind.DRAFT.value,
    NoteKind.REMARK.value,
)  # how to reach a caller goes by itself
_START = UUID(int=0)


def _values(category: Category, after: UUID) -> tuple[list[Written], UUID | None]:
    """The next messages, or answers, and how far that is; None when there are no more."""
    texts = list(SealedValue.objects.filter(id__gt=after, category=category.value).order_by("id")[:WINDOW])
    written = [Written(value.id, "value", text) for value, text in texts_of(texts)]
    return written, texts[-1].id if len(texts) == WINDOW else None


def _notes(after: UUID) -> tuple[list[Written], UUID | None]:
    rows = list(SealedNote.objects.filter(id__gt=after, kind__in=_NOTED).order_by("id")[:WINDOW])
    return [Written(row.id, "note", text_of(row)) for row in rows], rows[-1].id if len(rows) == WINDOW else None


type Part = Callable[[UUID], tuple[list[Written], UUID | None]]
PARTS: Sequence[Part] = (partial(_values, Category.MESSAGE), partial(_values, Category.ANSWER), _notes)
"""Where people are named by others. What a value said before a correction goes by itself, and nobody may read it."""


def look(now: datetime) -> int:
    """Go on with the searches for a moment. Returns how many texts were looked at, and searches closed."""
    looked, until = 0, time.monotonic() + SLICE
    while walk := _under_way(now):
        texts = _step(walk, now) if walk.part < len(PARTS) else _close(walk, now)
        looked += texts
        if time.monotonic() >= until:
            return looked
        if texts:
            let_others_write()
    _known.cache_clear()  # what was looked for stays in memory no longer than the walk
    return looked


def unfinished(before: datetime) -> int:
    """How many searches that began before then still go on."""
    return MentionSearch.objects.filter(begun_at__lt=before).count()


def _under_way(now: datetime) -> MentionWalk | None:
    """The walk that goes on, or else a new one for the searches that wait; None where none waits."""
    walk = MentionWalk.objects.order_by("begun_at", "id").first()
    if walk is not None or not MentionSearch.objects.exists():
        return walk
    with transaction.atomic(durable=True):
        walk = MentionWalk.objects.create(begun_at=now)
        waiting = MentionSearch.objects.filter(walk=None).order_by("begun_at", "id").values_list("id", flat=True)
        MentionSearch.objects.filter(id__in=list(waiting[:TOGETHER]), walk=None).update(walk=walk)
    return walk


class _Known:
    """What a walk looks for, in this process's memory."""

    def __init__(self, walk: UUID) -> None:
        searches = MentionSearch.objects.filter(walk_id=walk).order_by("begun_at", "id")
        self.needles = PatternSet((search.id, sought(search)) for search in searches.iterator())
        unsure = Mention.objects.filter(search_id__in=searches.values("id"), sure=False)
        self.unsure = Counter(unsure.values_list("search_id", flat=True))


_known = lru_cache(maxsize=1)(_Known)


def _step(walk: MentionWalk, now: datetime) -> int:
    known = _known(walk.id)
    texts, last = PARTS[walk.part](walk.cursor)
    found = list(_found(known, texts))
    with transaction.atomic(durable=True):
        here = MentionWalk.objects.select_for_update().filter(id=walk.id, part=walk.part, cursor=walk.cursor)
        if not here:  # another worker was faster
            return len(texts)
        _write_down(found, now)
        part, cursor = (walk.part, last) if last else (walk.part + 1, _START)
        MentionWalk.objects.filter(id=walk.id).update(part=part, cursor=cursor)
    known.unsure.update(search for search, _text, places in found if not any(place.sure for place in places))
    return len(texts)


type Found = tuple[UUID, Written, list[Place]]


def _found(known: _Known, texts: Collection[Written]) -> Iterator[Found]:
    for written in texts:
        text = Text(written.text)
        for search, needles in known.needles.found_in(text).items():
            places = text.mentions(needles)
            if any(place.sure for place in places) or (places and known.unsure[search] <= MOST_UNSURE):
                yield search, written, places


def _write_down(found: Sequence[Found], now: datetime) -> None:
    """Seal where the mentions stand, of texts that are still there."""
    if not found:
        return
    values = [text.id for _search, text, _places in found if text.column == "value"]
    notes = [text.id for _search, text, _places in found if text.column == "note"]
    lock_people(SealedValue.objects.filter(id__in=values).values_list("person_id", flat=True))
    locked_values = SealedValue.objects.select_for_update().filter(id__in=values).order_by("id")
    locked_notes = SealedNote.objects.select_for_update().filter(id__in=notes).order_by("id")
    writers: dict[UUID, UUID | None] = dict(locked_values.values_list("id", "person_id"))
    writers |= dict.fromkeys(locked_notes.values_list("id", flat=True))
    rows = [sealed_mention(*one, writer=writers[one[1].id], now=now) for one in found if one[1].id in writers]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)


def _close(walk: MentionWalk, now: datetime) -> int:
    """Every text has been looked at: what was looked for goes, and that it was done is recorded; some searches in each
    transaction, and the walk with the last of them. Returns how many.
    """
    with transaction.atomic(durable=True):
        if not MentionWalk.objects.select_for_update().filter(id=walk.id):
            return 0
        searches = list(
            MentionSearch.objects.filter(walk=walk).order_by("begun_at", "id").values_list("id", flat=True)[:CLOSED]
        )
        if searches:
            _finish(searches, now)
        if not MentionSearch.objects.filter(walk=walk).exists():
            MentionWalk.objects.filter(id=walk.id).delete()
    return len(searches)


def _finish(searches: Collection[UUID], now: datetime) -> None:
    unsure = Counter(Mention.objects.filter(search_id__in=searches, sure=False).values_list("search_id", flat=True))
    common = [search for search, count in unsure.items() if count > MOST_UNSURE]
    Mention.objects.filter(search_id__in=common, sure=False).delete()
    found = Counter(Mention.objects.filter(search_id__in=searches).values_list("search_id", flat=True))
    asked = set(Erasure.objects.filter(id__in=searches).values_list("id", flat=True))
    done: list[dict[str, Value]] = [{"count": found[id], "certificate": str(id)} for id in sorted(asked)]
    others = [search for search in searches if search not in asked]
    if others:
        done.append({"count": sum(found[search] for search in others), "people": len(others)})
    record_about([Event(MENTIONS_SEARCHED, {"actor": "worker", **said}) for said in done], now=now)
    MentionSearch.objects.filter(id__in=searches).delete()
