"""`azukari migrate`: make the tables of a new database, or bring an older one up to this version of the program.

Make a backup before you bring an older one up. Stop `serve` and `worker` meanwhile.
"""

import argparse

from azukari.cli.migrations import migrate
from azukari.lib.terminal import say
from azukari.lib.verb import Subparsers


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("migrate", help="make or update the database's tables", description=__doc__)
    parser.set_defaults(run=run, offline=lambda _args: True)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 - as every verb is called
    steps = migrate()
    say(f"The database is ready ({steps} steps)." if steps else "The database is ready; there was nothing to do.")
    return 0
