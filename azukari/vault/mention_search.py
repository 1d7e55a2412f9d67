"""The search for mentions: who goes is looked for in what others wrote, so that it can be seen to (law 6).

Before a person's values go, what they can be named by is folded and sealed under a key of its own, which belongs to the
search alone; the erasure waits for nothing. The worker then looks into every message, answer and note, some at a time,
for many searches in one walk. What it writes down is where, never what: which text, and, sealed, which characters of
it. When every text has been looked at, what was looked for is destroyed with its key. It may die at any point: a step
and the place that it reached are one transaction.

A search tells the person nothing, not even a number: whoever registers under somebody else's name and has that erased
would learn how often others wrote of them.
"""

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.consent.models import Grant
from azukari.ledger.events import Event, Kind, Value
from azukari.lib.identifier import new_id
from azukari.lib.mention import Mention as Place
from azukari.lib.mention import Text
from azukari.lib.needle import SOUGHT, Needle, needles
from azukari.policy.terms import CONFIRMATION, Category
from azukari.vault.cipher import CannotOpen, Stored, current_master, open_value, seal_value, unwrap, wrap
from azukari.vault.keys import KEY_BYTES, data_keys
from azukari.vault.models import Erasure, Mention, MentionSearch, SealedNote, SealedValue
from azukari.vault.notes import NoteKind, text_of
from azukari.vault.trail import record_about

SEARCH, MENTION = "mention-search", "mention"  # what a key is for
REVIEW = timedelta(days=30)
"""By when somebody has looked at what was found."""

SLICE = 1.0  # seconds at a turn
TOGETHER = 200  # searches in one walk
WINDOW = 1000  # values at a step
MOST_UNSURE = 20
"""A family name with a title that more texts have tells nothing, and all of them are left out."""

_WRITTEN = (Category.MESSAGE.value, Category.ANSWER.value)
_NOTED = (NoteKind.SAID.value, NoteKind.NOTE.value, NoteKind.ANSWER.value)  # how to reach a caller goes by itself
_START = UUID(int=0)


def begin(people: Collection[UUID], *, now: datetime, id: UUID | None = None) -> int:
    """Note what these people are to be looked for by, in the transaction that erases them, and before anything goes.
    Returns how many searches begin.

    Args:
        people: unconfirmed ones are passed over; nobody knows whose their data is.
        id: of the erasure, where one person is erased at their request.
    """
    known = Grant.objects.filter(person_id__in=people).exclude(purpose=CONFIRMATION)
    people = set(known.values_list("person_id", flat=True))
    if not people:
        return 0
    keys = data_keys(people)
    sought: dict[UUID, dict[Needle, None]] = {}
    values = SealedValue.objects.filter(person_id__in=people, category__in=SOUGHT).order_by("id")
    for value, person, category, field, sealed in values.values_list("id", "person_id", "category", "field", "sealed"):
        try:
            text = open_value(sealed, key=keys[person], id=value, person=person, field=field)
        except (KeyError, CannotOpen):  # out of a backup, and their key is gone: nobody knows who it was
            continue
        sought.setdefault(person, {}).update(dict.fromkeys(needles(category, text)))
    rows = [_sealed_search(id or new_id(), list(found), now) for found in sought.values() if found]
    MentionSearch.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _sealed_search(id: UUID, sought: Sequence[Needle], now: datetime) -> MentionSearch:
    raw, master = os.urandom(KEY_BYTES), current_master()
    text = json.dumps([astuple(needle) for needle in sought], ensure_ascii=False)
    return MentionSearch(
        id=id,
        sealed=seal_value(text, key=raw, id=id, person=id, field=SEARCH),
        wrapped=wrap(raw, id=id, use=SEARCH, master=master),
        master=master,
        begun_at=now,
    )


def _sought(search: MentionSearch) -> list[Needle]:
    raw = unwrap(search.wrapped, id=search.id, use=SEARCH, master=search.master)
    text = open_value(search.sealed, key=raw, id=search.id, person=search.id, field=SEARCH)
    return [Needle(*one) for one in json.loads(text)]


@dataclass(frozen=True, slots=True)
class Written:
    """A text of somebody's, in the clear, to be looked at and forgotten. ``column`` says where it belongs."""

    id: UUID
    column: str
    text: str


def _values(after: UUID) -> tuple[list[Written], UUID | None]:
    """The messages and answers among the next values, and how far that is; None when there are no more."""
    window = SealedValue.objects.filter(id__gt=after).order_by("id")
    last = next(iter(window.values_list("id", flat=True)[WINDOW - 1 : WINDOW]), None)
    rows = window.filter(category__in=_WRITTEN)
    texts = list((rows.filter(id__lte=last) if last else rows).values_list("id", "person_id", "field", "sealed"))
    keys = data_keys({person for _id, person, _field, _sealed in texts})
    return list(_opened(texts, keys)), last


def _opened(texts: Collection[tuple[UUID, UUID, str, Stored]], keys: dict[UUID, bytes]) -> Iterator[Written]:
    for id, person, field, sealed in texts:
        try:
            yield Written(id, "value", open_value(sealed, key=keys[person], id=id, person=person, field=field))
        except (KeyError, CannotOpen):
            continue  # erased meanwhile, or changed: the control of the vault tells of that


def _notes(after: UUID) -> tuple[list[Written], UUID | None]:
    rows = list(SealedNote.objects.filter(id__gt=after, kind__in=_NOTED).order_by("id")[:WINDOW])
    return [Written(row.id, "note", text_of(row)) for row in rows], rows[-1].id if len(rows) == WINDOW else None


type Part = Callable[[UUID], tuple[list[Written], UUID | None]]
PARTS: Sequence[Part] = (_values, _notes)
"""Where people are named by others. What a value said before a correction goes by itself, and nobody may read it."""


def look(now: datetime) -> int:
    """Go on with the searches for a moment. Returns how many texts were looked at."""
    looked, until = 0, time.monotonic() + SLICE
    while searches := _together():
        looked += _step(searches, now)
        if time.monotonic() >= until:
            break
    return looked


def unfinished(before: datetime) -> int:
    """How many searches that began before then still go on."""
    return MentionSearch.objects.filter(begun_at__lt=before).count()


def _together() -> list[MentionSearch]:
    """The oldest search, and others that are at the same place."""
    first = MentionSearch.objects.order_by("begun_at", "id").first()
    if first is None:
        return []
    return list(
        MentionSearch.objects.filter(part=first.part, cursor=first.cursor).order_by("begun_at", "id")[:TOGETHER]
    )


def _step(searches: Sequence[MentionSearch], now: datetime) -> int:
    part, cursor = searches[0].part, searches[0].cursor
    texts, last = PARTS[part](cursor)
    found = list(_found([(search.id, _sought(search)) for search in searches], texts))
    with transaction.atomic(durable=True):
        here = MentionSearch.objects.select_for_update().filter(id__in=[search.id for search in searches])
        held = set(here.filter(part=part, cursor=cursor).values_list("id", flat=True))  # another worker was faster
        _write_down([(search, text, places) for search, text, places in found if search in held], now)
        rows = MentionSearch.objects.filter(id__in=held)
        if last:
            rows.update(cursor=last)
        elif part + 1 < len(PARTS):
            rows.update(part=part + 1, cursor=_START)
        else:
            _finish(held, now)
    return len(texts)


type Found = tuple[UUID, Written, list[Place]]


def _found(searches: Sequence[tuple[UUID, list[Needle]]], texts: Collection[Written]) -> Iterator[Found]:
    for written in texts:
        text = Text(written.text)
        for search, sought in searches:
            there = [needle for needle in sought if text.has(needle)]
            if there and (places := text.mentions(there)):
                yield search, written, places


def _write_down(found: Sequence[Found], now: datetime) -> None:
    """Seal where the mentions stand, of texts that are still there."""
    if not found:
        return
    wanted = {(text.column, text.id) for _search, text, _places in found}
    still = {
        (column, id)
        for column, model in (("value", SealedValue), ("note", SealedNote))
        for id in model._default_manager.select_for_update()
        .filter(id__in=[id for where, id in wanted if where == column])
        .values_list("id", flat=True)
    }
    rows = [_sealed_mention(*one, now) for one in found if (one[1].column, one[1].id) in still]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)


def _sealed_mention(search: UUID, text: Written, places: Sequence[Place], now: datetime) -> Mention:
    id, raw, master = new_id(), os.urandom(KEY_BYTES), current_master()
    said = json.dumps({"of": digest(text.text), "places": [astuple(place) for place in places]})
    mention = Mention(
        id=id,
        search_id=search,
        sealed=seal_value(said, key=raw, id=id, person=text.id, field=MENTION),
        wrapped=wrap(raw, id=id, use=MENTION, master=master),
        master=master,
        sure=any(place.sure for place in places),
        found_at=now,
        due_at=now + REVIEW,
    )
    setattr(mention, f"{text.column}_id", text.id)
    return mention


def places_of(mention: Mention) -> tuple[str, list[Place]]:
    """The digest of the text as it was when it was looked at, and the places in it."""
    raw = unwrap(mention.wrapped, id=mention.id, use=MENTION, master=mention.master)
    text = mention.value_id or mention.note_id or mention.id
    said = json.loads(open_value(mention.sealed, key=raw, id=mention.id, person=text, field=MENTION))
    return said["of"], [Place(*place) for place in said["places"]]


def digest(text: str) -> str:
    """By which it is seen that a text is still what it was; it is kept sealed."""
    return hashlib.sha256(text.encode()).hexdigest()


def _finish(searches: Collection[UUID], now: datetime) -> None:
    """Every text has been looked at: what was looked for goes, and that it was done is recorded."""
    unsure = Counter(Mention.objects.filter(search_id__in=searches, sure=False).values_list("search_id", flat=True))
    common = [search for search, count in unsure.items() if count > MOST_UNSURE]
    Mention.objects.filter(search_id__in=common, sure=False).delete()
    found = Counter(Mention.objects.filter(search_id__in=searches).values_list("search_id", flat=True))
    asked = set(Erasure.objects.filter(id__in=searches).values_list("id", flat=True))
    events = []
    for search in sorted(searches):
        payload: dict[str, Value] = {"actor": "worker", "count": found[search]}
        if search in asked:
            payload["certificate"] = str(search)
        events.append(Event(Kind.MENTIONS_SEARCHED, payload))
    record_about(events, now=now)
    MentionSearch.objects.filter(id__in=searches).delete()
