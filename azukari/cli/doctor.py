"""`azukari doctor`: every automatic control, each with what it found; ends with 1 if one fails."""

import argparse

from azukari.cli import migrations
from azukari.lib.control import ControlResult, controls, examine
from azukari.lib.job import clock
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import Subparsers


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("doctor", help="run every automatic control", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for another program")
    parser.set_defaults(run=run, offline=lambda _args: True)


def run(args: argparse.Namespace) -> int:
    outcomes = _outcomes()
    if args.json:
        say_json([_plain(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            say(f"{'ok    ' if outcome.passed else 'FAILED'}  {outcome.control.name}: {outcome.control.claim}")
            for finding in outcome.findings:
                say(f"        {finding}")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _outcomes() -> list[ControlResult]:
    """How every control fared; where there is no database to look at, that one alone which says so."""
    said = migrations.trouble()
    if said:
        return [ControlResult(control, (said,)) for control in controls() if control.name == "migrations"]
    now = clock()
    return [examine(control, now) for control in controls()]


def _plain(outcome: ControlResult) -> dict[str, object]:
    return {
        "control": outcome.control.name,
        "claim": outcome.control.claim,
        "promises": [f"P{number:02d}" for number in outcome.control.promises],
        "passed": outcome.passed,
        "findings": list(outcome.findings),
    }
