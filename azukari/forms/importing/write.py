"""A batch of rows in a few statements: every table that the intake writes, many submissions at once (law 1).

Whoever is asked by email comes in like on the page: pending, with one grant, to be asked. Where an earlier confirmation
is attested, a row counts at once, as a person of its own: it never joins somebody who is known here already, since
nobody but that person can confirm it (law 7). Such a row is asked instead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Model

from azukari.charter.current import Current
from azukari.consent.events import GRANT_BEGUN
from azukari.consent.models import Grant
from azukari.database.rows import Row, Rows, insert_all
from azukari.forms.arrival import confirmation_grant, new_values
from azukari.forms.events import SUBMISSION_CONFIRMED, SUBMISSION_RECEIVED
from azukari.forms.importing.examine import Ready, begun, begun_purposes
from azukari.forms.importing.refusal import Refusal
from azukari.forms.kinds import of
from azukari.forms.models import Channel, ImportedSubmission, ImportJob, ImportRefusal, State, Submission
from azukari.ledger.events import Event
from azukari.ledger.shapes import Value
from azukari.lib.identifier import new_id
from azukari.mail.models import Message
from azukari.mail.queue import row as message_row
from azukari.people.models import Person
from azukari.policy.decide import grant_end
from azukari.policy.terms import Category, Form
from azukari.vault.find import confirmed_tokens
from azukari.vault.index import newest_index
from azukari.vault.index_token import Token, token_of
from azukari.vault.join import lock_addresses
from azukari.vault.store import Sealed, seal
from azukari.vault.trail import entry_rows

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
    tables: dict[type[Model], list[Row]] = field(default_factory=dict)
    accepted: list[Submission] = field(default_factory=list)
    asked: int = 0

    def add(self, rows: Rows) -> None:
        for model, each in rows.items():
            self.tables.setdefault(model, []).extend(each)


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
    batch, findable = _Batch(), partial(seal, index=newest_index(now))
    for row in rows:
        if row.row in asked:
            _pending(batch, row, origin, now)
        else:
            _accepted(batch, row, origin, findable, now)
    batch.tables[ImportRefusal] = [(new_id(), origin.job.id, r.row, r.column, r.field, r.code) for r in refusals]
    insert_all(batch.tables)
    of(origin.form.kind).on_accepted(batch.accepted, now)
    return len(batch.accepted), batch.asked


def _pending(batch: _Batch, row: Ready, origin: Origin, now: datetime) -> None:
    person, submission = new_id(), new_id()
    sealed = seal(new_values(origin.form, row.answers), person=person, submission=submission, now=now)
    batch.add({Person: [(person, now, None)], **sealed.rows})
    batch.add(_submission(row, origin, person, submission, State.PENDING, now))
    batch.add({Grant: [confirmation_grant(person, submission, origin.charter, now)]})
    batch.add(entry_rows(_received(row, origin, person, submission), key=sealed.ledger, now=now))
    letter = message_row(ASK_LETTER, person=person, reference=submission, lang=origin.job.lang, now=now)
    batch.add({Message: [letter]})
    batch.asked += 1


def _accepted(batch: _Batch, row: Ready, origin: Origin, findable: Callable[..., Sealed], now: datetime) -> None:
    person, submission = new_id(), new_id()
    sealed = findable(new_values(origin.form, row.answers), person=person, submission=submission, now=now)
    batch.add({Person: [(person, now, now if row.email else None)], **sealed.rows})
    written = _submission(row, origin, person, submission, State.ACCEPTED, now)
    batch.add(written)
    policy = origin.charter.policy
    purposes = begun_purposes(policy, origin.form, row)
    batch.add({Grant: [_grant(row, origin, person, submission, purpose, now) for purpose in purposes]})
    about: dict[str, Value] = {
        "submission": str(submission),
        "form": origin.form.slug,
        "charter": origin.charter.number,
        "import": str(origin.job.id),
    }
    attested = {"method": "attested", "day": row.confirmed.isoformat()} if row.confirmed else {}
    for event in (
        _received(row, origin, person, submission),
        Event(SUBMISSION_CONFIRMED, {**about, **attested, "confirmed": False}, person),
        Event(GRANT_BEGUN, {**about, "purposes": purposes}, person),
    ):
        batch.add(entry_rows(event, key=sealed.ledger, now=now))
    [values] = written[Submission]
    batch.accepted.append(Submission(**dict(zip(_COLUMNS, values, strict=True))))


_COLUMNS = [f.attname for f in Submission._meta.local_concrete_fields]


def _submission(
    row: Ready, origin: Origin, person: UUID, submission: UUID, state: State, now: datetime
) -> Mapping[type[Model], Sequence[tuple[Any, ...]]]:
    return {
        Submission: [
            (
                submission,
                origin.form.slug,
                origin.form.kind.value,
                origin.charter.number,
                origin.notice,
                origin.job.lang,
                person,
                Channel.IMPORT.value,
                " ".join(sorted(row.answers.consents)),
                state.value,
                now,
                now if state is State.ACCEPTED else None,
            )
        ],
        ImportedSubmission: [(submission, person, origin.job.id, row.row, row.told, row.confirmed)],
    }


def _received(row: Ready, origin: Origin, person: UUID, submission: UUID) -> Event:
    consented = sorted(row.consented)
    payload: dict[str, Value] = {
        "submission": str(submission),
        "form": origin.form.slug,
        "charter": origin.charter.number,
        "notice": origin.notice,
        "lang": origin.job.lang,
        "channel": Channel.IMPORT.value,
        "consents": sorted(row.answers.consents),
        "import": str(origin.job.id),
        "method": origin.job.told_by,
        "day": row.told.isoformat(),
        "sha256": origin.job.evidence_sha256,
        "purposes": consented,
        "begins": [row.consented[purpose].isoformat() for purpose in consented],
    }
    return Event(SUBMISSION_RECEIVED, payload, person)


def _grant(row: Ready, origin: Origin, person: UUID, submission: UUID, purpose: str, now: datetime) -> Row:
    policy = origin.charter.policy
    ends = grant_end(policy, purpose, confirmed_at=begun(policy, row))
    ground = policy.purposes[purpose].ground.value
    return (new_id(), person, submission, purpose, ground, origin.charter.number, now, ends, "", None, "", 0)
