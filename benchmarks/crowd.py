"""A crowd around the people who are measured: a million of them in minutes.

Sealing a million people's values takes most of an hour's quarter and measures nothing. So some thousands are made as
the forms would have left them (`benchmarks.population`), and the database copies their rows under ids of their own,
block by block, as large and as indexed as the real ones. Copies open for nobody, since each seal is bound to its row;
they are there to be in the way. In every block stand some real people, so that those who are measured lie everywhere in
the tables, and the database's cache is as cold for them as its size makes it.
"""

import sys
import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Field, ForeignKey, Model, UUIDField

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.people.models import Person, Trail
from azukari.core.vault.index_code import bits_for
from azukari.core.vault.models import PersonKey, SealedValue, SearchCode, SearchIndex
from benchmarks.population import BATCH, add, hasten, numbers, settle

BLOCK = 10_000
REAL = 300
"""How many of a block after the first are real."""

_COPIED: Sequence[tuple[type[Model], str]] = (
    (Person, "id <= %s"),
    (Submission, "person_id <= %s"),
    (PersonKey, "person_id <= %s"),
    (SealedValue, "person_id <= %s"),
    (SearchCode, "value_id IN (SELECT id FROM vault_sealedvalue WHERE person_id <= %s)"),
    (Grant, "person_id <= %s"),
    (Trail, "person_id <= %s"),
)
"""The tables with rows about people, and which rows are of people up to one."""


def gather(to: int, *, now: datetime) -> float:
    """Add people until there are ``to``; returns the seconds it took. Who has been erased meanwhile does not count."""
    began = time.perf_counter()
    SearchIndex.objects.update_or_create(number=1, defaults={"key": 1, "bits": bits_for(to), "begun_at": now})
    hasten()
    while (lacking := to - Person.objects.count()) > 0:
        with transaction.atomic():
            if _listed(_FIRST):
                real = min(REAL, lacking)
                _copy(min(BLOCK, lacking) - real, stamp=int(time.time() * 1000))
                _real(real, now, _LATER)
            else:
                _real(min(BLOCK, lacking), now, _FIRST)
        have = Person.objects.count()
        print(f"\r  {have:>9,} people, {time.perf_counter() - began:,.0f} s ", end="", file=sys.stderr, flush=True)
    settle()
    print(file=sys.stderr)
    return time.perf_counter() - began


def some_people(count: int) -> list[UUID]:
    """Real people who are still here, chosen from the whole range, evenly; those of the first block only if it needs
    them.
    """
    here = set(Person.objects.filter(confirmed_at__isnull=False).values_list("id", flat=True).iterator())
    first, later = ([id for id in _listed(name) if id in here] for name in (_FIRST, _LATER))
    chosen = later if len(later) >= count else first + later
    return chosen[:: max(1, len(chosen) // count)][:count]


_FIRST, _LATER = "first-people.txt", "later-people.txt"
"""Who is real is noted in files: a table with people's ids would be something that an erasure leaves behind. Those of
the first block, who are copied, and those who stand among the copies.
"""


def _listed(name: str) -> list[UUID]:
    file = settings.AZUKARI.root / name
    return [UUID(line) for line in file.read_text("ascii").split()] if file.exists() else []


def _real(count: int, now: datetime, name: str) -> None:
    newest = Person.objects.order_by("-id").values_list("id", flat=True).first() or UUID(int=0)
    for start in range(0, count, BATCH):
        add(numbers(min(BATCH, count - start)), now=now)
    ids = Person.objects.filter(id__gt=newest).order_by("id").values_list("id", flat=True)
    with (settings.AZUKARI.root / name).open("a", encoding="ascii") as file:
        file.writelines(f"{id}\n" for id in ids)


def _copy(people: int, *, stamp: int) -> None:
    """Copy the rows of so many people of the first block, or of all of it who are still here.

    Args:
        stamp: milliseconds; they stand at the head of each copied id, so that the copies follow one another.
    """
    first = Person.objects.filter(id__lte=_listed(_FIRST)[-1]).order_by("id")  # nobody was here before them
    copied = list(first.values_list("id", flat=True)[:people])
    if not copied:
        return
    last = copied[-1]
    with connection.cursor() as cursor:
        for model, up_to in _COPIED:
            table, columns = model._meta.db_table, model._meta.local_concrete_fields
            names = ", ".join(f'"{field.column}"' for field in columns)
            values = ", ".join(_copied(field, stamp) for field in columns)
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE {up_to}',
                [last.hex if connection.vendor == "sqlite" else last],
            )


def _copied(field: "Field[object, object]", stamp: int) -> str:
    column = f'"{field.column}"'
    target = field.target_field if isinstance(field, ForeignKey) else field
    if isinstance(target, UUIDField):
        if connection.vendor == "sqlite":
            return f"'{stamp:012x}' || substr({column}, 13)"
        return f"('{stamp:012x}' || substr(replace({column}::text, '-', ''), 13))::uuid"
    if field.column == "token":  # nobody shares an address with a copy
        chance = "randomblob(16)" if connection.vendor == "sqlite" else "uuid_send(gen_random_uuid())"
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE {chance} END"
    return column
