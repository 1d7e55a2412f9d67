"""`azukari demo`: a fictional nonprofit with its policy, its people and its staff, served on this machine alone.

The first run makes it; a later run on the same folder goes on where it was.
"""

import argparse

from django.conf import settings

from azukari.cli import demo_folder
from azukari.cli.migrations import migrate
from azukari.cli.serve import serve_with_worker
from azukari.core.ledger.integrate import integrate_all
from azukari.core.mail.queue import send_due
from azukari.core.policy_versions.current import Current, NoCharter, current
from azukari.core.policy_versions.publish import publish
from azukari.demo.answers import add_handling
from azukari.demo.appearance import add_mission
from azukari.demo.audits import add_review, add_year
from azukari.demo.campaigns import CITIES, HANDING, add_public, with_names
from azukari.demo.crowd import YEARS, add_crowd
from azukari.demo.crowd_members import add_crowd_members
from azukari.demo.crowd_rest import add_cases, add_growth
from azukari.demo.incidents import add_incidents
from azukari.demo.magazine import add_issues, with_second_person
from azukari.demo.meetings import add_meetings
from azukari.demo.members import add_members
from azukari.demo.payments import with_payments
from azukari.demo.people import SETTER, add_people, add_staff
from azukari.demo.questionnaires import add_questionnaires, with_panel
from azukari.demo.statistics import add_statistics
from azukari.demo.training import add_contractors_staff, add_training
from azukari.demo.transfers import add_duplicates, add_recipients, hand_over_signatures
from azukari.demo.volunteers import add_volunteering
from azukari.lib.instance import InstanceError
from azukari.lib.job import clock
from azukari.lib.terminal import say
from azukari.lib.verb import Refusal, Subparsers
from azukari.site.server import THREADS, Address


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("demo", help="a demonstration in one go", description=__doc__)
    demo_folder.arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    migrate()
    charter, fresh = _charter()
    if fresh:
        add_year(charter, now=clock())
        add_questionnaires(charter, now=clock())
        crowd = add_crowd(charter, now=clock())
        add_crowd_members(charter, crowd, now=clock())
        people, staff = add_people(charter, now=clock()), add_staff(charter, now=clock())
        add_cases(crowd.people, now=clock())
        add_handling(crowd.people, charter, now=clock())
        people += sum(map(len, crowd.people))
        people += add_members(charter, now=clock()) + add_volunteering(charter, now=clock())
        people += add_duplicates(charter, now=clock())
        add_meetings(charter, now=clock())
        add_statistics(charter, now=clock())
        add_incidents(charter, now=clock())
        integrate_all(clock())
        send_due(clock())
        add_growth(charter, now=clock())
        add_issues(charter, now=clock())
        add_training(charter, now=clock())
        add_recipients(charter, now=clock())
        add_contractors_staff(charter, now=clock())
        add_review(now=clock())
        add_public(charter, now=clock())
        hand_over_signatures(CITIES, HANDING, now=clock())
        add_mission(actor=SETTER, now=clock())
        say(f"A fictional nonprofit was made: {people} filled-in forms, {staff} members of staff.")
    _show(f"http://127.0.0.1:{args.port}", args.lang)
    if not args.no_serve:
        serve_with_worker(Address("127.0.0.1", args.port), threads=THREADS, worker=True)
    return 0


def _charter() -> tuple[Current, bool]:
    """The charter that rules, and whether it was published just now."""
    try:
        return current(), False
    except NoCharter:
        document = settings.AZUKARI.policy
        try:
            starter = with_second_person(document.read_text("utf-8"))
            document.write_text(with_payments(with_names(with_panel(starter))), "utf-8")
            publish(document.read_text("utf-8"), actor=SETTER, now=clock() - YEARS, file=str(document))
        except OSError as error:
            raise Refusal(
                f"{document} cannot be read, so the demonstration has no policy. Remove its folder."
            ) from error
        return current(), True


def _show(url: str, lang: str) -> None:
    if url != settings.AZUKARI.base_url:
        raise InstanceError(
            f"This demonstration was made for {settings.AZUKARI.base_url}. Use that port, change base_url in "
            f"{settings.AZUKARI.root / 'azukari.toml'}, or name another folder with --dir."
        )
    say()
    say(f"  The tour       {url}/{lang}/")
    say(f"  Its mail       {url}/{lang}/demo/mail     (and as files in {settings.AZUKARI.outbox})")
    say(f"  Sign in        {url}/console/             as one of {url}/{lang}/demo/staff (address, password, code)")
    say(f"  The ledger     {url}/ledger/")
    say()
    say("Stop with Ctrl-C; the same command continues where it stopped.")
