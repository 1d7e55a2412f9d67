"""SQLite's log forgets what is gone, or the worker says that it could not."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from azukari.core.people.models import Person
from azukari.core.vault.traces import LogBusyError, wipe
from azukari.shells.worker.jobs import jobs

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log() -> Path:
    if connection.vendor != "sqlite":
        pytest.skip("the log is SQLite's")
    return Path(f"{connection.settings_dict['NAME']}-wal")


def test_the_log_is_empty_afterwards(log: Path) -> None:
    Person.objects.create(id=uuid4(), created_at=NOW)
    assert log.stat().st_size
    wipe(NOW)
    assert not log.stat().st_size


def test_a_reader_in_the_way_is_told_of_and_nothing_waits_long(log: Path) -> None:
    Person.objects.create(id=uuid4(), created_at=NOW)
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM people_person").fetchall()
    Person.objects.create(id=uuid4(), created_at=NOW)
    try:
        with pytest.raises(LogBusyError):
            wipe(NOW)
    finally:
        reader.close()
    wipe(NOW)
    assert not log.stat().st_size


def test_while_the_log_is_emptied_others_wait_for_half_a_second_at_most(log: Path) -> None:
    waits: list[int] = []

    def looking(execute, sql, params, many, context):
        if "wal_checkpoint" in sql:
            waits.extend(connection.connection.execute("PRAGMA busy_timeout").fetchone())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(looking):
        wipe(NOW)
    assert waits == [500]


def test_the_patience_of_others_is_left_as_it_was(log: Path) -> None:
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()
        wipe(NOW)
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == before


def test_the_worker_comes_round() -> None:
    assert [job for job in jobs() if job.run is wipe]
