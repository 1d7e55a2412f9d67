"""The worker's table: what comes round, how often, and the loop that runs it, alone or beside the web server."""

import threading
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connections

from azukari.accounts import tokens
from azukari.accounts.sessions import forget_ended
from azukari.backup.removals import note as note_removals
from azukari.charter.schedule import publish_due
from azukari.console.exporting.order import tend as forget_lists
from azukari.console.exporting.work import work as put_lists_together
from azukari.disclosure.instruction_post import send_due as send_instructions
from azukari.disclosure.kept import forget as forget_records
from azukari.disclosure.posting import post_due
from azukari.disclosure.previews import forget as forget_previews
from azukari.disclosure.previews import run_due as run_due_previews
from azukari.disclosure.tokens import forget_ended as forget_recipient_tokens
from azukari.disclosure.work import clear_up
from azukari.disclosure.work import run_due as run_due_transfers
from azukari.forms.challenge import forget_expired
from azukari.forms.importing.work import work as import_lists
from azukari.forms.saving import tend as tend_drafts
from azukari.ledger.integrate import integrate_all
from azukari.ledger.witnesses import ask as ask_witnesses
from azukari.lib.instance import Instance
from azukari.lib.job import Job, State, clock, loop, run_due
from azukari.mail.queue import purge, send_due
from azukari.rights.agents.callbacks import tell_due as tell_agents
from azukari.rights.agents.upkeep import tend as tend_agents
from azukari.rights.carry_out import run as carry_out_requests
from azukari.rights.from_form import take_up as take_up_messages
from azukari.rights.session import purge as forget_own
from azukari.rights.staffing import pass_on
from azukari.rights.upkeep import forget as forget_cases
from azukari.rounds.tend import tend as ask_again
from azukari.site.controlling import run_controls
from azukari.statistics.retention import purge as forget_old_counts
from azukari.supervision.call import tend as ask_contractors
from azukari.supervision.remind import forget as forget_calls
from azukari.supervision.remind import remind as remind_of_days
from azukari.vault.duplicates import look_for_duplicates
from azukari.vault.erase import resume
from azukari.vault.files import expire as forget_files
from azukari.vault.former import forget_former
from azukari.vault.index_rebuild import tend
from azukari.vault.mention_review import give_up as give_up_mentions
from azukari.vault.mention_walk import look as look_for_mentions
from azukari.vault.merge import settle_merges
from azukari.vault.pairing import forget_unanswered
from azukari.vault.retention import expire_some
from azukari.vault.traces import wipe

JOBS = (
    Job("ledger", timedelta(seconds=1), integrate_all),
    Job("witnesses", timedelta(minutes=1), ask_witnesses),
    Job("mail", timedelta(seconds=1), send_due),
    Job("transfers", timedelta(seconds=2), run_due_transfers),
    Job("posts to recipients", timedelta(seconds=2), post_due),
    Job("instructions", timedelta(seconds=5), send_instructions),
    Job("previews of transfers", timedelta(seconds=1), run_due_previews),
    Job("stopped transfers", timedelta(minutes=5), clear_up),
    Job("interrupted erasures", timedelta(seconds=10), lambda now: resume(now=now)),
    Job("publications", timedelta(seconds=5), publish_due),
    Job("rounds of asking", timedelta(seconds=5), ask_again),
    Job("questions to contractors", timedelta(minutes=1), ask_contractors),
    Job("reminders of supervision", timedelta(minutes=10), remind_of_days),
    Job("records of transfers", timedelta(hours=1), forget_records),
    Job("mail of supervision", timedelta(hours=6), forget_calls),
    Job("retention", timedelta(seconds=5), expire_some),
    Job("mentions of people who are gone", timedelta(seconds=2), look_for_mentions),
    Job("mentions nobody decided", timedelta(hours=1), give_up_mentions),
    Job("journal of removals", timedelta(seconds=5), note_removals),
    Job("traces of removed rows", timedelta(seconds=10), wipe),
    Job("saved forms", timedelta(minutes=1), tend_drafts),
    Job("spent challenges", timedelta(hours=1), forget_expired),
    Job("sent mail", timedelta(hours=1), purge),
    Job("imports", timedelta(seconds=1), import_lists),
    Job("lists taken out", timedelta(seconds=1), put_lists_together),
    Job("fetched lists", timedelta(minutes=1), forget_lists),
    Job("uploaded files", timedelta(minutes=10), forget_files),
    Job("controls", timedelta(minutes=1), run_controls),
    Job("page statistics", timedelta(hours=1), forget_old_counts),
    Job("search index", timedelta(hours=1), tend),
    Job("former values", timedelta(hours=1), forget_former),
    Job("settled merges", timedelta(hours=1), settle_merges),
    Job("possible duplicates", timedelta(hours=1), look_for_duplicates),
    Job("unanswered merges", timedelta(hours=1), forget_unanswered),
    Job("ended sessions", timedelta(hours=1), forget_ended),
    Job("ended tokens", timedelta(hours=6), tokens.forget_ended),
    Job("recipients' ended tokens", timedelta(hours=6), forget_recipient_tokens),
    Job("used previews", timedelta(hours=1), forget_previews),
    Job("own pages", timedelta(minutes=10), forget_own),
    Job("requests", timedelta(seconds=5), carry_out_requests),
    Job("requests by the contact form", timedelta(seconds=5), take_up_messages),
    Job("news for agents", timedelta(seconds=5), tell_agents),
    Job("unconfirmed requests of agents", timedelta(minutes=1), tend_agents),
    Job("owners of requests", timedelta(minutes=1), pass_on),
    Job("old requests", timedelta(hours=1), forget_cases),
)


def beat_file(instance: Instance) -> Path:
    return instance.root / "data" / "worker.json"


def run(stop: threading.Event) -> None:
    """Run all jobs until ``stop`` is set."""
    try:
        loop(JOBS, stop, beat=beat_file(settings.AZUKARI), after=close_old_connections)
    finally:
        connections.close_all()


def run_once() -> dict[str, str]:
    """Run each job once.

    Returns:
        the jobs that failed, with the kind of their error.
    """
    states: dict[str, State] = {}
    run_due(JOBS, states, clock(), after=close_old_connections)
    return {name: state.error for name, state in states.items() if state.failing}


class Beside:
    """The worker as a thread beside the web server's process."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=run, args=(self._stop,), name="azukari-worker")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the job under way."""
        self._stop.set()
        self._thread.join(timeout=30)
