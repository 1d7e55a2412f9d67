"""`azukari keys index`: the search index, made complete, or made anew under another key, while the instance serves.

May be stopped at any point and run again. The old key file goes only when no code is made by it any more; the file
`index` stays, since exact addresses are looked up by it.
"""

import argparse
import time

from django.conf import settings

from azukari.cli.terminal import say
from azukari.cli.verb import Subparsers
from azukari.lib.instance import write_key
from azukari.lib.job import clock
from azukari.vault.index_code import key_file
from azukari.vault.index_rebuild import begin, generations, rebuild

_IN_FLIGHT = 2.0  # seconds in which a request that began with the older index ends


def add(subparsers: Subparsers) -> None:
    """Register the act beside the others of `azukari keys`."""
    parser = subparsers.add_parser("index", help="make the search index complete, or anew", description=__doc__)
    parser.add_argument("--new-key", action="store_true", help="make it anew under a key of its own, newly made")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    before = {key for _number, key in generations()}
    key = max(before, default=0)
    if args.new_key:
        key += 1
        if not (settings.AZUKARI.keys / key_file(key)).exists():  # else a run that was stopped has made it
            write_key(settings.AZUKARI.keys / key_file(key))
    begin(clock(), key=key)
    time.sleep(_IN_FLIGHT)
    done = rebuild(clock(), lambda count: say(f"  {count} ..."))
    say(f"{done} values were given codes.")
    for old in sorted(before - {key, 0}):
        (settings.AZUKARI.keys / key_file(old)).unlink(missing_ok=True)
        say(f"{key_file(old)} was used by nothing any more and is removed.")
    if args.new_key:
        say("Back up the folder keys now, apart from the data.")
    return 0
