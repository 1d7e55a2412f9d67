"""`azukari clock`: is this machine's clock believed, and an operator's word that it is right.

While the clock stands far ahead of what this machine last knew, nothing is erased or published because a date has come:
what goes by a wrong clock does not come back.
"""

import argparse

from django.db import transaction

from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.lib.job import clock
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import Subparsers
from azukari.shells.worker.clock import clock_check
from azukari.shells.worker.events import CLOCK_TRUSTED


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("clock", help="whether the clock is believed", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    showing = acts.add_parser("show", help="what the clock says; 1 if it is in doubt")
    showing.add_argument("--json", action="store_true", help="for another program")
    showing.set_defaults(run=show)
    trusting = acts.add_parser("trust", help="the clock is right: resume erasing and publishing by date")
    trusting.set_defaults(run=trust)


def show(args: argparse.Namespace) -> int:
    now, check = clock(), clock_check()
    doubt = check.in_doubt(now)
    lead = check.lead(now)
    if args.json:
        say_json({"now": now.isoformat(), "ahead_seconds": round(lead.total_seconds()), "in_doubt": doubt})
    else:
        say(f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC.")
        say(
            f"That is {lead.days} days ahead of what was last known, so nothing is erased. If it is right, "
            "run: azukari clock trust"
            if doubt
            else "It is believed."
        )
    return 1 if doubt else 0


def trust(args: argparse.Namespace) -> int:  # noqa: ARG001 - every verb gets its arguments
    now = clock()
    with transaction.atomic(durable=True):
        record(Event(CLOCK_TRUSTED, {"actor": "operator"}), now=now)
    clock_check().trust(now)
    say(f"The clock is believed from now on: {now:%Y-%m-%d %H:%M} UTC.")
    return 0
