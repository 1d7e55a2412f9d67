"""What follows from a bounce or a complaint: for the message, for the mailbox, for the mailing.

A message that a server has taken comes back once: the same report again, and one about a message that never went,
change nothing. A complaint is a wish, and is kept as one: the address is never written to again. A mailbox that is gone
is no wish; mailings are held back until its owner gives another address.
"""

from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import Event
from azukari.core.mail import letter
from azukari.core.mail.events import MAIL_RETURNED, MAIL_UNWANTED
from azukari.core.mail.incoming import returned_alike
from azukari.core.mail.incoming.delivery import Complaint, Failure
from azukari.core.mail.incoming.return_path import Named, Sort
from azukari.core.mail.mailbox_score import note
from azukari.core.mail.models import MailingMessage, Message
from azukari.core.mail.refused_letters import RETURNED
from azukari.core.people.lock import lock_people
from azukari.core.vault.reasons import Reason as Why
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import ReleaseOptions, release
from azukari.core.vault.suppression import suppress
from azukari.core.vault.trail import record_about
from azukari.core.vault.ways import RECORD
from azukari.policy.mailing import OPEN, MessageState, before
from azukari.policy.returned import Reason
from azukari.policy.terms import POSTMAN, Category


class Outcome(Enum):
    """What came of a report."""

    NOTED = "noted"
    KNOWN = "known"  # it is known already, or about nobody any more
    EARLY = "early"  # the sender has not yet written down that the message went: to be asked again


def settle(named: Named, meaning: Failure | Complaint, *, now: datetime) -> Outcome:
    """Write down what a report says about a message of ours."""
    if named.sort is Sort.LETTER:
        return _settle_letter(named.id, meaning, now)
    row = MailingMessage.objects.filter(id=named.id).values_list("person_id", flat=True).first()
    if row is None:
        return Outcome.KNOWN
    with transaction.atomic():
        lock_people([row])
        outcome = _settle_mailing(named.id, row, meaning, now)
    if outcome is Outcome.NOTED:
        message = MailingMessage.objects.select_related("mailing").get(id=named.id)
        if isinstance(meaning, Complaint):
            _never_again(row, message.mailing.purpose, message.mailing.kind, now)
        else:
            returned_alike.of_mailing(message.mailing, message.code, now=now)
    return outcome


def _settle_mailing(id: UUID, person: UUID, meaning: Failure | Complaint, now: datetime) -> Outcome:
    rows = MailingMessage.objects.filter(id=id, person_id=person)
    message = rows.select_related("mailing").first()
    if message is None:
        return Outcome.KNOWN
    if message.state in OPEN and message.lease:
        return Outcome.EARLY
    state, code = _became(meaning)
    reachable = before(state) - OPEN if state is MessageState.COMPLAINED else {MessageState.SENT}
    if not rows.filter(state__in=reachable).update(state=state, code=code, changed_at=now):
        return Outcome.KNOWN
    _record(id, person, message.mailing.kind, meaning, now)
    return Outcome.NOTED


def _settle_letter(id: UUID, meaning: Failure | Complaint, now: datetime) -> Outcome:
    rows = Message.objects.filter(id=id)
    message = rows.first()
    if message is None or message.person_id is None:
        return Outcome.KNOWN
    if message.sent_at is None:
        return Outcome.EARLY if message.leased_until and message.leased_until > now else Outcome.KNOWN
    with transaction.atomic():
        lock_people([message.person_id])
        failure = "unwanted" if isinstance(meaning, Complaint) else f"{RETURNED}{meaning.reason.value}"
        if not rows.filter(failure="").update(failure=failure):
            return Outcome.KNOWN
        _record(id, message.person_id, message.kind, meaning, now)
    if isinstance(meaning, Complaint):
        _never_again(message.person_id, letter.kind(message.kind).purpose_for(message), message.kind, now)
    else:
        returned_alike.of_letters(failure, now=now)
    return Outcome.NOTED


def _became(meaning: Failure | Complaint) -> tuple[MessageState, str]:
    """What becomes of a message of a mailing: its state, and its code."""
    if isinstance(meaning, Complaint):
        return MessageState.COMPLAINED, ""
    state = MessageState.BOUNCED if meaning.reason is Reason.GONE else MessageState.GIVEN_UP
    return state, f"{meaning.reason.value} {meaning.status}".strip()[:64]


def _record(id: UUID, person: UUID, kind: str, meaning: Failure | Complaint, now: datetime) -> None:
    told = {"actor": "system", "mail": str(id), "kind": kind}
    if isinstance(meaning, Complaint):
        record_about([Event(MAIL_UNWANTED, told, person)], now=now)
        return
    score = note({person: meaning.reason}, now=now).get(person, 0)
    record_about([Event(MAIL_RETURNED, {**told, "reason": meaning.reason.value, "score": score}, person)], now=now)


def _never_again(person: UUID, purpose: str, kind: str, now: datetime) -> None:
    """Suppress the address that the mail went to. Where the purpose has ended meanwhile, nothing opens and nothing
    more goes either.
    """
    try:
        opened = release(
            [person],
            purpose=purpose,
            categories=frozenset({Category.EMAIL}),
            actor=POSTMAN,
            reason=Why.DELIVERY,
            now=now,
            options=ReleaseOptions(letter=kind, way=RECORD),
        )
    except Refused:
        return
    suppress({value.text for values in opened.values() for value in values}, actor=POSTMAN, now=now, person=person)
