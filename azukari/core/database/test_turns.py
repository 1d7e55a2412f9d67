"""Turns at writing: on SQLite nobody in this process meets a database that another thread has locked."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from azukari.core.database.group_commit import close_writers, write
from azukari.core.database.turns import in_turn, turn
from azukari.core.people.models import Person
from azukari.lib.identifier import new_id

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SHORT = 0.3  # seconds in which whoever need not wait is done

pytestmark = pytest.mark.django_db(transaction=True)


def _write() -> None:
    write({Person: [(new_id(), NOW, None)]})


def _write_in_turn() -> None:
    with in_turn():
        Person.objects.create(created_at=NOW)


@pytest.mark.parametrize("act", [_write, _write_in_turn])
def test_who_writes_waits_for_the_turn(act: Callable[[], None]):
    done = threading.Event()

    def run() -> None:
        act()
        connections.close_all()
        done.set()

    thread = threading.Thread(target=run, daemon=True)
    with turn():
        thread.start()
        waits = not done.wait(SHORT if connection.vendor == "sqlite" else 30)
    thread.join(30)
    assert waits == (connection.vendor == "sqlite")
    assert done.is_set()
    assert Person.objects.count() == 1
    close_writers()
