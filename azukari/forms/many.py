"""Bulk intake: many people who filled in forms and confirmed them, written in a few statements (law 1).

For a demonstration, whose people nobody mails. Everything that the pages would have left is there (values under the
person's own key, grants, trail, ledger); what is not, is an email.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from azukari.charter.current import Current
from azukari.charter.notice import notice_of
from azukari.consent.events import GRANT_BEGUN
from azukari.consent.models import EndReason, Grant
from azukari.database.rows import Row, Rows, insert_all
from azukari.forms.answers import Answers
from azukari.forms.arrival import new_values
from azukari.forms.events import SUBMISSION_CONFIRMED, SUBMISSION_JOINED, SUBMISSION_RECEIVED
from azukari.forms.kinds import of
from azukari.forms.models import Channel, State, Submission
from azukari.ledger.events import Event
from azukari.ledger.shapes import Value
from azukari.lib.identifier import new_id
from azukari.people.models import Person
from azukari.policy.decide import grant_end
from azukari.policy.grant import begins_at_once
from azukari.policy.terms import CONFIRMATION, Form, Ground
from azukari.vault.index import newest_index
from azukari.vault.store import Sealed, seal, seal_more
from azukari.vault.trail import entry_rows


@dataclass(frozen=True, slots=True)
class Visit:
    """One form, filled in and confirmed at ``at``."""

    form: Form
    answers: Answers
    at: datetime


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is not known yet.

    Args:
        lang: of the notices that they were shown.
        visits: the earliest first; each form of theirs asks for their email address.
    """

    lang: str
    visits: tuple[Visit, ...]


def take_in_many(people: Sequence[Newcomer], *, charter: Current, now: datetime) -> list[list[Submission]]:
    """Take them in, in one transaction; returns the submissions of each, in the order of their visits."""
    with transaction.atomic(durable=True):
        index = newest_index(now)
        writer = _Writer(charter, partial(seal, index=index), partial(seal_more, index=index))
        ids = [new_id() for _ in people]
        first = [(person, each.lang, each.visits[0]) for person, each in zip(ids, people, strict=True)]
        later = [(p, each.lang, visit) for p, each in zip(ids, people, strict=True) for visit in each.visits[1:]]
        made = [writer.first(*each) for each in first]
        insert_all(writer.taken())
        made += [writer.later(*each) for each in later]
        insert_all(writer.taken())
        for kind in {submission.kind for submission in made}:
            of(kind).on_accepted([submission for submission in made if submission.kind == kind], now)
    held: dict[UUID, list[Submission]] = {person: [] for person in ids}
    for submission in made:
        held[submission.person_id].append(submission)
    return list(held.values())


@dataclass(slots=True)
class _Writer:
    """Rows that wait to be written, and what was sealed first of each who came: their ledger key is in it.

    Args:
        seal, seal_more: into the index in which they can be found.
    """

    charter: Current
    seal: Callable[..., Sealed]
    seal_more: Callable[..., Rows]
    known: dict[UUID, Sealed] = field(default_factory=dict)
    tables: dict[type[Model], list[Row]] = field(default_factory=dict)

    def taken(self) -> Rows:
        """The rows so far; none of them twice."""
        tables, self.tables = self.tables, {}
        return tables

    def first(self, person: UUID, lang: str, visit: Visit) -> Submission:
        """Under fresh keys."""
        submission, values = new_id(), new_values(visit.form, visit.answers)
        sealed = self.known[person] = self.seal(values, person=person, submission=submission, now=visit.at)
        self._add({Person: [(person, visit.at, visit.at)], **sealed.rows})
        return self._registered(submission, person, lang, visit, joined=False)

    def later(self, person: UUID, lang: str, visit: Visit) -> Submission:
        """Under the key that they have. One query."""
        submission, values = new_id(), new_values(visit.form, visit.answers)
        self._add(self.seal_more(values, person=person, submission=submission, now=visit.at))
        return self._registered(submission, person, lang, visit, joined=True)

    def _add(self, rows: Rows) -> None:
        for model, each in rows.items():
            self.tables.setdefault(model, []).extend(each)

    def _registered(self, id: UUID, person: UUID, lang: str, visit: Visit, *, joined: bool) -> Submission:
        form, at, number = visit.form, visit.at, self.charter.number
        digest = notice_of(self.charter, form.slug, lang).digest
        consents = sorted(visit.answers.consents)
        row = (id, form.slug, form.kind.value, number, digest, lang, person, Channel.PAGE.value, " ".join(consents),
               State.ACCEPTED.value, at, at)  # fmt: skip
        purposes = begins_at_once(self.charter.policy, form, consents)
        grants = [self._grant(id, person, purpose, at) for purpose in purposes]
        confirmed = (new_id(), person, id, CONFIRMATION, Ground.CONTRACT.value, number, at, at,
                     EndReason.CONFIRMED.value, at, "", 0)  # fmt: skip
        self._add({Submission: [row], Grant: [confirmed, *grants]})
        about: dict[str, Value] = {"submission": str(id), "form": form.slug, "charter": number}
        received: dict[str, Value] = about | {
            "notice": digest,
            "lang": lang,
            "channel": Channel.PAGE.value,
            "consents": consents,
        }
        for event in (
            Event(SUBMISSION_RECEIVED, received, person),
            *((Event(SUBMISSION_JOINED, {"submission": str(id)}, person),) if joined else ()),
            Event(SUBMISSION_CONFIRMED, about | {"confirmed": True}, person),
            Event(GRANT_BEGUN, about | {"purposes": purposes}, person),
        ):
            self._add(entry_rows(event, key=self.known[person].ledger, now=at))
        return Submission(**dict(zip(_COLUMNS, row, strict=True)))

    def _grant(self, submission: UUID, person: UUID, purpose: str, at: datetime) -> Row:
        policy = self.charter.policy
        ends = grant_end(policy, purpose, confirmed_at=at)
        ground = policy.purposes[purpose].ground.value
        return (new_id(), person, submission, purpose, ground, self.charter.number, at, ends, "", None, "", 0)


_COLUMNS = [column.attname for column in Submission._meta.local_concrete_fields]
