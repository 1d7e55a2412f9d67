"""`azukari keys index`: the search index made complete, while the instance serves. May be stopped and run again."""

import argparse
import time

from django.conf import settings

from azukari.core.vault.index_rebuild import begin, rebuild
from azukari.core.vault.index_renew import in_use, is_behind, record_rotation, renew
from azukari.core.vault.index_token import versions
from azukari.lib.instance import remove_beside_keys, write_key
from azukari.lib.job import clock
from azukari.lib.terminal import progress, say
from azukari.lib.verb import Subparsers

IN_FLIGHT = 2.0  # seconds in which a request that began under the older key ends


def add(subparsers: Subparsers) -> None:
    """Register the act beside the others of `azukari keys`."""
    parser = subparsers.add_parser("index", help="make the search index complete", description=__doc__)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 - every verb gets its arguments
    begin(clock())
    time.sleep(IN_FLIGHT)
    done = rebuild(clock(), progress("values"))
    say(f"{done} values were given codes.")
    return 0


def rotate_index(*, keep_old: bool) -> None:
    """Make a new index key, and tokens and codes under it for everything that can be found.

    Args:
        keep_old: whether the older key's file stays where it is.
    """
    known = versions()
    newest = known[0]  # one that a stopped rotation has begun with, else a new one
    if len(known) == 1 or not is_behind():
        newest += 1
        write_key(settings.AZUKARI.keys / f"index-{newest}")
    say(f"Rebuilding the search index under index-{newest} ...")
    begin(clock(), key=newest)
    done = renew(progress("values"))
    time.sleep(IN_FLIGHT)
    done += renew()  # whatever was under way
    coded = rebuild(clock(), progress("values"))
    say(f"{done} values were given tokens, {coded} codes, under index-{newest}.")
    record_rotation(newest, now=clock())
    if not keep_old:
        _remove_old(newest)


def _remove_old(newest: int) -> None:
    used = in_use()
    for version in versions():
        if version != newest and version not in used:
            remove_beside_keys(settings.AZUKARI.keys / f"index-{version}")
            say(f"index-{version} was used by nothing any more and is removed.")
