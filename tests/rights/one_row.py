"""A row of any table about somebody, with something in each column that needs something."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q

from azukari.core.people.models import Person
from azukari.core.vault.holders import Holder
from azukari.lib.identifier import new_id

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
_SAID = {
    "disclosure.Transfer.ground": "consent",
    "questionnaires.Poll.linked": True,
    "questionnaires.Poll.answered": True,
    "questionnaires.Version.linked": True,
}
"""Where not any word will do, besides those that a constraint lists."""


def one_row(
    label: str,
    *,
    person: UUID,
    submission: UUID | None = None,
    now: datetime = NOON,
    said: Mapping[str, object] | None = None,
) -> models.Model:
    """Make it.

    Args:
        label: ``app.Model``.
        submission: what it hangs on, where it hangs on one.
        now: in each column of a moment.
        said: what stands in a column, by ``app.Model.column``, where not anything will do.
    """
    model = apps.get_model(label)
    of_columns = {**_SAID, **(said or {})}
    given: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        of = field.related_model._meta.label if field.related_model else ""
        if field.attname == "person_id":
            given[field.attname] = person
        elif of == "forms.Submission" or field.attname == "submission_id":
            given[field.attname] = submission
        elif f"{label}.{field.name}" in of_columns:
            given[field.attname] = of_columns[f"{label}.{field.name}"]
        elif not (field.null or field.has_default() or (field.blank and not field.is_relation)):
            given[field.attname] = _something(field, person, submission, now)
    return model._base_manager.create(**given)


def _something(field: Any, person: UUID, submission: UUID | None, now: datetime) -> Any:
    if isinstance(field, models.ForeignKey):
        return _another(field, person, submission, now).pk
    of_choices = field.flatchoices[0][0] if field.choices else None
    return next(_listed(field), None) or of_choices or _plain(field, now)


def _another(field: Any, person: UUID, submission: UUID | None, now: datetime) -> models.Model:
    """What the column refers to: theirs, if it is somebody's; one that is there, if any does."""
    if field.related_model is Person:
        return Person.objects.create(created_at=now)
    about = {"person_id": person} if "person" in {column.name for column in field.related_model._meta.fields} else {}
    there = field.related_model._base_manager.filter(**about).first()
    label = field.related_model._meta.label
    if there and not _is_taken(field, there) and label != "accounts.User":
        return there
    return one_row(label, person=person, submission=submission, now=now)


def _is_taken(field: Any, there: models.Model) -> bool:
    return field.unique and field.model._base_manager.filter(**{field.attname: there.pk}).exists()


def _listed(field: Any) -> Iterator[str]:
    """The words that the table takes in this column."""
    for constraint in field.model._meta.constraints:
        condition = getattr(constraint, "condition", None)
        for child in condition.flatten() if isinstance(condition, Q) else ():
            for lookup, words in (one for one in getattr(child, "children", ()) if isinstance(one, tuple)):
                if lookup == f"{field.name}__in":
                    yield str(words[0])


_count = iter(range(1, 10**6))


def _plain(field: Any, now: datetime) -> Any:
    number = next(_count)
    if isinstance(field, models.UUIDField):
        return new_id()
    if isinstance(field, models.DateTimeField):
        return now
    if isinstance(field, models.DateField):
        return now.date().replace(day=1)
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.BinaryField):
        return b"%d" % number
    if isinstance(field, models.IntegerField):
        return number
    if isinstance(field, models.JSONField):
        return {}
    return f"x{number}"[: field.max_length or None]


def labels(holder: Holder) -> list[str]:
    """What others refer to first, so that they find it."""
    found = holder.models - {"forms.Submission", "members.Application"}
    return sorted(found, key=lambda label: (_depth(label, found), label))


def _depth(label: str, labels: Collection[str]) -> int:
    """How long the longest way is from it to what refers to nothing among these."""
    fields = apps.get_model(label)._meta.concrete_fields
    referred = {field.related_model._meta.label for field in fields if field.related_model} & {*labels} - {label}
    return 1 + max((_depth(other, labels) for other in referred), default=0)
