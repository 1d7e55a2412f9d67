"""`azukari audit bundle FOLDER`: the evidence that an auditor needs, and a script that checks it anywhere.

The folder holds no personal data: the policy, the record of processing, the rule packs and OSCAL, how the controls
fared, the public ledger with proofs, and `verify.py`, which needs nothing but Python.
"""

import argparse
from pathlib import Path

from azukari.features.rules.bundle import NotEmpty, write
from azukari.lib.job import clock
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import Refusal, Subparsers


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("audit", help="everything an auditor needs", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True, metavar="bundle")
    bundle = acts.add_parser("bundle", help="write the bundle to a new folder")
    bundle.add_argument("folder", type=Path, metavar="FOLDER", help="where to; it must be new or empty")
    bundle.add_argument("--json", action="store_true", help="print data for another program")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        made = write(args.folder, now=clock())
    except NotEmpty as error:
        raise Refusal(f"The folder {args.folder} is not empty. Name a new one.") from error
    except OSError as error:
        raise Refusal(f"The folder {args.folder} cannot be written to.") from error
    if args.json:
        say_json({"folder": str(args.folder), "files": made.files, "entries": made.entries, "proofs": made.proofs})
    else:
        say(
            f"Wrote {made.files} files, {made.entries} entries of the ledger and {made.proofs} proofs to {args.folder}."
        )
        say(f"Check it anywhere with: python3 {args.folder}/verify.py")
    return 0
