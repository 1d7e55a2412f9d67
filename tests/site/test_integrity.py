"""A damaged page of the database is noticed before it is needed, and said in words, with what to do."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection

from azukari.core.database import integrity
from azukari.lib.control import Control, examine
from azukari.lib.job import clock
from azukari.shells.worker import integrity as said
from tests.live import Program
from tests.postgres import restart

_POSTGRESQL = bool(os.environ.get("AZUKARI_DATABASE"))
_FIND = (
    "from azukari.core.vault.models import SealedValue\n"
    "print(bytes(SealedValue.objects.order_by('id').values_list('sealed', flat=True).first()).hex())"
)
_PEOPLE = """
from azukari.core.policy_versions.current import current
from azukari.demo.people import add_people
add_people(current(), now=timezone.now())
"""
_LOOK = "from azukari.site import health\nprint(health.look(timezone.now())[0])"
_PAGE = 4096


def _damage(program: Program) -> None:
    """Write nonsense over the page on which the first value lies."""
    value = bytes.fromhex(program.python(_FIND))
    path = program.root / "data" / "azukari.sqlite3"
    program.python("from django.db import connection\nconnection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')")
    content = bytearray(path.read_bytes())
    at = content.index(value) // _PAGE * _PAGE
    content[at : at + _PAGE] = b"\xff" * _PAGE
    path.write_bytes(content)


def _doctor(program: Program) -> dict[str, list[str]]:
    outcomes = json.loads(program.azukari("doctor", "--json", check=False).stdout)
    return {one["control"]: [*one["findings"], *one["doubts"]] for one in outcomes}


@pytest.mark.skipif(_POSTGRESQL, reason="SQLite's own pages; PostgreSQL's are below")
def test_a_damaged_page_is_found_by_the_worker_and_said_in_words(own_program: Program) -> None:
    own_program.python(_PEOPLE)
    own_program.azukari("worker", "--once")
    assert _doctor(own_program)["integrity"] == []
    assert own_program.python(_LOOK).strip() == "ok"
    whole = (own_program.root / "data" / "azukari.sqlite3").read_bytes()
    (own_program.root / "data" / "backup.json").write_text(
        json.dumps({"at": "2026-01-01T00:00:00+00:00", "rows": 1, "damaged": 0, "data": "/b/data-1.age"})
    )
    _damage(own_program)

    own_program.azukari("worker", "--once", check=False)
    assert json.loads((own_program.root / "data" / said.OUTCOME).read_text("utf-8"))["damaged"] > 0
    assert own_program.python(_LOOK).strip() == "database"
    found = _doctor(own_program)
    [sentence] = found["integrity"]
    assert "is damaged" in sentence
    assert "Stop Azukari" in sentence
    assert "It was last sound at" in sentence
    assert "restore the backup of 2026-01-01 00:00 UTC (/b/data-1.age)" in sentence
    assert "--drill" not in sentence, "it was made while all was sound"
    assert not [one for all_of_it in found.values() for one in all_of_it if "DatabaseError" in one]
    assert any("The control integrity says what to do" in one for one in found["vault-orphans"])

    (own_program.root / "data" / "azukari.sqlite3").write_bytes(whole)
    assert _doctor(own_program)["integrity"] == [], "whoever has mended it need not wait for the worker"
    assert own_program.python(_LOOK).strip() == "set-back", "the file is older than the last signed head"


@pytest.mark.skipif(not _POSTGRESQL, reason="PostgreSQL's pages; SQLite's are above")
@pytest.mark.django_db(transaction=True)
def test_postgresql_tells_by_checksums_of_a_page_that_was_changed() -> None:
    assert integrity.look() == integrity.Look(0)
    data = Path(os.environ["AZUKARI_TEST_PGDATA"])
    with psycopg.connect(os.environ["AZUKARI_DATABASE"], autocommit=True) as server:
        server.execute('DROP DATABASE IF EXISTS "worn"')
        server.execute('CREATE DATABASE "worn"')
    url = f"{os.environ['AZUKARI_DATABASE'].rpartition('/')[0]}/worn"
    with psycopg.connect(url, autocommit=True) as worn:
        worn.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS n")
        worn.execute("CHECKPOINT")
        [path] = worn.execute("SELECT pg_relation_filepath('t')").fetchone() or [""]
    connection.close()
    restart(str(data))  # so that no page lies in its memory any more
    with (data / path).open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8)
    with psycopg.connect(url, autocommit=True) as worn, pytest.raises(psycopg.errors.DataCorrupted) as caught:
        worn.execute("SELECT count(*) FROM t")
    assert integrity.is_damage(caught.value)
    with psycopg.connect(url, autocommit=True) as worn:
        found = worn.execute("SELECT checksum_failures FROM pg_stat_database WHERE datname = 'worn'").fetchone()
    assert found
    assert found[0] > 0
    with psycopg.connect(os.environ["AZUKARI_DATABASE"], autocommit=True) as server:
        server.execute('DROP DATABASE "worn"')


_CROOKED = """
CREATE EXTENSION amcheck;
CREATE FUNCTION ordered(int4, int4) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT sign($1 - $2)::int';
CREATE OPERATOR CLASS fickle FOR TYPE int4 USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=,
    OPERATOR 5 >, FUNCTION 1 ordered(int4, int4);
CREATE TABLE t AS SELECT generate_series(1, 1000) AS n;
CREATE INDEX crooked ON t (n fickle);
CREATE INDEX straight ON t (n);
"""
_TURNED_ROUND = (
    "CREATE OR REPLACE FUNCTION ordered(int4, int4) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT sign($2 - $1)::int'"
)


@contextmanager
def _of(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Iterator[None]:
    """What we are connected to meanwhile."""
    connection.close()
    try:
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setitem(connection.settings_dict, name, value)
            yield
            connection.close()
    finally:
        connection.close()


@pytest.mark.skipif(not _POSTGRESQL, reason="PostgreSQL's extension amcheck")
@pytest.mark.django_db(transaction=True)
def test_amcheck_finds_an_index_out_of_order_and_one_whose_page_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = Path(os.environ["AZUKARI_TEST_PGDATA"])
    with psycopg.connect(os.environ["AZUKARI_DATABASE"], autocommit=True) as server:
        server.execute('DROP DATABASE IF EXISTS "crooked"')
        server.execute('CREATE DATABASE "crooked"')
        server.execute("DROP ROLE IF EXISTS stranger")
        server.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
    url = f"{os.environ['AZUKARI_DATABASE'].rpartition('/')[0]}/crooked"
    with _of(monkeypatch, NAME="crooked"):
        assert not integrity.sees_indexes()
        with psycopg.connect(url, autocommit=True) as crooked:
            crooked.execute(_CROOKED)
        assert integrity.sees_indexes()
        assert integrity.look() == integrity.Look(0)
        with psycopg.connect(url, autocommit=True) as crooked:
            crooked.execute(_TURNED_ROUND)
            crooked.execute("CHECKPOINT")
            [path] = crooked.execute("SELECT pg_relation_filepath('straight')").fetchone() or [""]
        assert integrity.look() == integrity.Look(1), "no checksum tells of it"
        connection.close()
        restart(str(data))
        with (data / path).open("r+b") as file:
            file.seek(8192 + 100)  # on the first page of entries
            file.write(b"\xff" * 8)
        assert integrity.look().damaged >= 2
    with _of(monkeypatch, NAME="crooked", USER="stranger", PASSWORD="stranger"):
        assert not integrity.sees_indexes(), "it is there, and not for everybody"
    with psycopg.connect(os.environ["AZUKARI_DATABASE"], autocommit=True) as server:
        server.execute('DROP DATABASE "crooked"')
        server.execute("DROP ROLE stranger")


@pytest.mark.django_db
def test_damage_found_is_said_until_a_look_finds_none(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    monkeypatch.setattr(integrity, "look", lambda: integrity.Look(3))
    try:
        said.look(clock())
        assert said.is_damaged()
        [sentence] = said.findings(clock())
        assert "in 3 places or more" in sentence
        monkeypatch.setattr(integrity, "look", lambda: integrity.Look(0))
        assert not [*said.findings(clock())]
        assert not said.is_damaged()
    finally:
        (settings.AZUKARI.root / "data" / said.OUTCOME).unlink()


@pytest.mark.django_db
def test_an_engine_that_cannot_tell_says_so(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    monkeypatch.setattr(integrity, "look", lambda: integrity.Look(0, blind=True))
    try:
        [sentence] = said.findings(clock())
        assert "pg_checksums --enable" in sentence
        assert not said.is_damaged()
    finally:
        (settings.AZUKARI.root / "data" / said.OUTCOME).unlink()


def test_an_error_of_another_kind_is_no_damage() -> None:
    def fail(_now):
        raise DatabaseError("no such table")

    assert examine(Control("x", "y", (), fail), clock()).doubts == ("The control could not run (DatabaseError).",)
