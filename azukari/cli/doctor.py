"""`azukari doctor`: every control, kept, broken or unknown, with what it found, the most dangerous first.

It ends with 1 if one is broken or could not run. What nobody can tell (no network, nobody has looked yet) is unknown;
`--strict` ends with 1 then as well.

`azukari doctor mail` asks the DNS how the world sees our mail, and shows the records to publish; it ends with 1 if
something is missing, wrong or unknown.
"""

import argparse
from dataclasses import asdict

from azukari.cli import migrations
from azukari.core.mail.dns_records import RecordStatus, Seen, look
from azukari.lib.control import ControlResult, ControlState, controls, examine
from azukari.lib.dns import Dns, Unknown
from azukari.lib.job import clock
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import EVERYTHING, Subparsers

_WITHOUT_A_DATABASE = frozenset({"disk", "files", "worker"})
_HEADS = {ControlState.KEPT: "ok     ", ControlState.BROKEN: "FAILED ", ControlState.UNKNOWN: "UNKNOWN"}


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("doctor", help="run every control", description=__doc__)
    parser.add_argument("part", nargs="?", choices=("mail",), help="what the world sees of our mail, alone")
    parser.add_argument("--strict", action="store_true", help="end with 1 unless every control is kept")
    parser.add_argument("--json", action="store_true", help="for another program")
    parser.set_defaults(run=run, offline=lambda _args: True, despite=EVERYTHING)


def run(args: argparse.Namespace) -> int:
    if args.part == "mail":
        return _mail(look_at_mail(), json=args.json)
    order = [ControlState.BROKEN, ControlState.UNKNOWN, ControlState.KEPT]  # what needs somebody first
    outcomes = sorted(_outcomes(), key=lambda each: (order.index(each.state), each.control.danger))
    if args.json:
        say_json(
            [
                {
                    "control": outcome.control.name,
                    "claim": outcome.control.claim,
                    "promises": [f"P{number:02d}" for number in outcome.control.promises],
                    "state": outcome.state.value,
                    "passed": outcome.passed,
                    "at": outcome.at.isoformat() if outcome.at else None,
                    "good_for_hours": outcome.control.shelf.total_seconds() / 3600,
                    "manual": outcome.control.manual,
                    "findings": list(outcome.findings),
                    "doubts": list(outcome.doubts),
                }
                for outcome in outcomes
            ]
        )
    else:
        for outcome in outcomes:
            say(f"{_HEADS[outcome.state]}  {outcome.control.name}: {outcome.control.claim}")
            for said in (*outcome.findings, *outcome.doubts):
                say(f"         {said}")
    red = [o for o in outcomes if o.failed or o.state is ControlState.BROKEN or (args.strict and not o.passed)]
    return 1 if red else 0


def look_at_mail() -> list[Seen]:
    """How the world sees our mail; unknown, where there is no DNS at all."""
    try:
        return look(Dns())
    except Unknown:
        return [Seen("DNS", RecordStatus.UNKNOWN, "This machine has no DNS to ask, so nobody knows.")]


def _mail(seen: list[Seen], *, json: bool) -> int:
    if json:
        say_json([asdict(one) for one in seen])
    else:
        for one in seen:
            say(f"{one.standing.value:<8}{one.name}: {one.says}")
            if one.publish:
                say(f"          {one.publish}")
    return 0 if all(one.standing in (RecordStatus.FINE, RecordStatus.ADVICE) for one in seen) else 1


def _outcomes() -> list[ControlResult]:
    """How every control fared; without a database, of the one that says so and those that need none."""
    said, now = migrations.trouble(), clock()
    if said:
        blind = [ControlResult(control, (said,)) for control in controls() if control.name == "migrations"]
        return blind + [examine(control, now) for control in controls() if control.name in _WITHOUT_A_DATABASE]
    return [examine(control, now) for control in controls()]
