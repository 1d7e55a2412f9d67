"""`azukari rights list|show|run`: requests by deadline, one of them, and carrying out what was decided.

What callers said stays sealed: it is opened in the console, by whoever answers, and recorded.
"""

import argparse
from typing import Any

from azukari.core.cases.clocks import clock_of, clocks_of, open_cases
from azukari.core.cases.lifecycle import number
from azukari.core.cases.models import Case, steps_of
from azukari.core.cases.staffing import pass_on
from azukari.core.cases.words import clock_in_words
from azukari.core.policy_versions.current import current
from azukari.features.rights.carry_out import run as carry_out
from azukari.lib.job import clock
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import Refusal, Subparsers
from azukari.policy.casework import CaseState
from azukari.policy.deadline import Clock


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("rights", help="requests of people", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True, metavar="list|show|run")
    listing = acts.add_parser("list", help="open requests, the one whose time ends first on top")
    listing.add_argument("--all", action="store_true", help="answered ones as well")
    showing = acts.add_parser("show", help="one request with its steps")
    showing.add_argument("number", metavar="NUMBER", help="as it was told, R-20261124-1A2B3C4D")
    running = acts.add_parser("run", help="carry out what was decided")
    for one in (listing, showing, running):
        one.add_argument("--json", action="store_true", help="for another program")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    current()  # nothing can be said of requests before there is a policy
    return {"list": _list, "show": _show, "run": _run}[args.act](args)


def _list(args: argparse.Namespace) -> int:
    now = clock()
    pairs = open_cases(now)
    if args.all:
        closed = list(Case.objects.filter(state=CaseState.CLOSED).select_related("owner", "deputy").order_by("-id"))
        clocks = clocks_of(closed, now)
        pairs += [(case, clocks[case.id]) for case in closed]
    policy = current().policy
    zone = policy.organisation.timezone
    if args.json:
        say_json([_plain(case, clock, zone) for case, clock in pairs])
        return 0
    for case, clock_ in pairs:
        trouble = f"  NOT DONE ({case.failure})" if case.failure else ""
        left = clock_in_words(clock_, policy, now)
        say(f"{number(case, zone=zone)}  {case.kind:<14} {case.state:<9} {left}{trouble}")
    if not pairs:
        say("No request is open.")
    return 0


def _show(args: argparse.Namespace) -> int:
    tail = args.number.rpartition("-")[2].lower()
    found = [case for case in Case.objects.select_related("owner", "deputy") if case.id.hex.endswith(tail)]
    if len(found) != 1 or number(found[0]) != args.number.upper():
        raise Refusal("There is no request with that number. See: azukari rights list --all")
    case = found[0]
    steps = [{"event": s.event, "at": s.at.isoformat(), "actor": s.actor} for s in steps_of(case)]
    parts = list(case.parts.order_by("id").values("purpose", "ground", "result"))
    if args.json:
        say_json({**_plain(case, clock_of(case, clock())), "steps": steps, "parts": parts})
        return 0
    say(f"{number(case)}  {case.kind}  {case.state}  {case.outcome}")
    for step in steps:
        say(f"  {step['at']}  {step['event']}  {step['actor']}")
    for part in parts:
        say(f"  {part['purpose'] or 'everything'}: {part['ground'] or part['result'] or 'to be done'}")
    return 0


def _run(args: argparse.Namespace) -> int:
    now = clock()
    passed_on, done = pass_on(now), carry_out(now)
    failed = Case.objects.filter(state=CaseState.DECIDED).exclude(failure="").count()
    if args.json:
        say_json({"done": done, "passed_on": passed_on, "failed": failed})
    else:
        say(f"{done} requests were carried out, {passed_on} passed on; {failed} could not be carried out.")
    return 1 if failed else 0


def _plain(case: Case, at: Clock, zone: str = "") -> dict[str, Any]:
    return {
        "number": number(case, zone=zone),
        "kind": case.kind,
        "channel": case.channel,
        "state": case.state,
        "outcome": case.outcome or None,
        "law": case.pack,
        "received": case.received_at.isoformat(),
        "target": at.target.isoformat(),
        "due": at.due.isoformat(),
        "standing": at.standing.value,
        "owner": str(case.owner.reference),
        "deputy": str(case.deputy.reference),
        "failure": case.failure or None,
    }
