"""`azukari upgrade`: bring an instance to this version of the program, or leave it as it was.

Stop `serve` and `worker` first. It keeps a copy of the database (SQLite; on PostgreSQL one transaction does it all),
brings the tables up, runs every automatic control, and goes back if a step fails or a control fails that did not fail
before. Make a backup with the release that you have first: the new one may not know how to read what the old one keeps.
"""

import argparse
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection, connections, transaction

from azukari.cli.migrations import is_empty, migrate, trouble
from azukari.core.backup import workplace
from azukari.core.database.pending import pending
from azukari.lib import heartbeat
from azukari.lib.control import ControlState, controls, examine
from azukari.lib.job import clock
from azukari.lib.terminal import say
from azukari.lib.verb import Refusal, Subparsers
from azukari.lib.version import version
from azukari.shells.worker.worker import beat_file

_ALIVE = timedelta(seconds=30)  # the worker writes every ten


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("upgrade", help="bring an instance to this version", description=__doc__)
    parser.set_defaults(run=run, offline=lambda _args: True)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 - as every verb is called
    steps = _steps()
    if not steps:
        say(f"The database is of this version already ({version()}). Nothing was changed.")
        return 0
    refuse_while_it_runs()
    before = failing()
    with _or_back():
        migrate()
        worse = sorted(failing() - before)
        if worse:
            raise Refusal(f"These controls fail after the upgrade and did not before: {', '.join(worse)}.")
    say(f"Upgraded to {version()} ({steps} steps). Start serve and worker again.")
    return 0


def _steps() -> int:
    try:
        steps = len(pending())
        if steps and is_empty():
            raise Refusal(
                f"The database has no tables yet. Make them with: azukari migrate --dir {settings.AZUKARI.root}"
            )
    except Error as error:
        raise Refusal(trouble()) from error
    return steps


def refuse_while_it_runs() -> None:
    """
    Raises:
        Refusal: a worker is at work on this instance.
    """
    beat = heartbeat.read(beat_file(settings.AZUKARI))
    age = beat.age(clock()) if beat else None
    if age is not None and age < _ALIVE:
        raise Refusal("The worker was heard of a moment ago. Stop serve and worker, wait half a minute, and try again.")


def failing() -> set[str]:
    """The names of the controls that fail now; what met an error fails. What nobody could tell decides nothing."""
    now = clock()
    outcomes = [examine(control, now) for control in controls()]
    return {one.control.name for one in outcomes if one.failed or one.state is ControlState.BROKEN}


@contextmanager
def _or_back() -> Iterator[None]:
    """What is done within holds whole or not at all."""
    try:
        with _copied() if connection.vendor == "sqlite" else transaction.atomic():
            yield
    except Refusal as refusal:
        raise Refusal(f"{refusal} The database is as it was before; serve it with the release you had.") from refusal
    except Exception as error:
        raise Refusal(
            f"The upgrade failed ({type(error).__name__}). The database is as it was before; serve it with the release"
            " you had. AZUKARI_DEBUG=1 shows more."
        ) from error


@contextmanager
def _copied() -> Iterator[None]:
    """A copy of the SQLite file, put back in one step if anything goes wrong; the copy is gone in the end."""
    database = settings.AZUKARI.sqlite
    with workplace.taken(workplace.upgrading(settings.AZUKARI.root)) as place:
        kept = place / database.name
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(kept)) as target:
            source.backup(target)
        try:
            yield
        except BaseException:
            connections.close_all()
            for end in ("-wal", "-shm"):
                database.with_name(database.name + end).unlink(missing_ok=True)
            kept.replace(database)
            raise
