"""`azukari doctor` ends with 1 when a row was slipped into the vault of a real instance."""

import json
from typing import Any

from tests.live import Program
from tests.proofs import registering

_SLIP_IN = """
import os
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT person_id, submission_id FROM vault_sealedvalue LIMIT 1")
    person, submission = cursor.fetchone()
    cursor.execute(
        "INSERT INTO vault_sealedvalue (id, person_id, submission_id, field, category, purposes, sealed, created_at)"
        " VALUES (%s, %s, %s, 'birthdate', 'answer', 'magazine', %s, %s)",
        ["0" * 31 + "1", person, submission, os.urandom(48), timezone.now()],
    )
"""


def _control(program: Program) -> dict[str, Any]:
    done = program.azukari("doctor", "--json", check=False)
    found = next(control for control in json.loads(done.stdout) if control["control"] == "vault-orphans")
    assert found["passed"] or done.returncode == 1
    return dict(found)


def test_doctor_finds_a_row_that_was_slipped_in(own_program: Program) -> None:
    own_program.start("--no-worker")
    registering.by_api(own_program, "magazine", {"email": "reader@mail.example.org", "name": "Reader"})
    own_program.stop()
    assert _control(own_program)["passed"]
    own_program.python(_SLIP_IN)
    found = _control(own_program)
    assert not found["passed"]
    assert "are not fields of the form" in found["findings"][0]
    assert 3 in [int(promise[1:]) for promise in found["promises"]]
