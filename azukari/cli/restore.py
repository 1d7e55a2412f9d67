"""`azukari restore`: an instance made anew from two bundles, in which whatever was removed since stays removed.

Give it the newest bundle of keys and the newest copy of the folder `removals` that you have, whichever bundle of data
you restore. With --drill it restores into a temporary folder, checks everything, and throws it away: once a month is a
good habit. `azukari doctor` shows how the last drill ended.
"""

import argparse
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from azukari.backup import bundle
from azukari.backup.drill import DRILL, remember
from azukari.backup.removals import Removal, read
from azukari.backup.restore import Restored, load, replay
from azukari.cli.restore_folder import TARGET
from azukari.cli.terminal import complain, progress, say, say_json
from azukari.cli.verb import Refusal, Subparsers
from azukari.ledger.integrate import integrate_all
from azukari.ledger.verify import verify
from azukari.lib.job import clock
from azukari.vault.inspect import orphans
from azukari.vault.opening import entry_keys


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("restore", help="make an instance anew from a backup", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE", help="the bundle of data")
    parser.add_argument("--keys", type=Path, required=True, metavar="FILE", help="the newest bundle of keys")
    parser.add_argument("--identity", type=Path, required=True, metavar="FILE", help="the operator's secret age key")
    parser.add_argument("--removals", type=Path, metavar="FOLDER", help="the newest copy of the folder removals")
    parser.add_argument("--database", metavar="URL", help="an empty database (else as in the settings; '' is SQLite)")
    parser.add_argument("--drill", action="store_true", help="only try it, in a temporary folder")
    parser.add_argument("--json", action="store_true", help="print data for another program")
    parser.set_defaults(run=run)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; ``wrong`` is empty if all is sound."""

    restored: Restored
    entries: int
    wrong: list[str]


def run(args: argparse.Namespace) -> int:
    root: Path = settings.AZUKARI.root  # laid out by restore_folder
    target = Path((root / TARGET).read_text("utf-8"))
    try:
        outcome = _restore(args, root)
        connections.close_all()
        if args.drill:
            _remember(target, outcome)
        else:
            _move(root, target)
    except bundle.BundleError as error:
        raise Refusal(str(error)) from error
    finally:
        connections.close_all()
        shutil.rmtree(root, ignore_errors=True)
    _tell(outcome, target, args)
    return 1 if outcome.wrong else 0


def _restore(args: argparse.Namespace, root: Path) -> Outcome:
    if connection.introspection.table_names():
        raise Refusal("The database is not empty. Name an empty one with --database.")
    identity = bundle.identity_in(args.identity)
    removals = sorted(args.removals.glob("*.jsonl")) if args.removals else []
    if args.removals and not removals:
        complain(f"There is no journal of removals in {args.removals}; what the bundle of keys knows is repeated.")
    call_command("migrate", verbosity=0, interactive=False)
    keys = bundle.key_rows(bundle.read(args.keys, identity=identity, scratch=root))
    made, rows = load(bundle.read(args.data, identity=identity, scratch=root), keys, tell=complain)
    restored = replay(_removals(removals), made=made, rows=rows, now=clock())
    integrate_all(clock())
    report = verify(entry_keys, progress("entries of the ledger"))
    wrong = [problem.sentence for problem in report.problems]
    wrong += [f"A stored value is not as it should be ({orphan.code})." for orphan in orphans(clock())]
    return Outcome(restored, report.entries, wrong)


def _removals(paths: list[Path]) -> Iterator[Removal]:
    yield from read(paths)


def _move(root: Path, target: Path) -> None:
    (root / TARGET).unlink()
    if target.exists():
        target.rmdir()  # empty: restore_folder saw to that
    root.rename(target)


def _remember(target: Path, outcome: Outcome) -> None:
    """Leave the result where `doctor` of the instance finds it."""
    if not (target / "data").is_dir():
        return
    told = {"at": clock().isoformat(), "made": outcome.restored.made.isoformat(), "wrong": outcome.wrong[:20]}
    remember(target, DRILL, told)


def _tell(outcome: Outcome, target: Path, args: argparse.Namespace) -> None:
    for sentence in outcome.wrong:
        complain(sentence)
    done = outcome.restored
    if args.json:
        say_json({**asdict(done), "entries": outcome.entries, "wrong": outcome.wrong, "drill": args.drill})
        return
    say(
        f"The backup of {done.made:%Y-%m-%d %H:%M} UTC: {done.rows} rows, {outcome.entries} ledger entries."
        f" Removed again: {done.erased} erasures, {done.withdrawn} withdrawals; {done.expired} people's time had come."
    )
    if args.drill:
        say("The drill went well." if not outcome.wrong else "The drill failed.")
    else:
        say(f"The instance is at {target}. Look at it with: azukari doctor --dir {target}")
