"""`azukari hours import FILE --form volunteers`: hours that volunteers gave before, out of Excel or CSV. It shows what
it would do; with --take it does it, and `azukari hours undo MOMENT` takes it out again.
"""

import argparse
from datetime import datetime
from pathlib import Path

from azukari.core.forms.importing.table import TableError
from azukari.core.policy_versions.current import ruling_policy
from azukari.features.volunteers.history.reading import TellsNothing, TooLong, read
from azukari.features.volunteers.history.taking import take_over, undo
from azukari.features.volunteers.times import hours as in_hours
from azukari.lib.job import clock
from azukari.lib.terminal import say
from azukari.lib.verb import Refusal, Subparsers
from azukari.policy.terms import OPERATOR, FormKind, Organisation

WHY = {
    "nobody": "no volunteer has that address (import the persons first)",
    "several": "several registrations have that address",
    "day": "the day cannot be read, or is not over",
    "hours": "the time cannot be read: 1.5, 1:30 or 90 under minutes",
    "activity": "the activity looks like an address",
}


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("hours", help="past hours of volunteers", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    importing = acts.add_parser("import", help="show what a list comes to, or import it")
    importing.add_argument("file", type=Path, help="CSV or .xlsx with email, day, hours, and perhaps the activity")
    importing.add_argument("--form", required=True, help="the volunteers' form, as the policy names it")
    importing.add_argument("--take", action="store_true", help="import it")
    undoing = acts.add_parser("undo", help="take an import out again")
    undoing.add_argument("moment", type=datetime.fromisoformat, help="as the import printed it")
    undoing.add_argument("--form", required=True, help="the same form")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    organisation = _organisation(args.form)
    now = clock()
    if args.act == "undo":
        say(f"{undo(args.moment, form=args.form, actor=OPERATOR, now=now)} entries were taken out.")
        return 0
    try:
        told = read([args.file.read_bytes()], form=args.form, today=organisation.day(now))
    except OSError as error:
        raise Refusal("The file cannot be read.") from error
    except TableError as error:
        raise Refusal("This cannot be read as a list. Save it as CSV UTF-8 or .xlsx, with headers.") from error
    except TellsNothing as error:
        raise Refusal("No column tells the email address, the day, or the hours.") from error
    except TooLong as error:
        raise Refusal("At most 2,000 rows and thirty kinds of activity are imported at one time. Split it.") from error
    outside: dict[str, list[int]] = {}
    for row, code in told.outside:
        outside.setdefault(code, []).append(row)
    for code, rows in outside.items():
        say(f"{len(rows)} rows stay outside, since {WHY[code]}: {', '.join(map(str, rows[:20]))}")
    minutes = sum(each.minutes for each in told.hours)
    if not args.take:
        say(f"{len(told.hours)} rows would come in, {in_hours(minutes)} hours. Nothing was changed; --take does it.")
        return 0
    done = take_over(told.hours, form=args.form, zone=organisation.zone, actor=OPERATOR, now=now)
    back = f"azukari hours undo {now.isoformat()} --form {args.form}"
    say(f"{done} entries came in, {in_hours(minutes)} hours. To take them out: {back}")
    return 0


def _organisation(form: str) -> Organisation:
    if (policy := ruling_policy()) is None:
        raise Refusal("No policy has been published yet.")
    if policy.form_of(FormKind.VOLUNTEERS, form) is None:
        raise Refusal("The policy has no volunteers' form of that name.")
    return policy.organisation
