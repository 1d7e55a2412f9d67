"""Pending migrations: what the database has not seen of this version of the program."""

from pkgutil import iter_modules

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


def pending() -> list[str]:
    """Migrations that the database has not seen, as ``app.name``, in the order in which they are to run.

    Where it has seen every name that there is, which is the rule, none of them is read.
    """
    if _names() <= MigrationRecorder(connection).applied_migrations().keys():
        return []
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _names() -> set[tuple[str, str]]:
    """Of every migration, its app and its file, as Django looks for them."""
    return {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in iter_modules([f"{app.path}/migrations"])
        if not module.ispkg and module.name[0] not in "_~"
    }
