"""Several servers of a cluster at the address of the database: the one that takes writes is used, then the next."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from azukari.lib.instance import Instance, InstanceError
from azukari.site.database import database
from tests.cable import Cable, cable
from tests.live import Mould, Program, cast
from tests.postgres import cluster, free_port
from tests.visits import ask, sign_up, stored, until

_SERVED = pytest.mark.skipif(not os.environ.get("AZUKARI_DATABASE"), reason="SQLite has no server that could go")


_PORT = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT inet_server_port()")
    print(cursor.fetchone()[0])
"""


def _known(url: str) -> dict:
    return database(Instance(root=Path("/nowhere")), url)


def test_several_servers_are_read():
    known = _known("postgresql://a:p%40ss@db1.example.org:5432,db2.example.org,[2001:db8::1]:6432/members")
    assert (known["HOST"], known["PORT"]) == ("db1.example.org,db2.example.org,2001:db8::1", "5432,,6432")
    assert (known["USER"], known["PASSWORD"], known["NAME"]) == ("a", "p@ss", "members")
    assert known["OPTIONS"]["target_session_attrs"] == "read-write"
    assert known["OPTIONS"]["sslmode"] == "verify-full"


def test_one_server_is_read_as_before():
    known = _known("postgresql://a@127.0.0.1:5432/members")
    assert (known["HOST"], known["PORT"]) == ("127.0.0.1", "5432")
    assert "target_session_attrs" not in known["OPTIONS"]
    known = _known("postgresql:///members")
    assert (known["HOST"], known["PORT"]) == ("", "")


def test_one_server_beyond_this_machine_is_enough_for_tls():
    with pytest.raises(InstanceError, match="by TLS beyond this machine"):
        _known("postgresql://a@127.0.0.1,db2.example.org/members?sslmode=disable")


def test_the_primary_may_be_asked_for():
    known = _known("postgresql://a@db1.example.org,db2.example.org/members?target_session_attrs=primary")
    assert known["OPTIONS"]["target_session_attrs"] == "primary"


@pytest.mark.parametrize("wanted", ["any", "standby", "read-only", "prefer-standby", "x"])
def test_a_standby_is_refused(wanted):
    with pytest.raises(InstanceError, match="takes read-write or primary: a standby takes no writes"):
        _known(f"postgresql://a@127.0.0.1,localhost/members?target_session_attrs={wanted}")


@pytest.mark.parametrize("servers", ["db1,", ",db2", "db1:port,db2", "db1:0", "db1:123456", "[::1", "::1", "[db1]"])
def test_what_is_no_server_is_refused_in_words(servers):
    with pytest.raises(InstanceError, match="is not understood"):
        _known(f"postgresql://a@{servers}/members")


@pytest.fixture
def ways(mould: Mould, tmp_path: Path) -> Iterator[tuple[Program, Cable, Cable]]:
    """An instance with two ways to its database, the first of which is taken while it is there."""
    with cast(mould, tmp_path / "instance") as made:
        at = urlsplit(made.environment["AZUKARI_DATABASE"])
        with cable(str(at.hostname), int(at.port or 0)) as first, cable(str(at.hostname), int(at.port or 0)) as second:
            servers = f"127.0.0.1:{first.port},127.0.0.1:{second.port}"
            program = _at(made, servers)
            try:
                yield program, first, second
            finally:
                if program.server is not None:
                    program.kill()


def _at(program: Program, servers: str) -> Program:
    url = program.environment["AZUKARI_DATABASE"]
    at = urlsplit(url)
    return replace(
        program,
        environment={**program.environment, "AZUKARI_DATABASE": url.replace(f"{at.hostname}:{at.port}", servers)},
    )


@_SERVED
@pytest.mark.postgresql
def test_the_next_server_is_used_when_one_goes(ways: tuple[Program, Cable, Cable]) -> None:
    program, first, second = ways
    program.start()
    taken = [sign_up(program, f"p{number}@example.org").status for number in range(2)]
    assert taken == [202] * 2

    first.pull()
    taken += [sign_up(program, f"q{number}@example.org").status for number in range(6)]
    assert set(taken) <= {202, 503}
    assert taken[-1] == 202, "Within a request or two it has found the other one."

    second.pull()
    gone = ask(program, "/en/me", b"email=p1%40example.org")
    assert (gone.status, gone.again) == (503, "60")

    first.mend()
    until(lambda: ask(program, "/healthz").status == 200)
    taken.append(sign_up(program, "r@example.org").status)
    assert taken[-1] == 202
    assert stored(program) == taken.count(202)


@_SERVED
@pytest.mark.postgresql
def test_a_server_that_takes_no_writes_is_passed_over(own_program: Program) -> None:
    at = urlsplit(own_program.environment["AZUKARI_DATABASE"])
    with cluster() as other:
        aside = urlsplit(other["AZUKARI_DATABASE"])
        with psycopg.connect(other["AZUKARI_DATABASE"], autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{at.path[1:]}"')
            server.execute(f"ALTER ROLE azukari PASSWORD '{at.password}'")
            server.execute("ALTER SYSTEM SET default_transaction_read_only = on")
            server.execute("SELECT pg_reload_conf()")
        reads, writes = f"127.0.0.1:{aside.port}", f"{at.hostname}:{at.port}"
        assert _at(own_program, f"{reads},{writes}").python(_PORT).strip() == str(at.port)
        nowhere = f"127.0.0.1:{free_port()}"
        done = _at(own_program, f"{nowhere},{reads}").azukari("staff", "list", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"PostgreSQL at {nowhere}, {reads} answers, and takes no writes: each is a standby")
