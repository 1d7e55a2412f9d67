"""`azukari backup FOLDER --to age1...`: a bundle of data and a bundle of keys, sealed to the operator's key.

The instance goes on serving meanwhile. The bundle of data lists blocks of rows, which lie in FOLDER/blocks; blocks that
an earlier backup wrote are looked through and used again, so only what has changed is written. The bundle of keys is
whole each time. Keep it in another place than the rest. Bundles of keys are short-lived, so that erased people stay
erased.
"""

import argparse
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from azukari.cli.parser import whole_number
from azukari.core.backup.bundle import make_key
from azukari.core.backup.keep import keep
from azukari.lib.job import clock
from azukari.lib.terminal import complain, progress, say, say_json
from azukari.lib.verb import Misuse, Subparsers


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("backup", help="back data and keys up, apart", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="where the bundles go")
    parser.add_argument("--to", metavar="KEY", help="the operator's public age key, age1...")
    parser.add_argument("--make-key", type=Path, metavar="FILE", help="make an age key first (as age-keygen does)")
    parser.add_argument(
        "--keys-for", type=whole_number(1, 36500), default=30, metavar="DAYS", help="how long bundles of keys stay (30)"
    )
    parser.add_argument(
        "--data-for",
        type=whole_number(1, 36500),
        default=400,
        metavar="DAYS",
        help="how long bundles of data stay (400)",
    )
    parser.add_argument("--json", action="store_true", help="print data for another program")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if not (args.folder and args.to) and not args.make_key:
        raise Misuse("Name the folder, and the public key to seal to: azukari backup FOLDER --to age1...")
    if args.make_key and args.to:
        raise Misuse("--make-key makes the key to seal to, so leave --to out.")
    to = make_key(args.make_key) if args.make_key else args.to
    if args.make_key:
        complain(f"The secret key is in {args.make_key}. Keep it away from this machine and from the backups.")
    if args.make_key and not args.folder:
        say(to)
        return 0
    made = keep(
        args.folder,
        to=to,
        keys_for=timedelta(days=args.keys_for),
        data_for=timedelta(days=args.data_for),
        now=clock(),
        tell=progress("rows"),
    )
    if args.json:
        say_json({**asdict(made), "to": to})
        return 0
    say(f"Data: {made.data} ({made.rows} rows). Keys: {made.keys}.")
    say(
        f"Written: {made.written} of {made.blocks} blocks, {made.size / 1e6:.1f} MB in all."
        f" Removed: {made.removed} old bundles, {made.pruned} blocks."
    )
    if made.damaged:
        complain(f"{made.damaged} blocks were damaged and have been written again. Check that disk.")
    if made.foreign:
        complain(
            f"{made.foreign} bundles of data in {args.folder} are damaged or another instance's; until they are gone,"
            " no superfluous block is removed. Give each instance a folder of its own."
        )
    return 0
