"""The search for mentions: who goes is looked for in what others wrote, so that it can be seen to (law 6).

Before a person's values go, what they can be named by is folded and sealed under a key of its own, which belongs to the
search alone; the erasure waits for nothing. The worker then reads everybody's texts (`mention_walk`). What it writes
down is where, never what: which text, and, sealed, which characters of it. When every text has been looked at, what was
looked for is destroyed with its key.

A search tells the person nothing, not even a number: whoever registers under somebody else's name and has that erased
would learn how often others wrote of them.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from azukari.core.consent.models import Grant
from azukari.core.database.id_set import Ids
from azukari.core.vault.cipher import PLACE, CannotOpen, Stored, open_value, words_of
from azukari.core.vault.cipher import Place as Where
from azukari.core.vault.keys import MENTION, SEARCH, data_keys, give_key, outer_of, raw_key
from azukari.core.vault.models import Mention, MentionSearch, SealedValue
from azukari.core.vault.wrapping import Outer, current_outer
from azukari.lib.identifier import new_id
from azukari.lib.mention import Mention as Place
from azukari.lib.pii_pattern import SOUGHT, PiiPattern, pii_patterns
from azukari.policy.terms import CONFIRMATION

REVIEW = timedelta(days=30)
"""By when somebody has looked at what was found."""


type Value = tuple[Where, Stored]
"""Of a value its place, and what is sealed."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A search for somebody, and by which values as they were. There is none where nothing names them."""

    values: Sequence[Value]
    search: MentionSearch | None


def prepare(people: Collection[UUID], *, now: datetime) -> dict[UUID, Prepared]:
    """Make ready, before the transaction that erases these people, what takes longest: others are not kept waiting."""
    return _prepared(_named(people), now=now)


def begin(
    people: Collection[UUID], *, now: datetime, id: UUID | None = None, ready: Mapping[UUID, Prepared] | None = None
) -> int:
    """Note what these people are to be looked for by, in the transaction that erases them, and before anything goes.
    Returns how many searches begin.

    Args:
        people: unconfirmed ones are passed over; nobody knows whose their data is.
        id: of the erasure, where one person is erased at their request.
        ready: what `prepare` made; it counts for those whose values are still the same.
    """
    found, ready, outer = _named(people), ready or {}, current_outer()
    same = {
        person: ready[person]
        for person, values in found.items()
        if person in ready and ready[person].values == values and _is_of(ready[person], outer)
    }
    others = {person: values for person, values in found.items() if person not in same}
    made = [*same.values(), *_prepared(others, now=now, id=id).values()]
    rows = [one.search for one in made if one.search]
    MentionSearch.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _is_of(prepared: Prepared, outer: Outer) -> bool:
    """Whether the keys were not rotated meanwhile."""
    return prepared.search is None or outer_of(prepared.search) == outer


def _named(people: Collection[UUID]) -> dict[UUID, list[Value]]:
    """The values of those who are confirmed, by which they can be named."""
    known = Grant.objects.filter(person_id__in=people).exclude(purpose=CONFIRMATION)
    confirmed = Ids(known.values_list("person_id", flat=True))
    found: dict[UUID, list[Value]] = defaultdict(list)
    if confirmed:
        values = SealedValue.objects.filter(person_id__in=confirmed, category__in=SOUGHT).order_by("id")
        for *where, sealed in values.values_list(*PLACE, "sealed"):
            place = Where(*where)
            found[place.person].append((place, sealed))
    return found


def _prepared(found: Mapping[UUID, Sequence[Value]], *, now: datetime, id: UUID | None = None) -> dict[UUID, Prepared]:
    keys = data_keys(Ids(found)) if found else {}
    return {person: Prepared(values, _search(values, keys, now, id)) for person, values in found.items()}


def _search(
    values: Sequence[Value], keys: Mapping[UUID, bytes], now: datetime, id: UUID | None
) -> MentionSearch | None:
    named: dict[PiiPattern, None] = {}
    for place, sealed in values:
        try:
            text = open_value(sealed, key=keys[place.person], place=place)
        except (KeyError, CannotOpen):  # out of a backup, and their key is gone: nobody knows who it was
            continue
        named.update(dict.fromkeys(pii_patterns(place.category, text)))
    if not named:
        return None
    search = MentionSearch(id=id or new_id(), begun_at=now)
    text = json.dumps([astuple(needle) for needle in named], ensure_ascii=False)
    search.sealed = words_of(search.id, about=search.id, use=SEARCH).seal(text, key=give_key(search))
    return search


def sought(search: MentionSearch) -> list[PiiPattern]:
    """What a search looks for, in the clear."""
    text = words_of(search.id, about=search.id, use=SEARCH).open(search.sealed, key=raw_key(search))
    return [PiiPattern(*one) for one in json.loads(text)]


@dataclass(frozen=True, slots=True)
class Written:
    """A text of somebody's, in the clear, to be looked at and forgotten. ``column`` says where it belongs."""

    id: UUID
    column: str
    text: str


def sealed_mention(
    search: UUID, text: Written, places: Sequence[Place], *, writer: UUID | None, now: datetime
) -> Mention:
    """The row that says where in a text a search found something.

    Args:
        writer: whose value it is; None for a note.
    """
    said = json.dumps({"of": digest(text.text), "places": [astuple(place) for place in places]})
    mention = Mention(
        search_id=search,
        person_id=writer,
        sure=any(place.sure for place in places),
        found_at=now,
        due_at=now + REVIEW,
    )
    mention.sealed = words_of(mention.id, about=text.id, use=MENTION).seal(said, key=give_key(mention))
    setattr(mention, f"{text.column}_id", text.id)
    return mention


def places_of(mention: Mention) -> tuple[str, list[Place]]:
    """The digest of the text as it was when it was looked at, and the places in it."""
    text = mention.value_id or mention.note_id or mention.id
    said = json.loads(words_of(mention.id, about=text, use=MENTION).open(mention.sealed, key=raw_key(mention)))
    return said["of"], [Place(*place) for place in said["places"]]


def digest(text: str) -> str:
    """By which it is seen that a text is still what it was; it is kept sealed."""
    return hashlib.sha256(text.encode()).hexdigest()
