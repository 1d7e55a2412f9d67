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

from azukari.core.consent.models import Grant
from azukari.core.database.rows import Rows, insert_all, merged
from azukari.core.forms.accept import counted_in
from azukari.core.forms.answers import Answers
from azukari.core.forms.arrival import Arrival, confirmation_grant, new_values
from azukari.core.forms.events import SUBMISSION_JOINED
from azukari.core.forms.kinds import of
from azukari.core.forms.models import Channel, Submission
from azukari.core.ledger.events import Event
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.notice import notice_of
from azukari.core.vault.index import newest_index
from azukari.core.vault.store import Sealed, seal, seal_more
from azukari.core.vault.trail import all_entry_rows
from azukari.lib.identifier import new_id
from azukari.policy.terms import Form


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
    rows: list[Rows] = field(default_factory=list)

    def taken(self) -> Rows:
        """The rows so far; none of them twice."""
        rows, self.rows = self.rows, []
        return merged(rows)

    def first(self, person: UUID, lang: str, visit: Visit) -> Submission:
        """Under fresh keys."""
        submission, values = new_id(), new_values(visit.form, visit.answers)
        sealed = self.known[person] = self.seal(values, person=person, submission=submission, now=visit.at)
        self.rows.append({Person: [(person, visit.at, visit.at)], **sealed.rows})
        return self._registered(submission, person, lang, visit)

    def later(self, person: UUID, lang: str, visit: Visit) -> Submission:
        """Under the key that they have. One query."""
        submission, values = new_id(), new_values(visit.form, visit.answers)
        self.rows.append(self.seal_more(values, person=person, submission=submission, now=visit.at))
        joined = Event(SUBMISSION_JOINED, {"submission": str(submission)}, person)
        return self._registered(submission, person, lang, visit, joined)

    def _registered(self, id: UUID, person: UUID, lang: str, visit: Visit, *joined: Event) -> Submission:
        charter, at = self.charter, visit.at
        notice = notice_of(charter, visit.form.slug, lang).digest
        arrival = Arrival(charter, visit.form, visit.answers, lang, notice, Channel.PAGE, at, person, id)
        submission = arrival.accepted()
        begun, told = counted_in(submission, charter.policy, now=at, confirmed=True)
        self.rows += [
            {
                Submission: [arrival.row(accepted=True)],
                Grant: [confirmation_grant(person, id, charter, at, ended=True), *begun],
            },
            all_entry_rows([arrival.event(), *joined, *told], key=self.known[person].ledger, now=at),
        ]
        return submission
