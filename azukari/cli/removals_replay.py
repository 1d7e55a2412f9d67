"""`azukari removals replay`: go on with an older database, once what was removed since is removed from it again.

The last signed tree head is laid aside beside the keys, as evidence of what the ledger had; witnesses that saw more of
it go on saying so. May be stopped at any point and run again.
"""

import argparse

from azukari.cli.restore import tell_outdated
from azukari.cli.upgrade import refuse_while_it_runs
from azukari.core.backup import removals
from azukari.core.backup.replay import replay_in_place
from azukari.core.ledger import kept_head
from azukari.core.ledger.integrate import integrate_all
from azukari.lib.job import clock
from azukari.lib.terminal import complain, say
from azukari.lib.verb import Refusal
from azukari.shells.worker import standing
from azukari.shells.worker.clock import clock_check


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 - every verb gets its arguments
    if standing.findings().is_well:
        say("The database has everything that was signed and removed here; nothing was changed.")
        return 0
    refuse_while_it_runs()
    now = clock()
    if clock_check().in_doubt(now):
        raise Refusal("This machine's clock is not believed, so nothing can be removed by it. Run: azukari clock")
    journal = removals.once(removals.read(removals.files(removals.folder())))
    done = replay_in_place(journal, signed=kept_head.size_of(kept_head.kept() or ""), now=now)
    removals.adopt()
    aside = kept_head.set_aside()
    integrate_all(now)
    removals.note(now)
    say(
        f"Removed again: {done.erased} erasures, {done.forgotten} people or registrations that were gone,"
        f" {done.withdrawn} withdrawals, {done.emptied} emptied values, words in {done.redacted} texts;"
        f" {done.parted} records were parted again; {done.expired} people's time had come."
    )
    tell_outdated(done.outdated)
    if aside:
        say(f"The last tree head that was signed before is in {aside}. Keep it, and tell your witnesses and auditor.")
    say("Everyone has to sign in again. Staff accounts and tokens removed since then are back: check them.")
    found = standing.findings()
    for sentence in found.findings:
        complain(sentence)
    return 0 if found.is_well else 1
