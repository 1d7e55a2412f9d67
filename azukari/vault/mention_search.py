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
import os
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from azukari.consent.models import Grant
from azukari.lib.identifier import new_id
from azukari.lib.mention import Mention as Place
from azukari.lib.needle import SOUGHT, Needle, needles
from azukari.policy.terms import CONFIRMATION
from azukari.vault.cipher import CannotOpen, current_master, open_value, seal_value, unwrap, wrap
from azukari.vault.keys import KEY_BYTES, data_keys
from azukari.vault.models import Mention, MentionSearch, SealedValue

SEARCH, MENTION = "mention-search", "mention"  # what a key is for
REVIEW = timedelta(days=30)
"""By when somebody has looked at what was found."""


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
    found: dict[UUID, dict[Needle, None]] = {}
    values = SealedValue.objects.filter(person_id__in=people, category__in=SOUGHT).order_by("id")
    for value, person, category, field, sealed in values.values_list("id", "person_id", "category", "field", "sealed"):
        try:
            text = open_value(sealed, key=keys[person], id=value, person=person, field=field)
        except (KeyError, CannotOpen):  # out of a backup, and their key is gone: nobody knows who it was
            continue
        found.setdefault(person, {}).update(dict.fromkeys(needles(category, text)))
    rows = [_sealed_search(id or new_id(), list(named), now) for named in found.values() if named]
    MentionSearch.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _sealed_search(id: UUID, named: Sequence[Needle], now: datetime) -> MentionSearch:
    raw, master = os.urandom(KEY_BYTES), current_master()
    text = json.dumps([astuple(needle) for needle in named], ensure_ascii=False)
    return MentionSearch(
        id=id,
        sealed=seal_value(text, key=raw, id=id, person=id, field=SEARCH),
        wrapped=wrap(raw, id=id, use=SEARCH, master=master),
        master=master,
        begun_at=now,
    )


def sought(search: MentionSearch) -> list[Needle]:
    """What a search looks for, in the clear."""
    raw = unwrap(search.wrapped, id=search.id, use=SEARCH, master=search.master)
    text = open_value(search.sealed, key=raw, id=search.id, person=search.id, field=SEARCH)
    return [Needle(*one) for one in json.loads(text)]


@dataclass(frozen=True, slots=True)
class Written:
    """A text of somebody's, in the clear, to be looked at and forgotten. ``column`` says where it belongs."""

    id: UUID
    column: str
    text: str


def sealed_mention(search: UUID, text: Written, places: Sequence[Place], now: datetime) -> Mention:
    """The row that says where in a text a search found something."""
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
