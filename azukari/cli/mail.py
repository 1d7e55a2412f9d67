"""`azukari mail`: mail that comes in by a pipe, and how our own mail looks from outside.

To have Postfix hand over what comes to bounces@ and to the office's address, a line in master.cf:

    azukari unix - n n - 2 pipe flags=Rq user=azukari
        argv=.../bin/azukari mail receive --dir D --sender ${sender} ${original_recipient}
"""

import argparse
import sys

from django.conf import settings

from azukari.core.mail import dkim, refused_letters, trial
from azukari.core.mail.dns_records import quoted
from azukari.core.mail.incoming.receive import LARGEST, log, receive
from azukari.lib.characters import MalformedError
from azukari.lib.email import email
from azukari.lib.failure import report
from azukari.lib.instance import is_selector
from azukari.lib.job import clock
from azukari.lib.terminal import say
from azukari.lib.verb import Misuse, Refusal, Subparsers

_OK, _REFUSED, _LATER = 0, 69, 75
"""What a mail server understands (sysexits.h): taken, refused for good, to be tried again."""


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("mail", help="mail that comes in", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    receiving = acts.add_parser(
        "receive", help="deal with one mail from stdin; ends with 0, 69 (refused) or 75 (try again later)"
    )
    receiving.add_argument("recipient", help="whom the envelope names")
    receiving.add_argument("--sender", help="the envelope's sender, empty for a bounce")
    receiving.set_defaults(run=from_stdin, offline=lambda _args: True)
    trying = acts.add_parser("test", help="send an email to an address of your own, to see how ours arrives")
    trying.add_argument("address")
    trying.set_defaults(run=send_trial)
    resuming = acts.add_parser("resume", help="let letters go that wait because a server refused them")
    resuming.set_defaults(run=resume)
    signing = acts.add_parser("dkim", help="make the key that signs our mail, and show the records to publish")
    signing.add_argument("--selector", default="", help="another name for the key, to replace an earlier one")
    signing.add_argument("--ed25519", action="store_true", help="make a second key, for a second signature")
    signing.set_defaults(run=show_dkim, offline=lambda _args: True)


def send_trial(args: argparse.Namespace) -> int:
    """Send one mail, and say how it went, without the server's words."""
    try:
        trial.send(email(args.address), now=clock())
    except trial.MailHeld as held:
        raise Refusal(str(held)) from held
    except MalformedError as error:
        raise Misuse("That is no mail address.") from error
    except OSError as error:
        raise Refusal(
            f"The mail server did not take it ({type(error).__name__}). Check smtp in azukari.toml."
        ) from error
    where = "The mail server took it." if settings.AZUKARI.smtp else f"It lies in {settings.AZUKARI.outbox}."
    say(f"{where} In its source, the line Authentication-Results tells whether SPF, DKIM and DMARC were passed.")
    return 0


def resume(args: argparse.Namespace) -> int:  # noqa: ARG001 - there is nothing to choose
    """Let all letters go at once that a mail server has refused, as if they had not been tried."""
    count = refused_letters.resume(clock())
    say(f"{count} letters that were refused are tried again.")
    return 0


_FIRST_SELECTOR = "azukari1"


def show_dkim(args: argparse.Namespace) -> int:
    """Show what has to stand in the DNS. A key signs once the settings name it, which is after it is published."""
    selector = args.selector or settings.AZUKARI.dkim_selector or _FIRST_SELECTOR
    if not is_selector(selector):
        raise Misuse("A selector is up to thirty small letters and digits, such as azukari2.")
    for algorithm in dkim.ALGORITHMS:
        if algorithm == "rsa" or args.ed25519:
            dkim.make_key(selector, algorithm)
        if dkim.key_file(selector, algorithm).exists():
            name = f"{dkim.name_of(selector, algorithm)}._domainkey.{dkim.domain()}"
            say(f"{name}. IN TXT {quoted(dkim.record(selector, algorithm))}")
    if settings.AZUKARI.dkim_selector != selector:
        say(f'Once the world sees this (azukari doctor mail), put into azukari.toml: dkim_selector = "{selector}"')
    return 0


def from_stdin(args: argparse.Namespace) -> int:
    """An email is never lost for a fault of ours: whatever goes wrong, the mail server keeps it and tries again."""
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        answer = receive(raw, recipient=args.recipient, sender=args.sender, now=clock())
    except Exception as error:
        report(error, what="An email that came in could not be dealt with", log=log)
        return _LATER
    if answer.taken:
        return _OK
    say(f"{answer.status} {answer.words}")
    return _LATER if answer.later else _REFUSED
