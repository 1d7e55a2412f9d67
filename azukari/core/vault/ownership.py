"""Whose is which row? Every column that refers to a person, found in the models themselves, so that none is forgotten.

A merge writes down what belonged to whom, and a parting gives it back. Packages above the vault move their rows by
their holder; what is left over moves here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import batched
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import F

from azukari.core.people.models import Person, Trail
from azukari.core.vault.models import (
    DraftLetter,
    DuplicatePair,
    FormerValue,
    ListLine,
    Mention,
    MergedRow,
    Proposal,
    Redaction,
)

BATCH = 500
_ELSEWHERE = frozenset({Trail, Proposal, DraftLetter, DuplicatePair, FormerValue, Mention, Redaction, ListLine})
"""What goes another way: the trail with its key, what hangs on a value with the value; the others are dropped."""
_JOINED = frozenset({"vault.SealedValue.person", "vault.PersonKey.person", "consent.Grant.person"})

type Column = models.ForeignKey[object, object]


def columns() -> Mapping[str, Column]:
    """Every column that refers to a person, by ``app.Model.field``."""
    found: dict[str, Column] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Person and model not in _ELSEWHERE:
                found[f"{model._meta.label}.{field.name}"] = field
    return found


def rows_of(person: UUID) -> Iterator[tuple[str, str]]:
    """Each row that belongs to ``person``: its column, and its primary key as text. A query for each column."""
    for name, field in columns().items():
        for key in _manager(field).filter(**{field.attname: person}).values_list("pk", flat=True):
            yield name, str(key)


def write_down(merge: UUID, rows: Collection[tuple[str, str]], *, survivor: UUID) -> None:
    """Remember that these rows belonged to the record that is merged, in the caller's transaction."""
    MergedRow.objects.bulk_create(
        (MergedRow(merge_id=merge, person_id=survivor, column=column, row=row) for column, row in rows),
        batch_size=BATCH,
    )


def move_rest(person: UUID, *, to: UUID) -> None:
    """Give what the holders have left of ``person`` to ``to``, before `join`, in the caller's transaction."""
    for name, field in columns().items():
        if name not in _JOINED:
            _manager(field).filter(**{field.attname: person}).update(**{field.attname: to})


def give_back(merge: UUID, *, owner: UUID, to: UUID, keep: Collection[str] = ()) -> None:
    """Give the rows that were written down, as far as they are still there and ``owner``'s, to ``to``, in the caller's
    transaction.

    Args:
        keep: columns that are left alone.
    """
    rows: dict[str, list[str]] = defaultdict(list)
    for column, row in MergedRow.objects.filter(merge_id=merge).values_list("column", "row"):
        rows[column].append(row)
    for name, field in columns().items():
        if name in keep:
            continue
        for batch in batched(rows.get(name, ()), BATCH):
            _manager(field).filter(pk__in=batch, **{field.attname: owner}).update(**{field.attname: to})


def hand_over(submissions: Collection[UUID], *, owner: UUID, to: UUID, keep: Collection[str] = ()) -> None:
    """Give whatever belongs to these submissions of ``owner`` to ``to``, in the caller's transaction."""
    if not submissions:
        return
    for name, field in columns().items():
        if name in keep:
            continue
        named = _refers_to_submissions(field.model)
        if named:
            found = _manager(field).filter(**{f"{named}__in": submissions, field.attname: owner})
            found.update(**{field.attname: to})


def strays() -> Iterator[tuple[str, int]]:
    """Rows that name another person than the row that they hang on: which reference, and how many. A query for each
    reference, which reads both tables.
    """
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and _has_person(model) and _has_person(field.related_model):
                hanging = model._base_manager.filter(**{f"{field.name}__isnull": False})
                count = hanging.exclude(**{f"{field.name}__person_id": F("person_id")}).count()
                if count:
                    yield f"{model._meta.label}.{field.name}", count


def _has_person(model: type[models.Model]) -> bool:
    return "person_id" in {field.attname for field in model._meta.concrete_fields}


def _refers_to_submissions(model: type[models.Model]) -> str:
    """The column of a model that holds a submission's id, or ``""``."""
    if model._meta.label == "forms.Submission":
        return "pk"
    names = {field.attname for field in model._meta.concrete_fields}
    return next((name for name in ("submission_id", "reference") if name in names), "")


def _manager(field: Column) -> models.Manager[models.Model]:
    return field.model._base_manager
