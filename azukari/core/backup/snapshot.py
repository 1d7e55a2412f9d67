"""Every row of every table at one moment, whatever the database, while the instance goes on serving.

Rows are read through the models, so that a backup of SQLite can be restored into PostgreSQL and the other way round.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from azukari.core.vault.batch_field import Lost

ALIAS = "snapshot"
ROWS = 1000


def tables() -> Sequence[type[models.Model]]:
    """Every model that has a table of its own, in the order of their names."""
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted(found, key=lambda m: m._meta.label)


def columns(model: type[models.Model]) -> list[str]:
    """The names of the stored fields, foreign keys by their column."""
    return [field.attname for field in model._meta.local_concrete_fields if not field.generated]


@contextmanager
def snapshot() -> Iterator[str]:
    """A connection of its own that sees the database as it is now, until it is left.

    Returns:
        the alias to read by.
    """
    usual = connections.databases[DEFAULT_DB_ALIAS]
    sqlite = usual["ENGINE"].endswith("sqlite3")
    options = {**usual["OPTIONS"], **({"transaction_mode": "DEFERRED"} if sqlite else {})}
    connections.databases[ALIAS] = {**usual, "OPTIONS": options}
    try:
        with transaction.atomic(using=ALIAS):
            with connections[ALIAS].cursor() as cursor:
                if not sqlite:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SELECT 1 FROM django_migrations")  # whatever reads first fixes the moment
            yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


def rows(model: type[models.Model], alias: str) -> Iterator[list[Any]]:
    """The rows of a table, in the order of their keys."""
    found = model._base_manager.using(alias).order_by("pk").values_list(*columns(model))
    for row in found.iterator(chunk_size=ROWS):
        yield [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    """What is put into a backup. Answers that lie sealed are opened; those that do not open stay as they lie."""
    if isinstance(value, memoryview):
        return bytes(value)
    return value.text if isinstance(value, Lost) else value


def keyed_by(model: type[models.Model]) -> list[int]:
    """Where in such a row the primary key is."""
    names = columns(model)
    return [names.index(field.attname) for field in model._meta.pk_fields]
