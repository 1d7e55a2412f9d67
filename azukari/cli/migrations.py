"""Whether the database is as this version of the program expects it."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from azukari.cli.verb import Refusal


def pending() -> list[str]:
    """Migrations that the database has not seen, as ``app.name``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def refuse_pending() -> None:
    """Pass if the database is current.

    Raises:
        Refusal: it is not.
    """
    if pending():
        raise Refusal("The database is older than the program. Make a backup, then run: azukari serve --migrate")


def migrate() -> None:
    """Bring the database up to this version."""
    call_command("migrate", verbosity=0, interactive=False)
