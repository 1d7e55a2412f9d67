"""The one door in (law 1).

A submission, its sealed values, its one grant, its ledger entry and its confirmation mail are written in one
transaction, in as few statements as go. An address proves nothing yet: the submission belongs to a person of its own,
who is nobody until confirmed.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.database.commit import insist
from azukari.core.database.precondition import PreconditionFailed
from azukari.core.database.rows import Rows, insert_all
from azukari.core.forms.answers import Answers
from azukari.core.forms.arrival import Arrival, rows_of
from azukari.core.forms.at_once import accepted_at_once, write_counting, write_or_leave
from azukari.core.forms.capacity import standing, take_turns
from azukari.core.forms.entered import Entered
from azukari.core.forms.kinds import Outdated
from azukari.core.forms.models import Channel, PageOfOrigin, SentMark, Submission, Suspicion
from azukari.core.forms.once import Mark
from azukari.core.forms.once import row as mark_row
from azukari.core.forms.suspicion import Suspected
from azukari.core.mail.models import Message
from azukari.core.mail.queue import row as message_row
from azukari.core.policy_versions.current import Current, while_it_rules
from azukari.core.vault.refusal import refuse
from azukari.lib.conflict import StaleVersion
from azukari.lib.deferral import Deferral
from azukari.lib.identifier import new_id
from azukari.policy.decide import may_submit
from azukari.policy.terms import Actor, ActorKind, Category, Form

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

    @property
    def waits_for(self) -> str:
        """What it waits for, in the word of the API: a mailed link, a look of ours, nothing."""
        return "review" if self.held else "mail" if self.pending else "none"

    @classmethod
    def told(cls, id: UUID, waits_for: str) -> "Received":
        """As its sender was told."""
        return cls(id, pending=waits_for != "none", held=waits_for == "review")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOptions:
    """What a submission brings besides its answers.

    Args:
        mail: whether to send the confirmation; False where the address has used up its budget (list bombing).
        suspected: what speaks for a robot; then nobody is written to and nothing counts until somebody clears it.
        entered: by whom it was written down, where its channel is staff.
        origin: the page from which they came, as it may be kept.
        mark: by which the same form is known when it comes again.
        later: where it may be left to be written, by whoever keeps the answer back until then; if it fails, `reason`
            says of the error what `receive` would have raised.
    """

    mail: bool = True
    suspected: Suspected | None = None
    entered: Entered | None = None
    origin: str = ""
    mark: Mark | None = None
    later: Deferral | None = None


_PLAIN = IntakeOptions()


def receive(
    *,
    charter: Current,
    form: Form,
    answers: Answers,
    lang: str,
    notice: str,
    channel: Channel,
    now: datetime,
    options: IntakeOptions = _PLAIN,
) -> Received:
    """Take in a submission. When this returns, it survives a crash, unless ``options.later`` was used.

    Args:
        answers: accepted by `answers.read` against this very ``form``.
        notice: digest of the notice that the person was shown.

    Raises:
        IntegrityError: one with the same mark is there already.
        Outdated: the answers were judged by what is not so any more, or has to be looked up first.
        Refused: the form is not open, or full. Recorded first.
        StaleVersion: ``charter`` does not rule any more; the answers were examined by another policy.
    """
    _ask_whether_open(charter, form, now)
    recorded = options.entered.recorded if options.entered else {}
    arrival = Arrival(charter, form, answers, lang, notice, channel, now, new_id(), new_id(), recorded)
    pending = any(value.category is Category.EMAIL for value in answers.values)
    at_once = None if pending or options.suspected else arrival.accepted()
    received = Received(arrival.id, pending, held=bool(options.suspected))
    if at_once is None and answers.judged_by is not None:
        raise Outdated  # they are looked at again only where they count at once
    rows = rows_of(arrival, counting=at_once)
    if options.mark:
        rows[SentMark] = [mark_row(options.mark, arrival.id, answered=received.waits_for, now=now)]
    if options.origin:
        rows[PageOfOrigin] = [(arrival.id, arrival.person, options.origin)]
    if suspected := options.suspected:
        rows[Suspicion] = [(arrival.id, arrival.person, suspected.score, " ".join(suspected.reasons))]
    elif options.mail and pending:
        person = arrival.person
        rows[Message] = [message_row(CONFIRM_LETTER, person=person, reference=arrival.id, lang=lang, now=now)]
    try:
        if form.cap is not None:
            _write_within_cap(arrival, rows, at_once=at_once)
        elif at_once:
            accepted_at_once(arrival.counting(rows, at_once), options.later)
        else:
            write_or_leave(rows, [while_it_rules(charter)], options.later)
    except PreconditionFailed as error:
        raise reason(error, charter, answers) from error
    return received


def reason(error: BaseException, charter: Current, answers: Answers) -> BaseException:
    """What it means that a submission could not be written."""
    if not isinstance(error, PreconditionFailed):
        return error
    if answers.judged_by is None:
        return StaleVersion()
    try:
        insist([while_it_rules(charter)])
    except PreconditionFailed:
        return StaleVersion()
    return Outdated()


def _ask_whether_open(charter: Current, form: Form, now: datetime) -> None:
    verdict = may_submit(charter.policy, form.slug, now)
    if not verdict:
        refuse(verdict, people=(), purpose=form.purposes[0], actor=DOOR, now=now)


def _write_within_cap(arrival: Arrival, rows: Rows, *, at_once: Submission | None) -> None:
    """Count and write in one turn, so that the last place is given away once."""
    charter, form, now = arrival.charter, arrival.form, arrival.now
    with transaction.atomic(durable=True):
        insist([while_it_rules(charter)])
        take_turns(form)
        verdict = standing(charter.policy, form, now=now)
        if verdict and at_once:
            write_counting([arrival.counting(rows, at_once)])
        elif verdict:
            insert_all(rows)
    if not verdict:
        refuse(verdict, people=(), purpose=form.purposes[0], actor=DOOR, now=now)
