"""Rows are written on a condition, or not at all."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from azukari.core.database.commit import commit_all, insist
from azukari.core.database.group_commit import write
from azukari.core.database.precondition import Precondition, PreconditionFailed
from azukari.core.database.rows import Rows
from azukari.core.people.models import Person
from azukari.lib.identifier import new_id

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
TRUE = Precondition("{} = (SELECT 'a' || 'b')", ("ab",))
FALSE = Precondition("(SELECT count(*) FROM people_person WHERE id IS NULL) > {}", (0,))
UNKNOWN = Precondition("(SELECT max(created_at) FROM people_person WHERE id IS NULL) IS NOT NULL AND {} = {}", (1, 1))

pytestmark = pytest.mark.django_db(transaction=True)


def one() -> Rows:
    return {Person: [(new_id(), NOW, None)]}


def test_what_is_true_lets_them_in():
    commit_all(one(), provided=[TRUE, Precondition("{} < {}", (1, 2))])
    write(one(), provided=[TRUE])
    assert Person.objects.count() == 2


@pytest.mark.parametrize("proviso", [FALSE, UNKNOWN], ids=["false", "unknown"])
def test_what_is_not_keeps_them_out(proviso: Precondition):
    with pytest.raises(PreconditionFailed):
        commit_all(one(), provided=[TRUE, proviso])
    with pytest.raises(PreconditionFailed):
        write(one(), provided=[TRUE, proviso])
    assert not Person.objects.exists()
    write(one(), provided=[TRUE])  # and nothing stays open behind it
    assert Person.objects.count() == 1


def test_more_than_one_statement_takes_is_bound_as_well():
    many: Rows = {Person: [(new_id(), NOW, None) for _ in range(10_050)]}
    with pytest.raises(PreconditionFailed):
        commit_all(many, provided=[FALSE])
    assert not Person.objects.exists()


def test_whoever_has_a_transaction_asks_within_it():
    with transaction.atomic():
        insist([TRUE])
        with pytest.raises(PreconditionFailed):
            insist([TRUE, FALSE])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="there is no server that could go")
def test_a_connection_whose_server_has_hung_up_is_replaced():
    for _ in range(4):
        write(one())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0]
    for _ in range(4):
        write(one())
    assert Person.objects.count() == 8
