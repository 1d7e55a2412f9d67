"""Does the database contradict a certificate? The question is put to the scan, which does not know how erasing works.

Where everything was to go, each table may hold so many rows of the person as the certificate says are left, and no
more. Where one purpose was to go, no living right to it may be left, and every value needs another that is.

It is asked twice. Before a certificate is given, by every index of the database: that takes milliseconds. And again and
again for all whom certificates call gone, by reading the whole database once for all of them (`still_there`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db import connection

from azukari.core.people.models import Tombstone
from azukari.core.vault.counted import sorts_of
from azukari.core.vault.holders import holders
from azukari.core.vault.models import Erasure
from azukari.core.vault.scan import all_remains, remains_by_index
from azukari.lib.sentence import Sentence
from azukari.policy.casework import HOLDS

_CORE = {
    "vault_sealedvalue": "value",
    "consent_grant": "grant",
    "vault_merge": "merge",
    "vault_personkey": "key",
    "people_trail": "trail",
}


SOUGHT_FOR = timedelta(days=3 * 365)
"""For so long somebody who is gone is looked for: as long as a certificate is shown."""

_NOT_FINISHED = Sentence("the erasure is not finished")
_FOUND = Sentence("%(table)s: %(found)d found, %(said)d said")


def contradictions(id: UUID, *, now: datetime) -> list[str]:
    """Where the database holds more than the certificate ``id`` says, as ``table: rows found, rows said``.

    An erasure that is not finished says nothing, so all that is left contradicts it.
    """
    erasure = Erasure.objects.filter(id=id).first()
    if erasure is None or erasure.finished_at is None:
        return [_NOT_FINISHED()]
    return found_against(erasure, now=now)


def found_against(erasure: Erasure, *, now: datetime) -> list[str]:
    """As `contradictions`, of one that is done, also where that is not saved yet."""
    if erasure.purpose:
        return list(_still_used(erasure.person_id, erasure.purpose, erasure.finished_at or now, now))
    said = _said(erasure)
    found: Counter[str] = Counter()
    for place in remains_by_index(erasure.person_id):
        found[place.table] += place.rows
    return [_FOUND(table=table, found=rows, said=said[table]) for table, rows in found.items() if rows > said[table]]


def still_there(now: datetime) -> dict[str, int]:
    """Where people stand of whom nothing should be left, as ``table.column``, and in how many rows. Reads everything.

    Whoever is still here, since a law keeps something, is not among them: what is kept may be used, and leaves records.
    """
    since = now - SOUGHT_FOR
    gone = set(Tombstone.objects.filter(erased_at__gte=since).values_list("person_id", flat=True))
    said = Erasure.objects.filter(purpose="", certified_at__gte=since).values_list("person_id", "items")
    gone |= {person for person, items in said.iterator() if not any(item.get("left") for item in items)}
    rows: Counter[str] = Counter()
    for places in all_remains(gone).values():
        for place in places:
            rows[f"{place.table}.{place.column}"] += place.rows
    return dict(sorted(rows.items()))


def _said(erasure: Erasure) -> Mapping[str, int]:
    """How many rows of each table the certificate admits to."""
    left: Counter[str] = Counter()
    for item in erasure.items:
        left[item["what"]] += item.get("left", 0)
    said: dict[str, int] = defaultdict(int, {table: left[what] for table, what in _CORE.items()})
    if left["value"]:
        said["people_person"] = 1
    for holder in holders():
        rows = sum(left[sort] for sort in sorts_of(holder))
        for label in holder.models:
            said[apps.get_model(label)._meta.db_table] += rows
    return said


def _still_used(person: UUID, purpose: str, erased_at: datetime, now: datetime) -> Iterator[str]:
    """What an erased purpose still holds, and what nothing holds; read row by row, with no rule of the vault's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT submission_id, purpose, begins_at, ends_at FROM consent_grant WHERE person_id = %s", [_key(person)]
        )
        grants = [(s, p, _time(begins) or now, _time(ends)) for s, p, begins, ends in cursor.fetchall()]
        cursor.execute("SELECT submission_id, purposes FROM vault_sealedvalue WHERE person_id = %s", [_key(person)])
        values = cursor.fetchall()
    living = [(s, p) for s, p, begins, ends in grants if begins <= now and (ends is None or ends > now)]
    again = {s for s, p, begins, _e in grants if p == purpose and begins > erased_at}  # asked for anew since
    used = sum(1 for s, p in living if p == purpose and s not in again)
    if used:
        yield _FOUND(table="consent_grant", found=used, said=0)
    holding = set(living)
    loose = sum(1 for s, purposes in values if not any((s, p) in holding for p in [*purposes.split(), *HOLDS]))
    if loose:
        yield _FOUND(table="vault_sealedvalue", found=loose, said=0)


def _key(person: UUID) -> str | UUID:
    return person.hex if connection.vendor == "sqlite" else person


def _time(value: datetime | str | None) -> datetime | None:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=value.tzinfo or UTC) if value else None


def erasures() -> int:
    """How many erasures there are, finished or not."""
    return Erasure.objects.count()
