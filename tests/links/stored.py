"""Everything that is stored, to compare before and after."""

from collections.abc import Mapping

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper


def database(*, but: str = "") -> Mapping[str, list[str]]:
    """All that stands in every table, by the name of its model."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label != but]
    with connection.cursor() as cursor:
        return {model._meta.label: _rows(cursor, model._meta.db_table) for model in models}


def _rows(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return sorted(map(repr, cursor.fetchall()))
