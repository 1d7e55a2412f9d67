"""Suspended triggers: a database is filled with rows that were judged when they were written first.

A trigger judges a change against what stands in the database at that moment. A restore makes no change, it brings a
whole state, table by table; a rule that held when each row was written need not hold while half of the tables are
empty, and a rule about a change ("published while the questionnaire was of this kind") need not hold of the state that
came of it. So all triggers of our own are out of force while rows are loaded, and are put back as they were before
anybody else can see the database; and foreign keys, which are a rule about the state, are checked as a whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection


class ForeignKeyBroken(Exception):
    """A row refers to one that is not there.

    Args:
        where: the tables that hold such rows.
    """

    def __init__(self, where: str) -> None:
        super().__init__(f"Rows refer to others that are not there ({where}).")
        self.where = where


@contextmanager
def suspended_triggers() -> Iterator[None]:
    """No trigger of ours fires inside; in the caller's transaction, so that an error brings them back as well.

    Raises:
        RuntimeError: no transaction is under way.
        ForeignKeyBroken: at its end, a row refers to one that is not there.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Triggers are suspended in a transaction, which brings them back if it fails.")
    if connection.vendor == "sqlite":
        made = _sqlite_triggers()
        _run(f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _sql in made)
        yield
        _check_foreign_keys()
        _run(sql for _name, sql in made)
    else:
        tables = _guarded_tables()
        _run(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)
        yield
        _check_foreign_keys()  # and nothing is pending any more, which ALTER TABLE would refuse
        _run(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)


def _run(statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite_triggers() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        return [(name, sql) for name, sql in cursor.fetchall()]


def _guarded_tables() -> list[str]:
    """The tables on which triggers of ours are in force, quoted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND c.relnamespace = current_schema()::regnamespace"
            " ORDER BY 1"
        )
        return [table for (table,) in cursor.fetchall()]


def _check_foreign_keys() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute('SELECT DISTINCT "table" FROM pragma_foreign_key_check ORDER BY 1')
            tables = [table for (table,) in cursor.fetchall()]
        if tables:
            raise ForeignKeyBroken(", ".join(tables))
        return
    try:
        connection.check_constraints()
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        raise ForeignKeyBroken(getattr(diagnosis, "table_name", None) or "unknown table") from error
