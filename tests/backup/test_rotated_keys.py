"""A backup of data from before rotations, restored with the newest keys: the ledger verifies, second factors open."""

import json
from pathlib import Path

from tests.backup.bundles import back_up, restore
from tests.cli.second_factors import OPENS, STAFF
from tests.live import Program

_WAITS = """
from django.db import transaction
from azukari.core.ledger.events import Event
from azukari.shells.worker.events import RETENTION_RUN
from azukari.core.ledger.record import record
with transaction.atomic():
    print(record(Event(RETENTION_RUN, {"count": 7}), now=timezone.now()))
"""
_FOUND = """
from azukari.core.ledger.reading import recorded
from uuid import UUID
print([entry.index is not None for entry in recorded([UUID("ENTRY")])])
"""


def test_an_older_backup_is_restored_with_keys_that_were_rotated_since(
    own_program: Program,
    another: Program,
    identity: Path,
    tmp_path: Path,
) -> None:
    own_program.python(STAFF)
    waiting = own_program.python(_WAITS).strip()
    data, _keys = back_up(own_program, tmp_path / "backups", identity)
    for which in ("ledger", "secret"):
        own_program.azukari("keys", "rotate", which, "--at-once")
    _data, newest = back_up(own_program, tmp_path / "backups", identity)
    restore(another, data, newest, identity, "--without-removals")
    assert another.python(_FOUND.replace("ENTRY", waiting)).strip() == "[True]"
    told = json.loads(another.azukari("ledger", "verify", "--json").stdout)
    assert (told["problems"], told["handovers"]) == ([], 1)
    opened = another.python(OPENS)
    assert opened.strip().endswith("] 2")  # sealed as they were backed up
    another.azukari("worker", "--once")
    assert another.python(OPENS).strip() == opened.strip().removesuffix("2") + "0"
    outcomes = {one["control"]: one for one in json.loads(another.azukari("doctor", "--json", check=False).stdout)}
    assert outcomes["keys"]["findings"] == []
    assert outcomes["ledger"]["passed"]
