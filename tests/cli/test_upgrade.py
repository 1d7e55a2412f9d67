"""`azukari upgrade` brings an older database up, or leaves it byte for byte in its meaning as it was (P41)."""

import hashlib

from tests.live import Program

_OLDER = ("migrate", "morning", "zero")
_IN_THE_WAY = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE morning_dailymail (id integer)")
"""
_MIGRATIONS = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    print(cursor.fetchall(), sorted(connection.introspection.table_names()))
"""
_ALIVE = """
from azukari.lib import heartbeat
from azukari.lib.job import clock
from azukari.shells.worker.worker import beat_file
heartbeat.write(beat_file(settings.AZUKARI), (), {}, clock())
"""


def _state(program: Program) -> str:
    return hashlib.sha256(program.python(_MIGRATIONS).encode()).hexdigest()


def _left(program: Program) -> bool:
    return (program.root / "upgrade").exists()


def test_there_and_back(own_program: Program):
    own_program.azukari("migrate")
    assert "of this version already" in own_program.azukari("upgrade").stdout
    current = _state(own_program)
    own_program.django(*_OLDER)
    older = _state(own_program)
    assert older != current

    own_program.python(_ALIVE)
    refused = own_program.azukari("upgrade", check=False)
    assert refused.returncode == 1
    assert "Stop serve and worker" in refused.stderr
    (own_program.root / "data" / "worker.json").unlink()

    own_program.python(_IN_THE_WAY)
    blocked = _state(own_program)
    failed = own_program.azukari("upgrade", check=False)
    assert failed.returncode == 1
    assert "The database is as it was before" in failed.stderr
    assert _state(own_program) == blocked
    assert not _left(own_program)

    own_program.python(
        _IN_THE_WAY.replace("CREATE TABLE morning_dailymail (id integer)", "DROP TABLE morning_dailymail")
    )
    assert _state(own_program) == older
    done = own_program.azukari("upgrade")
    assert "Upgraded to " in done.stdout
    assert _state(own_program) == current
    assert not _left(own_program)


_A_NEW_CONTROL = """
import sys
from azukari.cli import upgrade
asked = []
def failing():
    asked.append(1)
    return {"planted"} if len(asked) > 1 else set()
upgrade.failing = failing
try:
    upgrade.run(__import__("argparse").Namespace())
except upgrade.Refusal as refusal:
    print(refusal)
"""


def test_a_control_that_fails_afterwards_takes_it_back(own_program: Program):
    own_program.django(*_OLDER)
    older = _state(own_program)
    (own_program.root / "data" / "worker.json").unlink(missing_ok=True)
    said = own_program.python(_A_NEW_CONTROL)
    assert "did not before: planted. The database is as it was before" in said
    assert _state(own_program) == older
    assert not _left(own_program)
