"""Values that a column takes: those of its choices, and those that a constraint of its table lists."""

from typing import Any

from django.apps import apps
from django.db.models import CheckConstraint, Q


def without_a_row() -> dict[str, list[str]]:
    """Of each column that takes one of a list of values, those that stand in no row. One query for each column."""
    found = {}
    for model in apps.get_models():
        for column in model._meta.local_concrete_fields:
            if listed := _of_choices(column) | _of_constraints(column):
                seen = model._base_manager.order_by().values_list(column.attname, flat=True).distinct()
                found[f"{model._meta.label}.{column.name}"] = sorted(listed - {str(value) for value in seen})
    return found


def _of_choices(column: Any) -> set[str]:
    return _words(value for value, _label in column.flatchoices or ())


def _of_constraints(column: Any) -> set[str]:
    """The values of each ``column__in`` among the table's CHECK constraints."""
    found: set[str] = set()
    for constraint in column.model._meta.constraints:
        condition = getattr(constraint, "condition", None)
        if isinstance(constraint, CheckConstraint) and isinstance(condition, Q):
            for part in condition.flatten():
                for lookup, values in (one for one in getattr(part, "children", ()) if isinstance(one, tuple)):
                    if lookup == f"{column.name}__in":
                        found |= _words(values)
    return found


def _words(values: Any) -> set[str]:
    return {str(getattr(value, "value", value)) for value in values}
