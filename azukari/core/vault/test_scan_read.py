"""The reading of the whole database: what each engine is asked, some rows at a time, and what comes of it. PostgreSQL
is played here, so that its half is looked at where there is none; the real one is in `tests/rights/test_scan.py`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from azukari.core.people.models import Person
from azukari.core.vault import scan, scan_read
from azukari.core.vault.scan import ALLOWED, Found, all_remains, look_up, remains, remains_by_index, scan_all
from azukari.core.vault.scan_read import read
from azukari.lib.identifier import new_id
from tests.cast import NOW

pytestmark = pytest.mark.django_db

ONE, TWO = UUID(int=2**127 + 1), UUID(int=2**127 + 2)


class _Played:
    """Answers as PostgreSQL would of two tables, one of them empty."""

    vendor = "postgresql"
    ops = SimpleNamespace(quote_name=lambda name: f'"{name}"')

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.given: list[Any] = []
        self._answer: list[Any] = []

    @contextmanager
    def cursor(self) -> Iterator["_Played"]:
        yield self

    chunked_cursor = cursor

    def execute(self, sql: str, given: Any = None) -> None:
        self.asked.append(sql)
        self.given.append(given)
        if "pg_class" in sql:
            self._answer = [
                ("empty", ["id"], ["uuid"]),
                ("kept", ["id", "said", "raw"], ["uuid", "text", "bytea"]),
            ]
        elif "EXISTS" in sql:
            self._answer = [(False, True)]
        elif ' FROM "kept"' in sql:
            self._answer = [
                [str(ONE), f"of {TWO.hex} and {ONE}", b"-" + TWO.bytes],
                [None, f"of {TWO.hex}, {TWO}", None],
            ]
        else:
            self._answer = []

    def fetchall(self) -> Sequence[Any]:
        return self._answer

    def fetchone(self) -> Any:
        return self._answer[0]

    def fetchmany(self, size: int) -> Sequence[Any]:
        answer, self._answer = self._answer[:size], self._answer[size:]
        return answer


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> _Played:
    made = _Played()
    monkeypatch.setattr(scan_read, "connection", made)
    return made


@pytest.mark.parametrize("at_a_time", [1, 2000])
def test_on_postgresql_every_table_that_has_a_row_is_read_without_an_index(
    played: _Played, monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(scan_read, "_FETCHED", at_a_time)
    found = read([ONE, TWO])
    assert found == {
        ONE: {("kept", "id"): 1, ("kept", "said"): 1},
        TWO: {("kept", "said"): 2, ("kept", "raw"): 1},
    }
    assert not [sql for sql in played.asked if ' FROM "empty" WHERE' in sql]
    (at,) = [place for place, sql in enumerate(played.asked) if ' FROM "kept" WHERE' in sql]
    for place in (0, at - 1):
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            assert f"set_config('enable_{way}', 'off', true)" in played.asked[place]
    assert played.given[at] == {"ids": [ONE, TWO]}
    wanted, _of, some = played.asked[at].partition(" WHERE ")
    assert 'CASE WHEN "id" = ANY(%(ids)s) THEN "id"::text END' in wanted
    assert 'CASE WHEN length("said"::text) >= 32 THEN "said"::text END, "raw" FROM' in wanted
    assert some.count("IS NOT NULL") == 3
    assert some.count(" OR ") == 2


def test_nothing_is_asked_of_nobody(played: _Played) -> None:
    assert read([]) == {}
    assert played.asked == []


# --- SQLite ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def table() -> Iterator[Any]:
    """A table that no model knows."""
    if connection.vendor != "sqlite":
        pytest.skip("every column may hold anything on SQLite alone")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE newcomer (whose, said)")
        yield cursor
        cursor.execute("DROP TABLE newcomer")


def counts(id: UUID) -> dict[tuple[str, str], int]:
    return {(found.table, found.column): found.rows for found in scan.scan(id) if found.table.startswith("newcomer")}


@pytest.mark.parametrize("window", [1, 3, 20_000])
def test_on_sqlite_it_is_found_however_it_is_spelled_and_on_whichever_row(
    table: Any, monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    monkeypatch.setattr(scan_read, "_WINDOW", window)
    monkeypatch.setattr(scan_read, "_FETCHED", 2)
    spelled = [
        ONE.hex,
        ONE.hex.upper(),
        str(ONE),
        f'{{"whose": "{ONE}"}}',
        f"x{ONE.hex}x",
        ONE.bytes,
        b"--" + ONE.bytes,
    ]
    for number, whose in enumerate(spelled):
        table.execute("INSERT INTO newcomer (rowid, whose, said) VALUES (%s, %s, %s)", [number * 2 + 5, whose, number])
    table.execute("INSERT INTO newcomer VALUES (%s, %s)", [ONE.hex[:31], TWO.hex])
    table.execute("INSERT INTO newcomer VALUES (%s, %s)", [ONE.bytes[:15], 7])
    assert counts(ONE) == {("newcomer", "whose"): len(spelled)}
    assert counts(TWO) == {("newcomer", "said"): 1}
    assert counts(new_id()) == {}
    both = scan_all([ONE, TWO])
    assert [found.rows for found in both[ONE]] == [len(spelled)]
    assert {*both} == {ONE, TWO}


def test_a_table_without_numbers_and_an_empty_one_are_read_too(table: Any) -> None:
    assert counts(ONE) == {}
    table.execute("CREATE TABLE newcomers (whose TEXT PRIMARY KEY, said) WITHOUT ROWID")
    try:
        table.execute("INSERT INTO newcomers VALUES (%s, %s)", [ONE.hex, f"{TWO}"])
        assert counts(ONE) == {("newcomers", "whose"): 1}
        assert counts(TWO) == {("newcomers", "said"): 1}
    finally:
        table.execute("DROP TABLE newcomers")


def test_where_somebody_who_is_gone_may_stand_is_no_remains(db: None, table: Any) -> None:
    person = Person.objects.create(created_at=NOW)
    here = Found("people_person", "id", 1)
    for allowed, _column in ALLOWED:
        assert not allowed.startswith("people_person")
    table.execute("INSERT INTO people_tombstone (person_id, erased_at) VALUES (%s, %s)", [person.id.hex, NOW])
    assert Found("people_tombstone", "person_id", 1) in scan.scan(person.id)
    assert remains(person.id) == remains_by_index(person.id) == [here]
    assert here in look_up(person.id)
    Person.objects.all().delete()
    assert remains(person.id) == remains_by_index(person.id) == []
    assert all_remains([person.id]) == {}


@pytest.mark.postgresql
@pytest.mark.parametrize("at_once", [1, 7, 100])
def test_every_indexed_column_is_looked_up_however_many_at_once(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    person = Person.objects.create(created_at=NOW)
    monkeypatch.setattr(scan, "_AT_ONCE", at_once)
    assert look_up(person.id) == [Found("people_person", "id", 1)]
