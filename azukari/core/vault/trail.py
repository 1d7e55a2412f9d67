"""What happened to a person's data, written to the ledger and tied to the person by their own key."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from azukari.core.database.id_set import BY_NUMBER
from azukari.core.database.rows import Rows, insert
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event
from azukari.core.ledger.reading import matching, newest, recorded
from azukari.core.ledger.record import as_rows, first_id, prepare_all, record_many
from azukari.core.ledger.shapes import Value
from azukari.core.ledger.stored import key as stored
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Trail
from azukari.core.vault.events import BLANK, TRANSFER_MADE, VALUE_RELEASED
from azukari.core.vault.keys import LedgerKey, ledger_keys
from azukari.core.vault.reasons import Method
from azukari.lib.identifier import new_id
from azukari.policy.unusual import Look

_MOST = 20_000
_OF_MAIL = (VALUE_RELEASED, TRANSFER_MADE)


def record_about(events: Sequence[Event], *, now: datetime, keys: dict[UUID, LedgerKey] | None = None) -> list[UUID]:
    """Record events in the caller's transaction, each committed under its subject's ledger key.

    Args:
        events: their ``subject`` is a person, or None.
        keys: the subjects' ledger keys where the caller has them at hand; else they are read, in one query.

    Returns:
        The ids of the ledger entries, in order.
    """
    subjects = {event.subject for event in events if event.subject}
    known = keys if keys is not None else ledger_keys(subjects)
    keyed = [(event, known[event.subject].raw if event.subject in known else None) for event in events]
    entries = record_many(keyed, now=now)
    rows = [
        (entry, event.subject, known[event.subject].id)
        for entry, event in zip(entries, events, strict=True)
        if event.subject in known
    ]
    rows.sort(key=lambda row: BY_NUMBER(row[1]))  # the database locks the people in this order (`people.lock`)
    insert(Trail, rows)
    return entries


def record_present(events: Sequence[Event], *, now: datetime) -> set[UUID]:
    """As `record_about`, about people of whom some may have gone since they were read: of those nothing is recorded.
    Who is there stays until the end of the caller's transaction.

    Returns:
        those who are there.
    """
    there = lock_people({event.subject for event in events if event.subject})
    record_about([event for event in events if event.subject in there], now=now)
    return there


def record_unseen(
    told: Sequence[tuple[Kind, Mapping[str, Value]]], *, person: UUID | None, now: datetime
) -> list[UUID]:
    """Record what was done about a person, or about nobody, so that no stranger can tell which: the same statements,
    and as many entries; of nobody they are blank, under keys that are thrown away.

    Returns:
        The ids of the ledger entries, in order.
    """
    subject = person or new_id()
    key = ledger_keys({subject}).get(subject)
    events = [Event(kind, payload, subject) if person else Event(BLANK, {}, subject) for kind, payload in told]
    entries = record_many([(event, key.raw if key else None) for event in events], now=now)
    write = "INSERT INTO people_trail (entry_id, person_id, key_id) SELECT %s, id, %s FROM people_person WHERE id = %s"
    with connection.cursor() as cursor:
        for entry in entries:
            cursor.execute(write, [stored(entry), stored(key.id if key else subject), stored(subject)])
    return entries


def looks(since: datetime) -> list[Look]:
    """Who of the staff opened something of whom, from ``since`` on; the newest `_MOST` events about people."""
    rows = Trail.objects.filter(entry_id__gte=first_id(since)).order_by("-entry_id")
    of = dict(rows.values_list("entry_id", "person")[:_MOST])
    return [
        Look(entry.payload["actor"], of[entry.id], entry.at, listed=entry.payload.get("method") == Method.LIST)
        for entry in recorded(of)
        if entry.kind is VALUE_RELEASED and entry.payload["actor"].startswith("staff:") and entry.at >= since
    ]


def people_in(
    kinds: Collection[Kind], *, mentioning: Collection[str], since: datetime, until: datetime
) -> frozenset[UUID]:
    """Everybody on whose trail stands such an entry within that time, who is still here.

    Args:
        mentioning: pieces of a payload's text, all of which stand in the entry.
        until: the first moment that does not count.
    """
    placed, waiting = matching(kinds, mentioning=mentioning, since=since, until=until)
    found = Trail.objects.filter(Q(entry_id__in=placed) | Q(entry_id__in=waiting))
    return frozenset(found.values_list("person_id", flat=True))


def entered(mail: UUID, *, person: UUID) -> frozenset[Kind]:
    """Which kinds of entries on the person's trail name this mail."""
    held = Trail.objects.filter(person_id=person).values("entry_id")
    found = newest(held, kinds=_OF_MAIL, mentioning=[f'"mail":"{mail}"'], before=None, most=len(_OF_MAIL))
    return frozenset(entry.kind for entry in found)


def all_entry_rows(events: Sequence[Event], *, key: LedgerKey, now: datetime) -> Rows:
    """Events about one person as rows, for those who write many rows together.

    Args:
        events: all have that person as their subject.
        key: the subject's ledger key.
    """
    entries = prepare_all(events, now=now, key=key.raw)
    trail = [(entry.id, event.subject, key.id) for entry, event in zip(entries, events, strict=True)]
    return {**as_rows(entries), Trail: trail}


def unlink(people: Collection[UUID], *, kinds: Collection[Kind], mentioning: Collection[str]) -> int:
    """Take entries off the trails of people, in the caller's transaction: the ledger keeps its proofs, and nothing here
    says any more whom they are about. Returns how many.

    Args:
        kinds: no others.
        mentioning: ids, one of which stands in the entry.
    """
    held = Trail.objects.filter(person_id__in=people)
    found = newest(held.values("entry_id"), kinds=kinds, mentioning=mentioning, before=None, most=_MOST)
    return Trail.objects.filter(entry_id__in=[entry.id for entry in found]).delete()[0]
