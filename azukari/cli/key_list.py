"""`azukari keys list`: every key file with what it is for and how old it is, and the public keys of receipts."""

import argparse
from datetime import UTC, datetime

from django.conf import settings

from azukari.core.consent.receipt_keys import all_keys
from azukari.lib.instance import key_files
from azukari.lib.job import clock
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import EVERYTHING, Subparsers

_FOR = {
    "secret": "signs links and sessions",
    "master": "wraps the keys of people",
    "epoch": "wraps the keys of people for some hours, then it is destroyed",
    "index": "makes what finds people",
    "ledger": "signs the ledger's checkpoints",
    "receipts": "signs receipts",
    "suppression": "recognises addresses that are never written to",
    "second-factor": "opens second factors of older backups",
    "dkim": "signs mail",
    "backup": "names the blocks of backups",
    "public-receipts": "verifies older receipts",
    "handover-ledger": "leads from the ledger's earlier key to this one",
}


def add(subparsers: Subparsers) -> None:
    """Register the act beside the others of `azukari keys`."""
    parser = subparsers.add_parser("list", help="every key, what it is for, and how old it is", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print data for another program")
    parser.set_defaults(run=run, despite=EVERYTHING)


def run(args: argparse.Namespace) -> int:
    now = clock()
    found = []
    for path in key_files(settings.AZUKARI.keys):
        stem, _, version = path.name.rpartition("-")
        name = stem if version.isdecimal() else path.name
        what = _FOR.get("dkim" if name.startswith("dkim-") else name, "")
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        found.append({"key": path.name, "for": what, "made": made.isoformat(), "days": (now - made).days})
    public = {key.id: key.text for key in all_keys()}
    if args.json:
        say_json({"keys": found, "public": public})
        return 0
    for one in found:
        say(f"{one['key']:<20} {one['days']:>5} days  {one['for']}")
    for name, half in public.items():
        say(f"Receipts by {name} carry the public key {half}")
    return 0
