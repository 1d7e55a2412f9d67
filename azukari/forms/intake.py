"""The one door in (law 1).

A submission, its sealed values, its one grant, its ledger entry and its confirmation mail are written in one
transaction, in as few statements as go. An address proves nothing yet: the submission belongs to a person of its own,
who is nobody until confirmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Model

from azukari.charter.current import Current, while_it_rules
from azukari.consent.models import Grant
from azukari.database.commit import insist
from azukari.database.group_commit import write
from azukari.database.precondition import PreconditionFailed
from azukari.database.rows import Row, Rows, insert_all
from azukari.forms.accept import accept
from azukari.forms.answers import Answers
from azukari.forms.at_once import Counting, accepted_at_once
from azukari.forms.capacity import standing, take_turns
from azukari.forms.entered import Entered
from azukari.forms.events import SUBMISSION_RECEIVED
from azukari.forms.guardians import guardian_rows
from azukari.forms.models import Channel, OwnDataQuestion, PageOfOrigin, State, Submission, Suspicion
from azukari.forms.own_data import is_about_own_data
from azukari.forms.suspicion import Suspected
from azukari.ledger.events import Event
from azukari.ledger.shapes import Value
from azukari.lib.conflict import StaleVersion
from azukari.lib.identifier import new_id
from azukari.mail.models import Message
from azukari.mail.queue import row as message_row
from azukari.people.models import Person
from azukari.policy.decide import may_submit
from azukari.policy.minors import QUESTIONS
from azukari.policy.terms import CONFIRMATION, Actor, ActorKind, Category, Form, Ground
from azukari.vault.refusal import refuse
from azukari.vault.store import NewValue, seal
from azukari.vault.trail import entry_rows

DOOR = Actor(ActorKind.SYSTEM, "intake")
CONFIRM_LETTER = "forms:confirm"


@dataclass(frozen=True, slots=True)
class Received:
    """A submission that is on disk.

    Args:
        id: the submission.
        pending: whether a mailed link has yet to confirm it.
        held: whether it is kept apart until somebody here has looked at it.
    """

    id: UUID
    pending: bool
    held: bool = False


def receive(
    *,
    charter: Current,
    form: Form,
    answers: Answers,
    lang: str,
    notice: str,
    channel: Channel,
    now: datetime,
    mail: bool = True,
    suspected: Suspected | None = None,
    entered: Entered | None = None,
    origin: str = "",
) -> Received:
    """Take in a submission. When this returns, it survives a crash.

    Args:
        answers: accepted by `answers.read` against this very ``form``.
        notice: digest of the notice that the person was shown.
        mail: whether to send the confirmation; False where the address has used up its budget (list bombing).
        suspected: what speaks for a robot; then nobody is written to and nothing counts until somebody clears it.
        entered: by whom it was written down, where ``channel`` is staff.
        origin: the page from which they came, as it may be kept.

    Raises:
        Refused: the form is not open, or full. Recorded first.
        StaleVersion: ``charter`` does not rule any more; the answers were examined by another policy.
    """
    _ask_whether_open(charter, form, now)
    arrival = _Arrival(
        charter, form, answers, lang, notice, channel, now, person=new_id(), id=new_id(), entered=entered
    )
    pending = any(value.category is Category.EMAIL for value in answers.values)
    rows = _rows(arrival)
    if origin:
        rows[PageOfOrigin] = [(arrival.id, arrival.person, origin)]
    if suspected:
        rows[Suspicion] = [(arrival.id, arrival.person, suspected.score, " ".join(suspected.reasons))]
    elif mail and pending:
        person = arrival.person
        rows[Message] = [message_row(CONFIRM_LETTER, person=person, reference=arrival.id, lang=lang, now=now)]
    at_once = None if pending or suspected else arrival.id
    try:
        if form.cap is not None:
            _write_within_cap(rows, charter, form, at_once, now)
        elif at_once:
            accepted_at_once(Counting(rows, charter, arrival.row(), now))
        else:
            write(rows, provided=while_it_rules(charter))
    except PreconditionFailed as error:
        raise StaleVersion from error
    return Received(arrival.id, pending, held=bool(suspected))


def _ask_whether_open(charter: Current, form: Form, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(charter.policy.organisation.timezone)).date()
    verdict = may_submit(charter.policy, form.slug, today)
    if not verdict:
        refuse(verdict, people=(), purpose=form.purposes[0], actor=DOOR, now=now)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What comes in, and what it will be called: the submission ``id`` of a person of its own."""

    charter: Current
    form: Form
    answers: Answers
    lang: str
    notice: str
    channel: Channel
    now: datetime
    person: UUID
    id: UUID
    entered: Entered | None = None

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
        }
        return Event(SUBMISSION_RECEIVED, payload | (self.entered.recorded if self.entered else {}), self.person)

    def row(self) -> Row:
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
            State.PENDING.value,
            self.now,
            None,
        )


def _rows(arrival: _Arrival) -> dict[type[Model], Sequence[Row]]:
    """What is written whatever becomes of it, table by table: sealed, granted, recorded; and whom or what it asks for
    besides.
    """
    person, submission, now = arrival.person, arrival.id, arrival.now
    sealed = seal(new_values(arrival.form, arrival.answers), person=person, submission=submission, now=now)
    rows: dict[type[Model], Sequence[Row]] = {
        Person: [(person, now, None)],
        Submission: [arrival.row()],
        **sealed.rows,
        Grant: [confirmation_grant(person, submission, arrival.charter, now)],
        **entry_rows(arrival.event(), key=sealed.ledger, now=now),
    }
    if arrival.answers.guardian:
        grant = partial(confirmation_grant, charter=arrival.charter, now=now)
        asked = guardian_rows(arrival.answers.guardian, submission=submission, person=person, now=now, grant=grant)
        for model, more in asked.items():
            rows[model] = [*rows.get(model, ()), *more]
    if is_about_own_data(arrival.answers, form=arrival.form, policy=arrival.charter.policy):
        rows[OwnDataQuestion] = [(submission, person, 0, None)]
    return rows


def _write_within_cap(rows: Rows, charter: Current, form: Form, at_once: UUID | None, now: datetime) -> None:
    """Count and write in one turn, so that the last place is given away once."""
    with transaction.atomic(durable=True):
        insist([while_it_rules(charter)])
        take_turns(form)
        verdict = standing(charter.policy, form, now=now)
        if verdict:
            insert_all(rows)
            if at_once:
                accept(Submission.objects.get(id=at_once), now=now)
    if not verdict:
        refuse(verdict, people=(), purpose=form.purposes[0], actor=DOOR, now=now)


def confirmation_grant(person: UUID, submission: UUID, charter: Current, now: datetime) -> Row:
    """All that an unconfirmed submission grants: to be asked."""
    ends = now + timedelta(days=charter.policy.unconfirmed_days)
    return (
        new_id(),
        person,
        submission,
        CONFIRMATION,
        Ground.CONTRACT.value,
        charter.number,
        now,
        ends,
        "",
        None,
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
