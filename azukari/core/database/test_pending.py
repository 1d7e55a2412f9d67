"""What is pending is what Django would run, whether the names tell it or the migrations themselves."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from azukari.core.database import pending


def test_the_names_are_those_of_the_migrations_that_django_finds() -> None:
    assert pending._names() == set(MigrationLoader(None).disk_migrations)


@pytest.mark.django_db
def test_nothing_is_pending_and_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "MigrationExecutor", None)
    assert pending.pending() == []


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["forms", "vault", "auth"])
def test_a_database_that_is_behind_lacks_what_django_would_run(app: str) -> None:
    MigrationRecorder(connection).migration_qs.filter(app=app, name__gte="0001_").delete()
    executor = MigrationExecutor(connection)
    plan = [f"{one.app_label}.{one.name}" for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    assert plan
    assert pending.pending() == plan
