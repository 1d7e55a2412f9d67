"""`azukari retention run`: erase everything that has expired, or say what will go, and why.

--as-of looks at a day to come and needs --dry-run: nothing is erased before its time. What is told are counts, clauses
and identifiers, never values.
"""

import argparse
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import current
from azukari.lib.job import clock
from azukari.lib.sweep import Going, all_due, run_all
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import Misuse, Refusal, Subparsers
from azukari.shells.worker.clock import clock_check
from azukari.shells.worker.events import RETENTION_RUN


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("retention", help="erase what has had its time", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True, metavar="run")
    running = acts.add_parser("run", help="erase everything that has expired")
    running.add_argument("--as-of", metavar="DATE", help="as it will be at the end of that day (with --dry-run)")
    running.add_argument("--dry-run", action="store_true", help="only say what would go")
    running.add_argument("--json", action="store_true", help="for another program")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    now = clock()
    as_of = _moment(args.as_of) if args.as_of else now
    if as_of > now and not args.dry_run:
        raise Misuse("Nothing is erased before its time: to look at a day to come, add --dry-run.")
    if args.dry_run:
        _tell_due(all_due(as_of), as_of, json=args.json)
        return 0
    if clock_check().in_doubt(now):
        raise Refusal("The clock is far ahead of the last known time. If it is right, run: azukari clock trust")
    swept = run_all(now)
    failed = [one for one in swept if one.error]
    with transaction.atomic(durable=True):
        counts = {"count": sum(one.count for one in swept), "refused": len(failed)}
        record(Event(RETENTION_RUN, {"actor": "operator", **counts}), now=now)
    if args.json:
        say_json({"dry_run": False, "swept": [asdict(one) for one in swept]})
    else:
        for one in swept:
            say(f"{one.count:>8}  {one.name}" if not one.error else f"  FAILED  {one.name} ({one.error})")
    return 1 if failed else 0


def _moment(text: str) -> datetime:
    try:
        day = date.fromisoformat(text) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise Misuse("Write the day as 2036-11-24.") from error
    return current().policy.organisation.midnight(day).astimezone(UTC)


def _tell_due(found: list[Going], as_of: datetime, *, json: bool) -> None:
    if json:
        say_json({"as_of": as_of.isoformat(), "dry_run": True, "going": [asdict(going) for going in found]})
        return
    for going in found:
        kept_for = f" for {going.purpose}" if going.purpose else ""
        say(f"{going.count:>8}  {going.holder}: {going.what}{kept_for} ({going.clause})")
    if not found:
        say("Nothing is due.")
