"""Making the search index anew while the system runs: for values that have no codes, under another key, or with more
bits once there are many more people.

The next generation begins with one row; from then on new codes are made for it, and a search asks both. Values move
over in batches, each in a transaction of its own; whoever is stopped starts again where nothing was lost.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from azukari.core.consent.models import Grant
from azukari.core.database.rows import Row, insert
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person
from azukari.core.vault.index import code_rows, newest_index
from azukari.core.vault.index_code import bits_for
from azukari.core.vault.index_words import SEARCHED
from azukari.core.vault.models import SealedValue, SearchCode, SearchIndex
from azukari.core.vault.opened_text import texts_of
from azukari.policy.terms import CONFIRMATION, Category

BATCH = 500
_TOO_FEW, _TOO_MANY = 3, 2  # bits: made for an eighth of the people, or for four times as many
_FROM_THE_START = UUID(int=0)


def _findable() -> QuerySet[SealedValue]:
    """Values that a search may meet: of accepted submissions, and of nobody whom a law alone keeps."""
    accepted = Grant.objects.filter(person_id=OuterRef("person_id"), submission_id=OuterRef("submission_id")).exclude(
        purpose=CONFIRMATION
    )
    return SealedValue.objects.filter(Exists(accepted), category__in=SEARCHED, token__isnull=False)


def unindexed() -> int:
    """How many values should be found by a search, and have no code."""
    return _findable().filter(~Exists(SearchCode.objects.filter(value_id=OuterRef("id")))).count()


def fits(now: datetime) -> bool:
    """Whether the codes have as many bits as the number of people asks for, or nearly so: not so many that people
    stand alone, not so few that a search opens a crowd.
    """
    return -_TOO_FEW < newest_index(now).bits - bits_for(Person.objects.count()) < _TOO_MANY


def begin(now: datetime, *, key: int | None = None) -> SearchIndex:
    """Begin the next generation where one is due: with the key file of version ``key``, or for the number of people.

    Returns:
        the newest generation, be it a new one or not.
    """
    with transaction.atomic(durable=True):
        newest = newest_index(now)
        bits, version = bits_for(Person.objects.count()), newest.key if key is None else key
        if (bits, version) != (newest.bits, newest.key):
            newest = SearchIndex.objects.create(number=newest.number + 1, key=version, bits=bits, begun_at=now)
    return newest


def rebuild(now: datetime, progress: Callable[[int], None] | None = None) -> int:
    """Give every value codes of the newest generation, and forget the older ones.

    Args:
        progress: called after each batch with the number of values done so far.

    Returns:
        the number of values that were given codes.
    """
    newest, done, after = newest_index(now), 0, _FROM_THE_START
    while True:
        with transaction.atomic(durable=True):
            seen = dict(_findable().filter(id__gt=after).order_by("id").values_list("id", "person_id")[:BATCH])
            if not seen:
                SearchCode.objects.filter(index__number__lt=newest.number).delete()
                SearchIndex.objects.filter(number__lt=newest.number).delete()
                return done
            lock_people({*seen.values()})
            batch = list(_findable().filter(id__in=[*seen]).select_for_update().order_by("id"))
            rows = _rows(_waiting(batch, newest), newest)
            coded = {row[0] for row in rows}
            SearchCode.objects.filter(value_id__in=coded).delete()
            insert(SearchCode, rows)
        done, after = done + len(coded), max(seen)
        if progress and coded:
            progress(done)


def _waiting(batch: Sequence[SealedValue], newest: SearchIndex) -> list[SealedValue]:
    """Those of a batch that have no codes of the newest generation.

    Asked for a batch at a time: in one query with the values, a database without statistics takes the wrong index.
    """
    found = SearchCode.objects.filter(value__in=batch, position=0).values_list("value_id", "index_id")
    current = {value for value, index in found if index == newest.number}
    return [value for value in batch if value.id not in current]


def _rows(values: Sequence[SealedValue], index: SearchIndex) -> list[Row]:
    """What does not open is left out; `vault-orphans` finds it."""
    return [
        row
        for value, text in texts_of(values)
        for row in code_rows((value.id, value.person_id), Category(value.category), text, index)
    ]


def tend(now: datetime) -> None:
    """Keep the index fitting as people come and go: begin the next generation in one round, move over in a later one,
    when whatever was under way has ended.
    """
    if SearchIndex.objects.count() > 1:
        rebuild(now)
    elif not fits(now):
        begin(now)
