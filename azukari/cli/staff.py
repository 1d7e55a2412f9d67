"""`azukari staff add|list|disable|looked`: who works with the data, and for what.

An added member of staff gets a link, once, to choose a password; at the first sign-in they set up a second step. What a
duty opens stands in the published policy.
"""

import argparse
from datetime import UTC, datetime

from django.conf import settings

from azukari.core.accounts.duties import able
from azukari.core.accounts.granting import second, unseen
from azukari.core.accounts.models import User
from azukari.core.accounts.second_factor import has_second_factor
from azukari.core.accounts.staff import disable, invite
from azukari.core.accounts.staff_refusals import TAKEN, StaffError
from azukari.core.policy_versions.current import current, ruling_policy
from azukari.lib.terminal import complain, say, say_json
from azukari.lib.verb import Refusal, Subparsers
from azukari.policy.decide import duties_with
from azukari.policy.explain import name_act
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import ESSENTIAL_ACTS, OPERATOR
from azukari.shells.staff.invitation import send

_AGAIN = " From here: add --again."


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("staff", help="add, list and disable staff", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True, metavar="add|list|disable|looked")
    adding = acts.add_parser("add", help="invite somebody; prints a link that works once")
    adding.add_argument("email", metavar="EMAIL", help="the address they sign in with")
    adding.add_argument("--name", required=True, help="how colleagues call them")
    adding.add_argument(
        "--duty", action="append", default=[], metavar="D", help="a duty of the policy; may be given several times"
    )
    adding.add_argument(
        "--again", action="store_true", help="renew an account: new link, new duties, second step set up again"
    )
    adding.add_argument("--no-mail", action="store_true", help="only print the link, do not mail it")
    adding.add_argument("--lang", choices=("ja", "en"), default="ja", help="of the mail (default: %(default)s)")
    listing = acts.add_parser("list", help="who has an account")
    listing.add_argument("--json", action="store_true", help="for another program")
    leaving = acts.add_parser("disable", help="cut somebody off at once")
    leaving.add_argument("email", metavar="EMAIL")
    acts.add_parser("looked", help="say that you have looked at the duties that were given with nobody else looking")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        return {"add": _add, "list": _list, "disable": _disable, "looked": _looked}[args.act](args)
    except StaffError as error:
        raise Refusal(error.sentence["en"] + (_AGAIN if error.sentence == TAKEN else "")) from error


def _add(args: argparse.Namespace) -> int:
    policy = ruling_policy() or load(STARTER)  # before the first policy its example says which duties there are
    invitation = invite(
        args.email,
        args.name,
        duties=args.duty,
        known=policy.duties.keys(),
        actor=OPERATOR,
        now=datetime.now(UTC),
        again=args.again,
    )
    if not args.no_mail and not send(invitation, policy=policy, lang=args.lang):
        complain("The mail could not be sent; hand the link over yourself.")
    say("This link opens the account. It works once, for three days; hand it over by a way that only they read:")
    say(f"  {settings.AZUKARI.base_url}{invitation.path}")
    return 0


def _list(args: argparse.Namespace) -> int:
    staff = list(User.objects.prefetch_related("duties").order_by("email"))
    if args.json:
        say_json(
            [
                {
                    "email": user.email,
                    "name": user.name,
                    "reference": str(user.reference),
                    "duties": sorted(duty.duty for duty in user.duties.all()),
                    "active": user.is_active,
                    "second_factor": has_second_factor(user),
                    "last_sign_in": user.last_login.isoformat(timespec="seconds") if user.last_login else None,
                }
                for user in staff
            ]
        )
        return 0
    for user in staff:
        duties = ", ".join(sorted(duty.duty for duty in user.duties.all()))
        state = "active" if user.is_active else "disabled"
        second = "second step" if has_second_factor(user) else "no second step"
        say(f"{user.email}  {user.name}  [{duties}]  {state}, {second}")
    if not staff:
        say("There is no account yet. See: azukari staff add --help")
    return 0


def _looked(_args: argparse.Namespace) -> int:
    policy = current().policy
    grants = list(unseen().filter(waits=False))
    for grant in grants:
        second(grant.id, policy=policy, actor=OPERATOR, now=datetime.now(UTC))
        duties = grant.duties.replace(" ", ", ")
        say(f"{grant.user.email}: {duties}, given by {grant.given_by}")
    say("It is recorded that you have looked at them." if grants else "There is nothing that nobody has looked at.")
    return 0


def _disable(args: argparse.Namespace) -> int:
    user = disable(args.email, actor=OPERATOR, now=datetime.now(UTC))
    say(f"{user.email} is cut off: the account is closed, and every session and token has ended.")
    for act in sorted(ESSENTIAL_ACTS):
        if not able().filter(duties__duty__in=duties_with(ruling_policy(), act)).exists():
            complain(f"No active account may do this: {name_act(act)['en']}. See: azukari staff add --help")
    return 0
