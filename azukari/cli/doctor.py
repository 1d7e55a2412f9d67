"""`azukari doctor`: every automatic control, each with what it found; ends with 1 if one fails."""

import argparse

from azukari.cli.terminal import say, say_json
from azukari.cli.verb import Subparsers
from azukari.lib.control import Outcome, controls, examine
from azukari.lib.job import clock
from azukari.site import controls as _house  # noqa: F401 - registers the controls of the house


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("doctor", help="run every automatic control", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for another program")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    now = clock()
    outcomes = [examine(control, now) for control in controls()]
    if args.json:
        say_json([_plain(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            say(f"{'ok    ' if outcome.passed else 'FAILED'}  {outcome.control.name}: {outcome.control.claim}")
            for finding in outcome.findings:
                say(f"        {finding}")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _plain(outcome: Outcome) -> dict[str, object]:
    return {
        "control": outcome.control.name,
        "claim": outcome.control.claim,
        "promises": [f"P{number:02d}" for number in outcome.control.promises],
        "passed": outcome.passed,
        "findings": list(outcome.findings),
    }
