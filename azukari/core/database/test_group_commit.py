"""Group commit: writers share a transaction, and none of them notices the others."""

import os
import threading
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from azukari.core.database import group_commit
from azukari.core.database.commit import commit_all
from azukari.core.database.group_commit import AT_ONCE, close_writers, write
from azukari.core.database.precondition import Precondition
from azukari.core.database.rows import Rows
from azukari.core.people.models import Person, Trail
from azukari.lib.identifier import new_id

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WRITERS = 12

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(work: Callable[[int], None], writers: int = WRITERS) -> None:
    """Let threads do their work side by side, each with a connection of its own."""
    gate = threading.Barrier(writers)

    def run(number: int) -> None:
        gate.wait()
        try:
            work(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "A writer waits in vain."


def _seen_from_outside(id: UUID) -> bool:
    """Whether another connection finds the row, so that it was committed and not only written."""
    found: list[bool] = []

    def look() -> None:
        found.append(Person.objects.filter(id=id).exists())
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def test_what_was_acknowledged_is_committed():
    write({Person: [(id := new_id(), NOW, None)]})
    assert _seen_from_outside(id)


def test_few_threads_commit_for_all(monkeypatch: pytest.MonkeyPatch):
    threads: set[int] = set()

    def noted(rows: Rows, *, provided: Collection[Precondition]) -> None:
        threads.add(threading.get_ident())
        commit_all(rows, provided=provided)

    monkeypatch.setattr(group_commit, "commit_all", noted)
    _at_once(lambda _number: write({Person: [(new_id(), NOW, None)]}))
    assert 1 <= len(threads) <= AT_ONCE[connection.vendor]
    assert Person.objects.count() == WRITERS


def test_their_connections_can_be_closed_and_open_again():
    write({Person: [(new_id(), NOW, None)]})
    close_writers()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("azukari-commit")]
    _at_once(lambda _number: write({Person: [(new_id(), NOW, None)]}))
    assert Person.objects.count() == 1 + WRITERS


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_fork_commits_by_threads_of_its_own():
    write({Person: [(new_id(), NOW, None)]})
    child = os.fork()
    if not child:
        threading.Timer(30, os._exit, [1]).start()  # in vain for a thread that only its parent has
        write({Person: [(new_id(), NOW, None)]})
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert Person.objects.count() == 2


def test_each_writer_finds_their_own_rows_when_they_return():
    missing: list[UUID] = []

    def work(number: int) -> None:
        for _ in range(20):
            person = new_id()
            write({Person: [(person, NOW, None)], Trail: [(new_id(), person, new_id())]})
            if not Trail.objects.filter(person=person).exists():
                missing.append(person)

    _at_once(work)
    assert not missing
    assert Person.objects.count() == Trail.objects.count() == WRITERS * 20


def test_one_at_fault_hurts_nobody_else():
    taken = new_id()
    Person.objects.create(id=taken, created_at=NOW)
    refused: list[int] = []
    kept: list[UUID] = []

    def work(number: int) -> None:
        for _ in range(10):
            id = taken if number % 4 == 0 else new_id()
            try:
                write({Person: [(id, NOW, None)]})
            except IntegrityError:
                refused.append(number)
            else:
                kept.append(id)

    _at_once(work)
    assert len(refused) == 30
    assert all(number % 4 == 0 for number in refused)
    assert len(kept) == 90
    assert Person.objects.count() == 91


def test_a_faulty_row_takes_the_rest_of_its_own_writer_along():
    taken = new_id()
    Person.objects.create(id=taken, created_at=NOW)
    other = new_id()
    with pytest.raises(DatabaseError):
        write({Person: [(other, NOW, None), (taken, NOW, None)]})
    assert not Person.objects.filter(id=other).exists()


def test_writers_share_transactions(monkeypatch: pytest.MonkeyPatch):
    commits: list[int] = []

    def slow(rows: Rows, *, provided: Collection[Precondition]) -> None:
        commits.append(sum(map(len, rows.values())))
        threading.Event().wait(0.02)
        commit_all(rows, provided=provided)

    monkeypatch.setattr(group_commit, "commit_all", slow)

    def five(_number: int) -> None:
        for _ in range(5):
            write({Person: [(new_id(), NOW, None)]})

    _at_once(five)
    assert sum(commits) == WRITERS * 5
    assert len(commits) < WRITERS * 5 / 2


@pytest.mark.parametrize("fault", [RuntimeError, SystemExit])
def test_whatever_befalls_the_thread_that_commits_nobody_is_left_waiting(
    monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
):
    stumbled: list[int] = []

    def stumble(rows: Rows, *, provided: Collection[Precondition]) -> None:
        if not stumbled:
            threading.Event().wait(0.1)  # meanwhile the others gather
        if len(rows[Person]) > 1 and not stumbled:
            stumbled.append(len(rows[Person]))
            raise fault("not the database's fault")
        commit_all(rows, provided=provided)

    monkeypatch.setattr(group_commit, "commit_all", stumble)
    _at_once(lambda number: write({Person: [(new_id(), NOW, None)]}))
    assert stumbled
    assert Person.objects.count() == WRITERS


def test_it_refuses_to_join_a_transaction_of_the_caller():
    with pytest.raises(RuntimeError), transaction.atomic():
        write({Person: [(new_id(), NOW, None)]})
    assert not Person.objects.exists()
