"""`azukari restore`: an instance made anew from two bundles, in which whatever was removed since stays removed.

A bundle of data needs the folder `blocks` beside it. Give the newest bundle of keys and the newest copy of the folder
`removals` that you have, whichever bundle of data you restore. Without a copy that is newer than the bundle of keys it
refuses, since people who were erased meanwhile would be back; --without-removals does it all the same. With --drill it
restores into the folder D/drill, checks everything, and throws it away: once a month is a good habit. `azukari doctor`
shows how the last drill ended. What a restore or a drill leaves that was killed, the next command sweeps away.

With --keys-only it brings back key files and settings that the instance lacks, and leaves its database and every file
that is there as they are. The key of an epoch that is over does not come back. A bundle that is older than the newest
data lacks keys that it needs; that is said, and then the newest backup is to be restored as a whole.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from azukari.cli import restored_keys
from azukari.cli.restore_clock import moment
from azukari.cli.restore_folder import TARGET, arguments
from azukari.core.backup import blocks, bundle, gap, journal_head, manifest, removals
from azukari.core.backup.drill import NOT_SOUND
from azukari.core.backup.removals import files, keep_all, once, read
from azukari.core.backup.replay import Repeated, replay
from azukari.core.backup.restore import Frames, fit, load
from azukari.core.backup.result import remember_drill
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.verify import verify
from azukari.core.people.removals import Removed
from azukari.core.vault.corrections import Outdated
from azukari.core.vault.index_rebuild import rebuild
from azukari.core.vault.index_renew import renew
from azukari.core.vault.inspect import orphans
from azukari.core.vault.opening import entry_keys
from azukari.lib.job import clock
from azukari.lib.room import LITTLE, room
from azukari.lib.terminal import Progress, complain, progress, say, say_json
from azukari.lib.verb import Refusal, Subparsers

_MOST = 20  # lines about single values


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("restore", help="restore an instance from a backup", description=__doc__)
    arguments(parser)
    parser.set_defaults(run=run)


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What came of it; ``wrong`` is empty if all is sound."""

    made: datetime
    rows: int
    repeated: Repeated
    gaps: list[str]
    entries: int
    wrong: list[str]


def run(args: argparse.Namespace) -> int:
    if args.keys_only:
        return restored_keys.run(args.keys, identity=args.identity, root=settings.AZUKARI.root)
    root: Path = settings.AZUKARI.root  # laid out by restore_folder
    target = Path((root / TARGET).read_text("utf-8"))
    try:
        outcome = _restore(args, root)
    finally:
        connections.close_all()
    if args.drill:
        remember_drill(target, at=clock(), made=outcome.made, wrong=outcome.wrong)
    else:
        (root / TARGET).unlink()
        if target.exists():
            target.rmdir()  # empty: restore_folder saw to that
        root.rename(target)
    _tell(outcome, target, args)
    return 1 if outcome.wrong else 0


def _restore(args: argparse.Namespace, root: Path) -> RestoreResult:
    if connection.introspection.table_names():
        raise Refusal("The database is not empty. Name an empty one with --database.")
    own, identity = manifest.own_key(root / "keys"), bundle.identity_in(args.identity)
    data = manifest.read(args.data, own=own, identity=identity, scratch=root)

    def keys() -> Frames:
        return bundle.read(args.keys, identity=identity, scratch=root)

    fit(data, keys)
    read_block = blocks.reader(args.data.parent, key=own.names, identity=identity)
    blocks.look_through(args.data.parent, data.names(), read_block, tell=progress("blocks"))
    keys_made = next(keys())["made"]
    now = moment(max([data.made, keys_made, *(head.until for head in _heads(args, root))]), trusted=args.trust_clock)
    gaps, journal = _journal(args, root, keys_made=keys_made, data_made=data.made, now=now)
    call_command("migrate", verbosity=0, interactive=False)  # from here on, the database is not empty any more
    rows = load(data, keys, read=read_block, tell=_while_there_is_room(root, progress("rows")))
    renew(progress("values that can be looked up"))
    repeated = replay(journal, rows=rows, now=now)
    removals.note(now)  # the database knows each line of its journal from here on
    rebuild(now, progress("values that can be searched"))
    integrate_all(now)
    report = verify(entry_keys, progress("entries of the ledger"))
    wrong = [problem.sentence for problem in report.problems]
    wrong += [NOT_SOUND(code=orphan.code) for orphan in orphans(now)]
    return RestoreResult(data.made, rows, repeated, gaps, report.entries, wrong)


def _while_there_is_room(root: Path, tell: Progress) -> Callable[[int, int], None]:
    """Progress that ends a restore before a living instance on the same disk has to turn people away."""

    def told(done: int, of: int) -> None:
        if room(root).free < 2 * LITTLE:
            raise bundle.BundleError(
                f"The disk of {root} is nearly full, so the restore was stopped, and what it had written is removed."
                " Make room, or name a folder on a larger disk with --dir."
            )
        tell(done, of)

    return told


def _journal(
    args: argparse.Namespace, root: Path, *, keys_made: datetime, data_made: datetime, now: datetime
) -> tuple[list[str], list[Removed]]:
    """What cannot be repeated, and what can: what the bundle of keys knows of removals, and what the newest copy of
    their folder says beyond that.

    Raises:
        Refusal: something cannot be repeated, and nobody said that it may be restored without.
    """
    bundled, given = root / "removals", args.removals
    missing = list(journal_head.gaps(given, bundled, keys=root / "keys", keys_made=keys_made, data_made=data_made))
    if missing and not (args.without_removals or args.drill):
        raise Refusal(
            f"{' '.join(missing)} Whoever was erased or took a consent back since then would be back. Name the newest"
            " copy of the folder removals with --removals, or say that you accept that: --without-removals"
        )
    journal = once(read([*files(bundled), *(files(given) if given else [])]))
    keep_all(journal, after=max((head.number for head in _heads(args, root)), default=0), now=now)
    if missing:
        gap.leave(gap.Gap(now, keys_made, missing))
    return missing, journal


def _heads(args: argparse.Namespace, root: Path) -> list[journal_head.Head]:
    """What the journals say of themselves, the bundle's and the newest copy."""
    paths = (root / "removals", args.removals)
    return [head for path in paths if path and (head := journal_head.read(path))]


def _tell(outcome: RestoreResult, target: Path, args: argparse.Namespace) -> None:
    for sentence in outcome.wrong:
        complain(sentence)
    done = outcome.repeated
    if args.json:
        told = {"made": outcome.made, "rows": outcome.rows, "entries": outcome.entries, "gaps": outcome.gaps}
        say_json({**asdict(done), **told, "wrong": outcome.wrong, "drill": args.drill})
        return
    say(
        f"The backup of {outcome.made:%Y-%m-%d %H:%M} UTC: {outcome.rows} rows, {outcome.entries} ledger entries."
        f" Removed again: {done.erased} erasures, {done.forgotten} people or registrations that were gone,"
        f" {done.withdrawn} withdrawals, {done.emptied} emptied values, words in {done.redacted} texts;"
        f" {done.parted} records were parted again; {done.expired} people's time had come."
    )
    for sentence in () if args.drill else outcome.gaps:
        complain(f"{sentence} azukari doctor says what to do.")
    if done.withheld:
        say(f"Of {done.withheld} texts nothing is left: words were taken out of a version that is not in the backup.")
    tell_outdated(done.outdated)
    if args.drill:
        say("The drill went well." if not outcome.wrong else "The drill failed.")
    else:
        say("Everyone has to sign in again, and sign-in links sent before no longer work.")
        say(f"The instance is at {target}. Look at it with: azukari doctor --dir {target}")


def tell_outdated(values: Sequence[Outdated]) -> None:
    """Say which values say again what they said before they were corrected."""
    if not values:
        return
    people = len({value.person for value in values})
    say(
        f"{len(values)} values of {people} people were corrected after this backup and say again what they said before."
        " Ask these people, or correct the values from what you have on paper:"
    )
    for value in values[:_MOST]:
        say(f"  person {value.person}: {value.field}, corrected {value.corrected:%Y-%m-%d %H:%M} UTC")
    if len(values) > _MOST:
        say(f"  and {len(values) - _MOST} more; --json lists all.")
