"""`azukari keys rotate`: a new key in the place of an old one, while the instance goes on serving.

`rotate` or `rotate master` wraps every person's keys by a new master key; `rotate epoch` does at once what the worker
does some times a day, so that whatever has been erased opens no more; `rotate index` makes everything by which
values are found anew, so that no older copy of it can be asked about anybody; `rotate receipts` signs receipts by a new
key; `rotate ledger` hands the ledger over to a new key; `rotate secret` signs links by a new secret. May be stopped at
any point and run again. The old key file goes only when nothing uses it any more.
"""

import argparse
import time

from django.conf import settings

from azukari.cli import key_list, key_place, key_wrap, search_index
from azukari.cli.ledger_key import rotate_ledger
from azukari.cli.receipt_key import rotate_receipts
from azukari.cli.secret_key import rotate_secret
from azukari.core.vault.epochs import sweep_at_once
from azukari.core.vault.first_epoch import EPOCH
from azukari.core.vault.rotate import in_use, outdated, rotate
from azukari.lib.instance import remove_beside_keys
from azukari.lib.job import clock
from azukari.lib.terminal import say
from azukari.lib.verb import Subparsers


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("keys", help="rotate keys, and complete the search index", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    rotating = acts.add_parser("rotate", help="make a new key, and put it in the place of the old one")
    rotating.add_argument(
        "which",
        nargs="?",
        choices=("master", "epoch", "index", "receipts", "ledger", "secret"),
        default="master",
        help="which key (default: %(default)s)",
    )
    rotating.add_argument("--keep-old", action="store_true", help="leave the old key's file where it is")
    rotating.add_argument(
        "--at-once", action="store_true", help="of ledger and secret: the old key leaked, so it ends now"
    )
    rotating.set_defaults(run=run)
    search_index.add(acts)
    key_list.add(acts)
    key_wrap.add(acts)
    key_place.add(acts)


def run(args: argparse.Namespace) -> int:
    if args.which == "index":
        search_index.rotate_index(keep_old=args.keep_old)
    elif args.which == "epoch":
        _rotate_epoch()
    elif args.which == "receipts":
        rotate_receipts(keep_old=args.keep_old)
    elif args.which == "ledger":
        rotate_ledger(at_once=args.at_once)
    elif args.which == "secret":
        rotate_secret(at_once=args.at_once)
    else:
        _rotate_master(keep_old=args.keep_old)
    say("Back up the folder keys now, apart from the data.")
    return 0


def _rotate_epoch() -> None:
    moved = sweep_at_once(clock(), in_flight=search_index.IN_FLIGHT)
    say(f"{moved} keys and groups of keys are wrapped by epoch-{settings.AZUKARI.versions(EPOCH)[-1]}.")
    say("The keys of earlier epochs are destroyed: what was erased before opens no more.")


def _rotate_master(*, keep_old: bool) -> None:
    versions = settings.AZUKARI.master_versions()
    newest = versions[-1]  # one that a stopped rotation has begun with, else a new one
    if len(versions) == 1 or not outdated():
        newest += 1
        settings.AZUKARI.make_master(newest)
    say(f"Wrapping every person's keys by master-{newest} ...")
    done = rotate(clock(), lambda count: say(f"  {count} ..."))
    time.sleep(search_index.IN_FLIGHT)
    done += rotate(clock())  # whatever was under way
    say(f"{done} keys are wrapped by master-{newest}.")
    if keep_old:
        return
    used = in_use()
    for version in settings.AZUKARI.master_versions():
        if version != newest and version not in used:
            remove_beside_keys(settings.AZUKARI.keys / f"master-{version}")
            say(f"master-{version} was used by nothing any more and is removed.")
