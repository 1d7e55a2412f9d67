"""`azukari policy propose|publish`: from a file to the charter that rules, now or at a time.

The command line can name no second person. It publishes what needs one only where the very same document was approved
in the console, and it asks people again only when it is told to.
"""

import argparse
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from azukari.both_languages import BothLanguages
from azukari.cli.parser import whole_number
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.policy_versions.hooks import count_asked
from azukari.core.policy_versions.models import Charter, Draft
from azukari.core.policy_versions.publish import PublicationRefused, publish
from azukari.core.policy_versions.schedule import call_off, schedule
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import Refusal
from azukari.policy.diff import diff, widens_existing
from azukari.policy.finding import locate
from azukari.policy.parse import canonical, parse, parse_with_lines, read_file
from azukari.policy.terms import OPERATOR, Policy


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `policy publish` may be told."""
    parser.add_argument(
        "--at",
        type=_moment,
        metavar="TIME",
        help="not now but then, such as 2026-12-01T09:00+09:00; the worker does it",
    )
    parser.add_argument(
        "--ask", action="store_true", help="ask the people to whose data it does more (needed where it does)"
    )
    parser.add_argument("--call-off", action="store_true", help="publish nothing at the time that was set")
    parser.add_argument(
        "--based-on",
        type=whole_number(0),
        metavar="N",
        help="refuse if another version than N is in force (0: none yet)",
    )


def propose(path: Path, args: argparse.Namespace) -> int:  # noqa: ARG001 - as every act is called
    """Put the file into the console, for a second person to approve. Returns the exit code."""
    drafts.propose(version=_put_into_the_console(read_file(path), str(path), timezone.now()))
    say("The draft is in the console now. People who may approve it find it on their home page.")
    return 0


def _put_into_the_console(text: str, file: str, now: datetime) -> int:
    """Make the file the draft there, unless it is already. Returns the draft's version.

    Raises:
        Refusal: somebody is writing another draft there.
    """
    draft = drafts.find()
    if draft is None or not _same(draft, text, file):
        if draft is not None and draft.updated_by.startswith("staff:"):
            raise Refusal("Somebody is writing another draft in the console. Publish it or throw it away there first.")
        drafts.begin(text, version=drafts.last_version(), actor=OPERATOR, now=now, file=file)
    return drafts.last_version()


def _same(draft: Draft, text: str, file: str) -> bool:
    return draft.document == canonical(parse(text, file=file))


def run(path: Path, args: argparse.Namespace) -> int:
    """Publish the file, now or at a time. Returns the exit code."""
    if args.call_off:
        return _call_off()
    text, file = read_file(path), str(path)
    _say_who_is_asked(parse(text, file=file), args)
    try:
        if args.at:
            now = timezone.now()  # the worker publishes it; until then it can be seen and called off in the console
            version = _put_into_the_console(text, file, now)
            schedule(version=version, at_time=args.at, actor=OPERATOR, ask=args.ask, now=now)
            say(
                f"It is published at {args.at.isoformat(timespec='minutes')}, if it can be then. The worker has to run."
            )
            return 0
        charter = _publish_now(text, file, args)
    except PublicationRefused as refused:
        located = locate(refused.findings, parse_with_lines(text, file=file).lines)
        raise PublicationRefused(refused.code, located) from refused
    if args.json:
        say_json({"charter": charter.number, "sha256": charter.digest, "changes": charter.changes})
    else:
        say(f"Charter {charter.number} is published (SHA-256 {charter.digest}).")
    return 0


def _say_who_is_asked(policy: Policy, args: argparse.Namespace) -> None:
    """Before anything happens: how many people a widening concerns."""
    if (ruling := ruling_policy()) is None:
        return
    changes = diff(ruling, policy)
    if widens_existing(changes) and not args.json:
        people = count_asked(policy, now=timezone.now())
        say(_ASKED[args.lang].format(people=people))


def _publish_now(text: str, file: str, args: argparse.Namespace) -> Charter:
    """Publish the file; where it is the draft of the console, with whoever approved it there."""
    draft, now = drafts.find(), timezone.now()
    if args.based_on is not None and args.based_on != drafts.ruling_number():
        raise PublicationRefused("publish.overtaken")
    if draft is not None and _same(draft, text, file):
        return drafts.publish_draft(version=draft.version, actor=OPERATOR, ask=args.ask, now=now)
    return publish(text, actor=OPERATOR, ask=args.ask, now=now, file=file)


def _call_off() -> int:
    draft = drafts.find()
    if draft is None or not draft.is_scheduled:
        raise Refusal("Nothing is to be published at a time.")
    call_off(version=draft.version, actor=OPERATOR, now=timezone.now())
    say("It is called off. The draft stays in the console.")
    return 0


_ASKED = BothLanguages(
    "It does more with data of {people} people. They are asked again; their data is used so only after each has agreed."
)


def _moment(text: str) -> datetime:
    """A moment with its time zone; without one it is the clock of this machine."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise argparse.ArgumentTypeError("takes a moment such as 2026-12-01T09:00+09:00.") from error
