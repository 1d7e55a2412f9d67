"""Every place on the disk where something of an instance may be left."""

import os
from pathlib import Path

import psycopg

from tests.live import Program


def places(program: Program) -> list[Path]:
    """Its folder, the server's log, its temporary files, and PostgreSQL's data once everything is written there."""
    found = [program.root, program.log, Path(program.environment["TMPDIR"])]
    if program.environment.get("AZUKARI_DATABASE"):
        with psycopg.connect(program.environment["AZUKARI_DATABASE"], autocommit=True) as server:
            server.execute("CHECKPOINT")
        found.append(Path(os.environ["AZUKARI_TEST_PGDATA"]))
    return found
