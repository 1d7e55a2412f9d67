"""Schema bootstrap: the tables of a new database in one step, as all migrations together would have made them.

Running migrations one by one renders Django's models anew at each of them, which takes some ten times as long as making
the tables does. A new database needs only what comes out: each table as the last migration leaves it, then triggers and
whatever else is no table, and the record that every migration has been seen. It is one transaction, so a database is
as empty as before, or whole.
"""

from collections.abc import Iterator

from django.core.management.sql import emit_post_migrate_signal
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation

_SEEN_IN_THE_MODELS = ModelOperation, FieldOperation, IndexOperation


def make_tables(connection: BaseDatabaseWrapper) -> bool:
    """Make all tables of an empty database.

    Returns:
        whether that was done; if not, nothing was, and the migrations have to run one by one.
    """
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)]
    rest = list(_beyond_the_models(plan))
    if not plan or any(isinstance(operation, SeparateDatabaseAndState) for _, operation in rest):
        return False
    state = executor.loader.project_state()
    executor.recorder.ensure_schema()
    with connection.schema_editor() as editor:
        for model in state.apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        for statement in editor.deferred_sql:  # indexes and references that wait for the last table, seen by triggers
            editor.execute(statement, None)
        editor.deferred_sql.clear()
        for label, operation in rest:
            operation.database_forwards(label, editor, state, state)
        for migration in plan:
            executor.record_migration(migration.app_label, migration.name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias, apps=state.apps, plan=[])
    return True


def _beyond_the_models(plan: list[Migration]) -> Iterator[tuple[str, Operation]]:
    """What migrations do beside tables; not what they do to rows alone, which say so by ``elidable``."""
    for migration in plan:
        for operation in migration.operations:
            of_rows = isinstance(operation, RunPython) and operation.elidable
            if not isinstance(operation, _SEEN_IN_THE_MODELS) and not of_rows:
                yield migration.app_label, operation
