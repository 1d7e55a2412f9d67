"""A batch of rows in a few statements: every table that the intake writes, many submissions at once (law 1).

Whoever is asked by email comes in like on the page: pending, with one grant, to be asked. Where an earlier confirmation
is attested, a row counts at once, as a person of its own: it never joins somebody who is known here already, since
nobody but that person can confirm it (law 7). Such a row is asked instead.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings

from azukari.core.consent.events import GRANT_BEGUN
from azukari.core.consent.models import Grant
from azukari.core.database.rows import Rows, insert_all, merged
from azukari.core.forms.accept import grant_row
from azukari.core.forms.arrival import Arrival, confirmation_grant, new_values
from azukari.core.forms.events import SUBMISSION_CONFIRMED, about
from azukari.core.forms.importing.examine import Ready, begun
from azukari.core.forms.importing.refusal import Refusal
from azukari.core.forms.kinds import of
from azukari.core.forms.models import Channel, ImportedSubmission, ImportJob, ImportRefusal, Submission
from azukari.core.ledger.shapes import Value
from azukari.core.mail.models import Message
from azukari.core.mail.queue import row as message_row
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.vault.find import confirmed_tokens
from azukari.core.vault.index import newest_index
from azukari.core.vault.index_token import Token, token_of
from azukari.core.vault.join import lock_addresses
from azukari.core.vault.store import Sealed, seal
from azukari.core.vault.trail import all_entry_rows
from azukari.lib.email import counted
from azukari.lib.identifier import new_id
from azukari.lib.mailbox_limit import may_get_mail, take_mail_to
from azukari.policy.grant import begins_at_once
from azukari.policy.terms import Category, Form

ASK_LETTER = "forms:import"


@dataclass(frozen=True, slots=True)
class Origin:
    """What all rows of an import have in common.

    Args:
        notice: digest of the form version's notice in the language of its people.
    """

    job: ImportJob
    charter: Current
    form: Form
    notice: str


@dataclass(slots=True)
class _Batch:
    written_to: set[int]
    rows: list[Rows] = field(default_factory=list)
    accepted: list[Submission] = field(default_factory=list)
    asked: int = 0


def tokens_of(rows: Sequence[Ready]) -> dict[int, Token]:
    """The blind index of each row's address, by row."""
    found = {row.row: token_of(Category.EMAIL, row.email) for row in rows if row.email}
    return {row: token for row, token in found.items() if token}


def to_ask(rows: Sequence[Ready], *, attested: bool, seen: set[bytes]) -> set[int]:
    """The rows whose people must be asked by email before anything counts.

    Args:
        seen: tokens of addresses that came in before; those of these rows are added.
    """
    tokens = tokens_of(rows)
    if not attested:
        return set(tokens)
    known = confirmed_tokens({*tokens.values()}) | seen
    asked = set()
    for row, token in tokens.items():
        if token in known:
            asked.add(row)
        known.add(token)
        seen.add(token)
    return asked


def write(rows: Sequence[Ready], refusals: Sequence[Refusal], origin: Origin, *, now: datetime) -> tuple[int, int]:
    """Write a batch, in the caller's transaction.

    Returns:
        How many submissions were accepted, and how many wait for their people.
    """
    attested = bool(origin.job.attested_sha256)
    if attested:
        lock_addresses(tokens_of(rows).values())
    asked = to_ask(rows, attested=attested, seen=set())
    batch, findable = (
        _Batch(_written_to([row for row in rows if row.row in asked], now)),
        partial(seal, index=newest_index(now)),
    )
    for row in rows:
        if row.row in asked:
            _pending(batch, row, origin, now)
        else:
            _accepted(batch, row, origin, findable, now)
    outside = [(new_id(), origin.job.id, r.row, r.column, r.field, r.code) for r in refusals]
    insert_all(merged([*batch.rows, {ImportRefusal: outside}]))
    of(origin.form.kind).on_accepted(batch.accepted, now)
    return len(batch.accepted), batch.asked


def _written_to(asked: Sequence[Ready], now: datetime) -> set[int]:
    """The rows whose mailbox may get a mail. Only those that stand in the list more than once are counted: a long list
    of different people would fill the table of counts.
    """
    limit, often = settings.AZUKARI.limits.mails_per_mailbox, Counter(counted(row.email) for row in asked)
    count = {row.row: take_mail_to if often[counted(row.email)] > 1 else may_get_mail for row in asked}
    return {row.row for row in asked if count[row.row](row.email, limit=limit, now=now)}


def _arrival(row: Ready, origin: Origin, now: datetime) -> Arrival:
    """The row as what comes in by the page, with what the ledger keeps of an import besides."""
    consented = sorted(row.consented)
    recorded: dict[str, Value] = {
        "import": str(origin.job.id),
        "method": origin.job.told_by,
        "day": row.told.isoformat(),
        "sha256": origin.job.evidence_sha256,
        "purposes": consented,
        "begins": [row.consented[purpose].isoformat() for purpose in consented],
    }
    return Arrival(
        charter=origin.charter, form=origin.form, answers=row.answers, lang=origin.job.lang, notice=origin.notice,
        channel=Channel.IMPORT, now=now, person=new_id(), id=new_id(), recorded=recorded,
    )  # fmt: skip


def _rows(arrival: Arrival, row: Ready, origin: Origin, *, accepted: bool) -> Rows:
    """The submission, and where it comes from."""
    return {
        Submission: [arrival.row(accepted=accepted)],
        ImportedSubmission: [(arrival.id, arrival.person, origin.job.id, row.row, row.told, row.confirmed)],
    }


def _pending(batch: _Batch, row: Ready, origin: Origin, now: datetime) -> None:
    arrival = _arrival(row, origin, now)
    person, submission = arrival.person, arrival.id
    sealed = seal(new_values(origin.form, row.answers), person=person, submission=submission, now=now)
    letter = message_row(ASK_LETTER, person=person, reference=submission, lang=origin.job.lang, now=now)
    batch.rows += [
        {Person: [(person, now, None)], **sealed.rows},
        _rows(arrival, row, origin, accepted=False),
        {Grant: [confirmation_grant(person, submission, origin.charter, now)]},
        all_entry_rows([arrival.event()], key=sealed.ledger, now=now),
        {Message: [letter] if row.row in batch.written_to else []},
    ]
    batch.asked += 1


def _accepted(batch: _Batch, row: Ready, origin: Origin, findable: Callable[..., Sealed], now: datetime) -> None:
    arrival, policy = _arrival(row, origin, now), origin.charter.policy
    person, submission = arrival.person, arrival.accepted()
    sealed = findable(new_values(origin.form, row.answers), person=person, submission=submission.id, now=now)
    purposes = begins_at_once(policy, origin.form, row.answers.consents)
    since = begun(policy, row)
    told: dict[str, Any] = {"charter": origin.charter.number, "import": origin.job.id}
    attested: dict[str, Any] = {"method": "attested", "day": row.confirmed.isoformat()} if row.confirmed else {}
    events = (
        arrival.event(),
        about(SUBMISSION_CONFIRMED, submission, **told, **attested, confirmed=False),
        about(GRANT_BEGUN, submission, **told, purposes=purposes),
    )
    batch.rows += [
        {Person: [(person, now, now if row.email else None)], **sealed.rows},
        _rows(arrival, row, origin, accepted=True),
        {Grant: [grant_row(submission, purpose, policy, now=now, since=since) for purpose in purposes]},
        all_entry_rows(events, key=sealed.ledger, now=now),
    ]
    batch.accepted.append(submission)
