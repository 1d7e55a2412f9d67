"""Which rows an operation adds and removes, and of whom: what it does not say is wrong."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from azukari.core.backup.snapshot import tables
from azukari.core.forms.models import GuardianAddress
from azukari.core.vault.models import AddressChange, Proposal

type Rows = Mapping[str, Mapping[Any, UUID | None]]
"""The key of each row of each table, with the person whom it is about."""


def rows_now() -> Rows:
    """All there are. One query for each table."""
    found = {}
    for model in tables():
        owner = "person_id" if any(column.attname == "person_id" for column in model._meta.concrete_fields) else ""
        pairs = model._base_manager.order_by().values_list("pk", *([owner] if owner else []))
        found[model._meta.label] = {key: rest[0] if rest else None for key, *rest in pairs}
    return found


def standing_in_for(people: Collection[UUID]) -> set[UUID]:
    """Those under whom addresses lie that people have named and nobody has confirmed: they go with the question."""
    asked = (AddressChange, Proposal)
    found = {one for model in asked for one in _stand_ins(model.objects.filter(person_id__in=people))}
    guardians = GuardianAddress.objects.filter(submission__person_id__in=people)
    return found | {*guardians.values_list("stand_in_id", flat=True)}


def _stand_ins(rows: QuerySet[Any]) -> set[UUID]:
    return {*rows.values_list("stand_in_id", flat=True)} - {None}


def unexpected(
    before: Rows, after: Rows, *, people: Collection[UUID] | None, gains: Collection[str], loses: Collection[str]
) -> Iterator[str]:
    """What was not to be, in sentences: by table, and by how many rows.

    Args:
        people: whom the operation is about; None for everybody.
        gains, loses: the tables that get new rows, and whose rows go; of rows about people those of ``people`` alone.
    """
    for label, known in before.items():
        now = after[label]
        for said, mine, other, tables_ in (("lost", known, now, loses), ("gained", now, known, gains)):
            rows = [mine[key] for key in mine.keys() - other.keys()]
            strangers = [one for one in rows if people is not None and one is not None and one not in people]
            if rows and label not in tables_ and "*" not in tables_:
                yield f"table {label} {said} {len(rows)} rows"
            elif strangers:
                yield f"table {label} {said} {len(strangers)} rows of people whom this is not about"
