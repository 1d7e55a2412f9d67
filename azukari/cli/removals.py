"""`azukari removals`: how far the journal of removals reaches, and what a restore could not repeat.

A restored instance repeats what people had removed since the backup, as far as the journal says. Where it was restored
without the newest one, `azukari doctor` stays red until somebody has looked and said so: `azukari removals accept`.

A restore needs a copy of it: `azukari removals copy FOLDER`, each hour say, to another disk.

Where an older database was put back beside a newer journal, nothing is served. `azukari removals replay` removes again
from it whatever the journal tells of, and goes on with it; what else happened since is lost, so a restore is better.
"""

import argparse
from pathlib import Path

from azukari.cli import removals_replay
from azukari.core.backup import gap, journal_copy, journal_head, removals
from azukari.lib.job import clock
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import EVERYTHING, SET_BACK, Refusal, Subparsers


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("removals", help="the journal of removals", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    showing = acts.add_parser("show", help="say how far the journal reaches, and whether a restore left a gap")
    showing.add_argument("--json", action="store_true", help="print data for another program")
    showing.set_defaults(run=show, despite=EVERYTHING)
    copying = acts.add_parser("copy", help="copy the journal to another disk, whole at any moment")
    copying.add_argument("to", type=Path, metavar="FOLDER", help="a folder for this copy alone")
    copying.set_defaults(run=copy, offline=lambda _args: True, despite=frozenset({SET_BACK}))
    replaying = acts.add_parser("replay", help="remove again what the journal tells of, in the database that is here")
    replaying.set_defaults(run=removals_replay.run, despite=frozenset({SET_BACK}))
    accepting = acts.add_parser("accept", help="say that you have looked who is back since a restore")
    accepting.set_defaults(run=accept)


def show(args: argparse.Namespace) -> int:
    head, found = journal_head.read(removals.folder()), gap.open_gap()
    if args.json:
        until = head.until.isoformat() if head else None
        say_json({"until": until, "gap": {"from": found.known_until.isoformat(), "why": found.why} if found else None})
        return 0
    if head:
        say(
            f"The journal in {removals.folder()} has everything that was removed until {head.until:%Y-%m-%d %H:%M} UTC."
        )
    else:
        say("There is no journal yet. The worker writes it.")
    if found:
        say("\n".join(gap.findings(clock())))
    return 0


def copy(args: argparse.Namespace) -> int:
    try:
        head = journal_copy.copy(removals.folder(), args.to)
    except journal_copy.NotCopied as refused:
        raise Refusal(str(refused)) from refused
    except OSError as error:
        said = f"{args.to} cannot be written: {error.strerror}. A copy that is there stays as it was."
        raise Refusal(said) from error
    say(f"Copied to {args.to}: what was removed until {head.until:%Y-%m-%d %H:%M} UTC.")
    return 0


def accept(args: argparse.Namespace) -> int:
    del args
    if not gap.accept(clock()):
        raise Refusal("There is nothing to accept: no restore has left a gap.")
    say("Recorded in the ledger. The control is content again.")
    return 0
