"""Lines of a list that a member of staff takes out as a file: kept until they fetch it, for some hours at most.

Each line lies sealed under the key of the person it is about, and no whole file lies anywhere. So whoever is erased
while a list waits is out of it, also out of a backup, and the others' lines stay as they are.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet

from azukari.core.database.cascade import delete
from azukari.core.vault.cipher import line_of
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import ListLine

BATCH = 500


@dataclass(frozen=True, slots=True)
class ExportedLine:
    """One person's line.

    Args:
        position: where it stands; lines of one position come in any order.
        text: what `release` opened, and nothing else.
    """

    person: UUID
    position: int
    text: str


def keep(list_id: UUID, lines: Sequence[ExportedLine]) -> int:
    """Seal lines for the list, in the caller's transaction. Two queries.

    Returns:
        how many were kept: a person without a key is being erased, and is left out.
    """
    keys = data_keys({line.person for line in lines})
    rows = []
    for line in lines:
        if line.person in keys:
            row = ListLine(id=uuid4(), list_id=list_id, position=line.position, person_id=line.person)
            row.sealed = line_of(row.id, person=line.person).seal(line.text, key=keys[line.person])
            rows.append(row)
    ListLine.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def lines_of(list_id: UUID) -> Iterator[Sequence[ExportedLine]]:
    """The list's lines in their order, some hundreds at a time; two queries for each lot.

    Raises:
        CannotOpen: a line was changed or moved.
    """
    after: tuple[int, UUID] | None = None
    while rows := _next(list_id, after):
        after = (rows[-1].position, rows[-1].id)
        keys = data_keys({row.person_id for row in rows})
        yield [
            ExportedLine(
                row.person_id,
                row.position,
                line_of(row.id, person=row.person_id).open(row.sealed, key=keys[row.person_id]),
            )
            for row in rows
            if row.person_id in keys
        ]


def _next(list_id: UUID, after: tuple[int, UUID] | None) -> list[ListLine]:
    found = ListLine.objects.filter(list_id=list_id).order_by("position", "id")
    if after:
        position, id = after
        found = found.filter(Q(position__gt=position) | Q(position=position, id__gt=id))
    return list(found[:BATCH])


def count(list_id: UUID) -> int:
    """How many lines the list has now."""
    return ListLine.objects.filter(list_id=list_id).count()


def lines_about(people: Collection[UUID]) -> QuerySet[ListLine]:
    """The lines about these people, in all lists."""
    return ListLine.objects.filter(person_id__in=people)


def drop_people(people: Collection[UUID]) -> None:
    """Take these people out of every list that waits, in the caller's transaction."""
    delete(ListLine, people, by="person")


def drop(list_id: UUID) -> int:
    """Let go of a list, in the caller's transaction. Returns how many lines went."""
    return ListLine.objects.filter(list_id=list_id).delete()[0]


def drop_all_but(lists: Collection[UUID]) -> int:
    """Let go of every list that is none of these. Returns how many lines went."""
    return ListLine.objects.exclude(list_id__in=lists).delete()[0]
