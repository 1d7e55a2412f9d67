"""PostgreSQL behind a real pgbouncer: in session mode all holds, and doctor refuses transaction mode."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.live import Mould, Program, cast
from tests.pooler import pooler
from tests.visits import ask, sign_up, stored, until

pytestmark = pytest.mark.skipif(not os.environ.get("AZUKARI_DATABASE"), reason="SQLite has no server to pool")

_LASTING = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW synchronous_commit")
    print(cursor.fetchone()[0])
"""


def _behind(program: Program, url: str) -> Program:
    return replace(program, environment={**program.environment, "AZUKARI_DATABASE": url})


def _found(program: Program) -> dict[str, list[str]]:
    told = json.loads(program.azukari("doctor", "--json", check=False).stdout)
    return {one["control"]: one["findings"] for one in told}


@pytest.mark.postgresql
def test_a_session_for_each_connection(mould: Mould, tmp_path: Path) -> None:
    with (
        cast(mould, tmp_path / "instance") as made,
        pooler(made.environment["AZUKARI_DATABASE"], _own(tmp_path), mode="session") as url,
    ):
        program = _behind(made, url)
        assert program.python(_LASTING).strip() == "on"
        program.start()
        try:
            assert [sign_up(program, f"p{number}@example.org").status for number in range(5)] == [202] * 5
            program.wait_for_mail("p4@example.org")
            until(lambda: ask(program, "/healthz").status == 200)
            assert _found(program)["database"] == []
            assert stored(program) == 5
            program.azukari("ledger", "verify")
        finally:
            program.kill()


@pytest.mark.postgresql
def test_a_session_for_each_transaction_is_told(mould: Mould, tmp_path: Path) -> None:
    with (
        cast(mould, tmp_path / "instance") as made,
        pooler(made.environment["AZUKARI_DATABASE"], _own(tmp_path), mode="transaction") as url,
    ):
        said = "A pooler before PostgreSQL hands one session to several connections."
        assert any(one.startswith(said) for one in _found(_behind(made, url))["database"])
        assert not any(one.startswith(said) for one in _found(made)["database"]), "Not where there is none."


def _own(tmp_path: Path) -> Path:
    folder = tmp_path / "pooler"
    folder.mkdir()
    return folder
