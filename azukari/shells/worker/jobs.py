"""Scheduled jobs of the core, and those of the slices: how often, in which lane, and whether one waits while the clock
is in doubt.

A job is held by default while the wall clock cannot be believed (`lib.clock_check`): whatever ends, erases or publishes
because a date has come. ``dated=False`` marks what has to go on under any clock.
"""

from datetime import timedelta

from django.conf import settings

from azukari.core.accounts import tokens
from azukari.core.accounts.sessions import forget_ended
from azukari.core.backup.removals import note as note_removals
from azukari.core.backup.workplace import sweep
from azukari.core.forms.challenge import forget_expired
from azukari.core.forms.importing.work import work as import_lists
from azukari.core.forms.last_day import end_closed
from azukari.core.forms.once import forget_sent
from azukari.core.forms.saving import tend as tend_drafts
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.publish import publish_due as publish_ledger
from azukari.core.ledger.witnesses import ask as ask_witnesses
from azukari.core.mail.bulk.processes import tend as tend_mailings
from azukari.core.mail.incoming.lmtp import tend as tend_lmtp
from azukari.core.mail.incoming.mailbox import visit as visit_mailbox
from azukari.core.mail.mailing_retention import forget_old as forget_old_mailings
from azukari.core.mail.queue import purge, send_due
from azukari.core.policy_versions.schedule import publish_due
from azukari.core.transfers.instruction_post import send_due as send_instructions
from azukari.core.transfers.posting import post_due
from azukari.core.transfers.previews import forget as forget_previews
from azukari.core.transfers.previews import run_due as run_due_previews
from azukari.core.transfers.record_retention import forget as forget_records
from azukari.core.transfers.tokens import forget_ended as forget_recipient_tokens
from azukari.core.transfers.work import clear_up
from azukari.core.transfers.work import run_due as run_due_transfers
from azukari.core.vault.duplicates import look_for_duplicates
from azukari.core.vault.epochs import sweep as sweep_keys
from azukari.core.vault.erase import resume
from azukari.core.vault.files import expire as forget_files
from azukari.core.vault.former import forget_former
from azukari.core.vault.index_rebuild import tend
from azukari.core.vault.mention_review import give_up as give_up_mentions
from azukari.core.vault.mention_walk import look as look_for_mentions
from azukari.core.vault.merge import settle_merges
from azukari.core.vault.pairing import forget_unanswered
from azukari.core.vault.retention import expire_some
from azukari.core.vault.traces import wipe
from azukari.lib.job import Job, Lane
from azukari.shells.self_service.session import purge as forget_own
from azukari.shells.worker import integrity
from azukari.shells.worker.controlling import run_controls
from azukari.shells.worker.earlier_keys import end as end_earlier_keys

CORE, MAIL, BULK, NETWORK, UPKEEP = Lane


_CORE = (
    Job("ledger", timedelta(seconds=1), integrate_all, CORE, dated=False),
    Job("publication of the ledger", timedelta(seconds=1), publish_ledger, CORE, dated=False),
    Job("interrupted erasures", timedelta(seconds=10), lambda now: resume(now=now), CORE, dated=False),
    Job("publications", timedelta(seconds=5), publish_due, CORE),
    Job("journal of removals", timedelta(seconds=5), note_removals, CORE, dated=False),
    Job("traces of removed rows", timedelta(seconds=10), wipe, CORE, dated=False, tolerates=5),
    Job("controls", timedelta(minutes=1), run_controls, CORE, dated=False, always=True),
    Job("mail", timedelta(seconds=1), send_due, MAIL, dated=False),
    Job("transfers", timedelta(seconds=2), run_due_transfers, BULK, dated=False),
    Job("previews of transfers", timedelta(seconds=1), run_due_previews, BULK, dated=False),
    Job("mentions of people who are gone", timedelta(seconds=2), look_for_mentions, BULK, dated=False),
    Job("imports", timedelta(seconds=1), import_lists, BULK, dated=False),
    Job("mailings", timedelta(seconds=1), tend_mailings, BULK, dated=False),
    Job("mail by LMTP", timedelta(seconds=5), tend_lmtp, MAIL, dated=False),
    Job("mailbox", timedelta(minutes=1), visit_mailbox, NETWORK, dated=False),
    Job("search index", timedelta(hours=1), tend, BULK, dated=False),
    Job("possible duplicates", timedelta(hours=1), look_for_duplicates, BULK, dated=False),
    Job("witnesses", timedelta(minutes=1), ask_witnesses, NETWORK, dated=False),
    Job("posts to recipients", timedelta(seconds=2), post_due, NETWORK, dated=False),
    Job("instructions", timedelta(seconds=5), send_instructions, NETWORK, dated=False),
    Job("integrity of the database", integrity.EVERY, integrity.look, UPKEEP, dated=False),
    Job(
        "broken-off restores",
        timedelta(minutes=10),
        lambda now: len(sweep(settings.AZUKARI.root, now=now)),
        UPKEEP,
        dated=False,
    ),
    Job("stopped transfers", timedelta(minutes=5), clear_up, UPKEEP),
    Job("records of transfers", timedelta(hours=1), forget_records, UPKEEP),
    Job("earlier keys", timedelta(hours=1), end_earlier_keys, UPKEEP),
    Job("keys of the erased", timedelta(seconds=10), sweep_keys, UPKEEP, dated=False),
    Job("last days of forms", timedelta(minutes=10), end_closed, UPKEEP),
    Job("retention", timedelta(seconds=5), expire_some, UPKEEP),
    Job("mentions nobody decided", timedelta(hours=1), give_up_mentions, UPKEEP),
    Job("saved forms", timedelta(minutes=1), tend_drafts, UPKEEP),
    Job("forms sent once", timedelta(hours=1), forget_sent, UPKEEP),
    Job("spent challenges", timedelta(hours=1), forget_expired, UPKEEP),
    Job("sent mail", timedelta(hours=1), purge, UPKEEP),
    Job("old mailings", timedelta(hours=1), forget_old_mailings, UPKEEP),
    Job("uploaded files", timedelta(minutes=10), forget_files, UPKEEP),
    Job("former values", timedelta(hours=1), forget_former, UPKEEP),
    Job("settled merges", timedelta(hours=1), settle_merges, UPKEEP),
    Job("unanswered merges", timedelta(hours=1), forget_unanswered, UPKEEP),
    Job("ended sessions", timedelta(hours=1), forget_ended, UPKEEP),
    Job("ended tokens", timedelta(hours=6), tokens.forget_ended, UPKEEP),
    Job("recipients' ended tokens", timedelta(hours=6), forget_recipient_tokens, UPKEEP),
    Job("own pages", timedelta(minutes=10), forget_own, UPKEEP),
    Job("used previews", timedelta(hours=1), forget_previews, UPKEEP),
)

_brought: dict[str, Job] = {}


def register(job: Job) -> None:
    """Add a job that a slice brings.

    Raises:
        ValueError: there is one of that name already.
    """
    if job.name in {known.name for known in jobs()}:
        raise ValueError(f"There is a job called {job.name} already.")
    _brought[job.name] = job


def jobs() -> tuple[Job, ...]:
    """All jobs, those of the core first."""
    return (*_CORE, *_brought.values())
