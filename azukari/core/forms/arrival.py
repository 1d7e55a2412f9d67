"""What comes in, and the rows that are written of it: sealed, granted, recorded; before anything is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from azukari.core.consent.models import EndReason, Grant, proven_row
from azukari.core.database.rows import Row, Rows
from azukari.core.forms.accept import GuardianNeeded, counted_in
from azukari.core.forms.answers import Answers
from azukari.core.forms.at_once import Counting
from azukari.core.forms.events import SUBMISSION_RECEIVED
from azukari.core.forms.guardians import guardian_rows
from azukari.core.forms.kinds import TakenIn
from azukari.core.forms.models import Channel, OwnDataQuestion, State, Submission
from azukari.core.forms.own_data import is_about_own_data
from azukari.core.ledger.events import Event
from azukari.core.ledger.shapes import Value
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.vault.store import NewValue, seal
from azukari.core.vault.trail import all_entry_rows
from azukari.lib.identifier import new_id
from azukari.policy.minors import QUESTIONS
from azukari.policy.terms import CONFIRMATION, Form, Ground


@dataclass(frozen=True, slots=True)
class Arrival:
    """What comes in, and what it will be called: the submission ``id`` of a person of its own.

    Args:
        recorded: what the ledger keeps of it besides what it keeps of every submission.
    """

    charter: Current
    form: Form
    answers: Answers
    lang: str
    notice: str
    channel: Channel
    now: datetime
    person: UUID
    id: UUID
    recorded: Mapping[str, Value] = field(default_factory=dict)

    def event(self) -> Event:
        """What the ledger keeps of it."""
        payload: dict[str, Value] = {
            "submission": str(self.id),
            "form": self.form.slug,
            "charter": self.charter.number,
            "notice": self.notice,
            "lang": self.lang,
            "channel": self.channel.value,
            "consents": sorted(self.answers.consents),
            "values": sum(value.field_id not in QUESTIONS for value in self.answers.values),
        }
        return Event(SUBMISSION_RECEIVED, {**payload, **self.recorded}, self.person)

    def row(self, *, accepted: bool) -> Row:
        """Its row, in the column order of `Submission`."""
        return (
            self.id,
            self.form.slug,
            self.form.kind.value,
            self.charter.number,
            self.notice,
            self.lang,
            self.person,
            self.channel.value,
            " ".join(sorted(self.answers.consents)),
            (State.ACCEPTED if accepted else State.PENDING).value,
            self.now,
            self.now if accepted else None,
        )

    def accepted(self) -> Submission:
        """As it is once it counts."""
        return Submission.from_db(DEFAULT_DB_ALIAS, _COLUMNS, self.row(accepted=True))

    def counting(self, rows: Rows, submission: Submission) -> Counting:
        """With what is written of it.

        Args:
            submission: as it is once it counts.
        """
        return Counting(rows, self.charter, TakenIn(submission, self.answers, self.charter.policy), self.now)


_COLUMNS = [field.attname for field in Submission._meta.concrete_fields]


def rows_of(arrival: Arrival, *, counting: Submission | None) -> dict[type[Model], Sequence[Row]]:
    """What is written whatever becomes of it, table by table: sealed, granted, recorded; and whom or what it asks for
    besides.

    Args:
        counting: as it is once it counts, where that is at once.

    Raises:
        GuardianNeeded: it cannot.
    """
    person, submission, now = arrival.person, arrival.id, arrival.now
    sealed = seal(new_values(arrival.form, arrival.answers), person=person, submission=submission, now=now)
    grants, events = (
        [confirmation_grant(person, submission, arrival.charter, now, ended=counting is not None)],
        [arrival.event()],
    )
    if counting:
        if arrival.answers.guardian:
            raise GuardianNeeded
        begun, told = counted_in(counting, arrival.charter.policy, now=now, confirmed=False)
        grants, events = [*grants, *begun], [*events, *told]
    rows: dict[type[Model], Sequence[Row]] = {
        Person: [(person, now, None)],
        Submission: [arrival.row(accepted=counting is not None)],
        **sealed.rows,
        Grant: grants,
        **all_entry_rows(events, key=sealed.ledger, now=now),
    }
    if arrival.answers.guardian:
        grant = partial(confirmation_grant, charter=arrival.charter, now=now)
        asked = guardian_rows(arrival.answers.guardian, submission=submission, person=person, now=now, grant=grant)
        for model, more in asked.items():
            rows[model] = [*rows.get(model, ()), *more]
    if is_about_own_data(arrival.answers, form=arrival.form, policy=arrival.charter.policy):
        rows[OwnDataQuestion] = [(submission, person, 0, None)]
    return rows


def confirmation_grant(person: UUID, submission: UUID, charter: Current, now: datetime, *, ended: bool = False) -> Row:
    """All that an unconfirmed submission grants: to be asked.

    Args:
        ended: whether nobody has to be asked.
    """
    ends = now if ended else now + timedelta(days=charter.policy.unconfirmed_days)
    return proven_row(
        new_id(),
        person,
        submission,
        CONFIRMATION,
        Ground.CONTRACT.value,
        charter.number,
        now,
        ends,
        EndReason.CONFIRMED.value if ended else "",
        now if ended else None,
        "",
        0,
    )


def new_values(form: Form, answers: Answers) -> list[NewValue]:
    """The answers as the vault takes them; what is asked about a guardian is not among them."""
    asked = {field.id: field for field in form.fields if field.id not in QUESTIONS}
    return [
        NewValue(
            field=value.field_id,
            category=asked[value.field_id].category,
            purposes=(CONFIRMATION, *asked[value.field_id].purposes),
            text=value.text,
        )
        for value in answers.values
        if value.field_id in asked
    ]
