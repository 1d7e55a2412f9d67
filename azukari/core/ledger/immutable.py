"""Tables that nobody can change: the database itself refuses UPDATE, DELETE and TRUNCATE.

A rule kept in Python holds until somebody calls ``.update()`` or opens a database shell; a trigger holds there too. The
operation below stands in a migration, after the one that makes the table, and works alike on SQLite and PostgreSQL.
On both, a refusal reaches Django as ``IntegrityError``.

Two dangers. SQLite's ``INSERT OR REPLACE`` deletes rows without firing their DELETE triggers, so an INSERT that meets
an existing key is refused there, whatever its conflict clause says. And Django alters a SQLite table by making it anew,
which loses its triggers: a migration that alters an immutable table must repeat ``Immutable`` after it. ``unguarded``
finds a table where that was forgotten.
"""
# ruff: noqa: S608  (names of tables and columns come from migrations, never from a request)

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Immutable(Operation):
    """Refuse UPDATE, DELETE and TRUNCATE on a table.

    Args:
        table: the table's name in the database, such as ``"ledger_entry"``.
        delete_if: an SQL condition over ``OLD`` under which a row may go after all; by default no row ever may.
    """

    def __init__(self, table: str, delete_if: str = "") -> None:
        self.table = table
        self.delete_if = delete_if

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change."""

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        for sql in self.statements(schema_editor):
            schema_editor.execute(sql, params=None)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        vendor = schema_editor.connection.vendor
        on = f" ON {schema_editor.quote_name(self.table)}" if vendor == "postgresql" else ""
        for name in _trigger_names(vendor, self.table):
            schema_editor.execute(f"DROP TRIGGER {schema_editor.quote_name(name)}{on}", params=None)
        if vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {self.table}_kept()", params=None)

    def describe(self) -> str:
        return f"Refuse changes to {self.table}"

    def statements(self, editor: BaseDatabaseSchemaEditor) -> Iterable[str]:
        """The statements that make its triggers."""
        return {"sqlite": self._sqlite, "postgresql": self._postgresql}[editor.connection.vendor](editor)

    def _sqlite(self, editor: BaseDatabaseSchemaEditor) -> Iterable[str]:
        table = editor.quote_name(self.table)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.table} cannot be changed'); END"
        update, delete, replace = _trigger_names("sqlite", self.table)
        spared = f" WHEN NOT ({self.delete_if})" if self.delete_if else ""
        yield f"CREATE TRIGGER {update} BEFORE UPDATE ON {table} {refuse}"
        yield f"CREATE TRIGGER {delete} BEFORE DELETE ON {table}{spared} {refuse}"
        # A row's hidden rowid is a key that REPLACE obeys, too; it is -1 here unless the statement names one.
        taken = " OR ".join(
            "(" + " AND ".join(f"{editor.quote_name(c)} = NEW.{editor.quote_name(c)}" for c in columns) + ")"
            for columns in (*_unique_keys(editor.connection, self.table), ("rowid",))
        )
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"
        yield f"CREATE TRIGGER {replace} BEFORE INSERT ON {table} WHEN {exists} {refuse}"

    def _postgresql(self, editor: BaseDatabaseSchemaEditor) -> Iterable[str]:
        table = editor.quote_name(self.table)
        row, truncate = _trigger_names("postgresql", self.table)
        # Nested, because PL/pgSQL has no OLD outside of DELETE and looks at a condition as a whole.
        spared = f"IF TG_OP = 'DELETE' THEN IF {self.delete_if} THEN RETURN OLD; END IF; END IF; "
        yield (
            f"CREATE FUNCTION {self.table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"{spared if self.delete_if else ''}"
            f"RAISE EXCEPTION '{self.table} cannot be changed' USING ERRCODE = 'restrict_violation'; END $$"
        )
        each = f"EXECUTE FUNCTION {self.table}_kept()"
        yield f"CREATE TRIGGER {row} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {each}"
        yield f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {each}"


def unguarded(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    """Those of ``tables`` that lack a trigger or whose trigger is switched off: anybody could change them."""
    if connection.vendor == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        present = {row[0] for row in cursor.fetchall()}
    return [table for table in tables if not present.issuperset(_trigger_names(connection.vendor, table))]


def _trigger_names(vendor: str, table: str) -> tuple[str, ...]:
    kinds = ("no_update", "no_delete", "no_replace") if vendor == "sqlite" else ("no_change", "no_truncate")
    return tuple(f"{table}_{kind}" for kind in kinds)


def _unique_keys(connection: BaseDatabaseWrapper, table: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return [tuple(c["columns"]) for c in found.values() if c["unique"] or c["primary_key"]]
