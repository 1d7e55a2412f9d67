"""The queue: put a message in within your own transaction; a worker sends it, and may die at any point.

A message is leased, sent, and then marked. A crash between sending and marking repeats that one message, never loses
one.
"""

import logging
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.core.database.rows import insert
from azukari.core.ledger.catalogue import Kind
from azukari.core.mail.layout import compose
from azukari.core.mail.letter import (
    Letter,
    LetterKind,
    OfficeKind,
    WhenSuppressed,
    must_be_known,
    office_kind,
    office_kinds,
)
from azukari.core.mail.letter import kind as kind_called
from azukari.core.mail.mailbox_pace import TooSoon, take_leaving
from azukari.core.mail.mailbox_score import closed_to
from azukari.core.mail.models import Message
from azukari.core.mail.queue_rows import done, free, lease_due, postpone, put_off
from azukari.core.mail.refused_letters import Stop, answer_of, standing
from azukari.core.mail.retrying import GIVEN_UP, breaks_off, is_for_good
from azukari.core.transfers.mail_gate import complaint, held_back, pass_on
from azukari.core.vault.events import TRANSFER_MADE, VALUE_RELEASED
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.suppression import claim_letter, suppressed
from azukari.core.vault.trail import entered
from azukari.core.vault.value_row import given_at
from azukari.lib.failure import report
from azukari.lib.identifier import new_id
from azukari.policy.terms import POSTMAN, Category

PASS = 120.0
"""Seconds that one pass goes on taking up messages: with the last one's bound it ends well within its lease."""
PAUSE = timedelta(minutes=1)  # until a server that could not be reached is asked again
IN_A_ROW = 3  # so many messages broken off one after another are the server's fault
KEPT = timedelta(days=30)  # a sent message's row, for the question whether it was sent

_MOST = 200  # messages of one pass
_log = logging.getLogger("azukari.core.mail")


def enqueue(kind: str, *, person: UUID | None, reference: UUID | None, lang: str, now: datetime) -> UUID:
    """Put one message into the queue, in the caller's transaction.

    Without a person it goes nowhere; unless its kind is for the office, which looks up its own addressee by the
    reference. A letter that anybody may ask for is put in by `blind.enqueue_blind`.
    """
    message = row(kind, person=person, reference=reference, lang=lang, now=now)
    insert(Message, [message])
    return message[0]


def row(
    kind: str, *, person: UUID | None, reference: UUID | None, lang: str, now: datetime
) -> tuple[UUID, *tuple[Any, ...]]:
    """A message as a row of `Message`, for those who write many rows together. A kind that nobody registered is a
    KeyError: nobody could build it, and it would never leave.
    """
    must_be_known(kind)
    return (new_id(), kind, person, reference, lang, now, now, 0, None, None, "")


def send_due(now: datetime) -> int:
    """Send what is due; returns how many messages were dealt with."""
    stop = standing(now)
    batch = [] if complaint(now) else _lease(now, stop)  # what may not leave now waits until it may
    channel, waiting, until = mailers.default, deque(batch), time.monotonic() + PASS
    broken_off = 0
    try:
        while waiting and time.monotonic() < until and broken_off < IN_A_ROW:
            if waiting[0].person_id or office_kind(waiting[0].kind):
                channel.open()
            how = _deal_with(waiting.popleft(), channel, now)
            broken_off = broken_off + 1 if how is _How.BROKEN_OFF else 0
            if broken_off:
                channel.close()  # the next one has a new connection
            if how is _How.REFUSED and standing(now):
                break
    except OSError as error:  # the server cannot be reached
        _log.warning("The mail server cannot be reached (%s).", type(error).__name__)
        put_off([message.id for message in waiting], type(error).__name__, until=now + PAUSE)
        waiting.clear()
    finally:
        channel.close()
    if broken_off == IN_A_ROW:
        put_off([message.id for message in waiting], "broken-off", until=now + PAUSE)
    else:
        free([message.id for message in waiting])
    return len(batch) - len(waiting)


def purge(now: datetime) -> int:
    """Delete the rows of messages sent, or given up, long ago."""
    given_up = Message.objects.filter(GIVEN_UP, due_at__lt=now - KEPT)
    return Message.objects.filter(sent_at__lt=now - KEPT).delete()[0] + given_up.delete()[0]


def _lease(now: datetime, stop: Stop | None) -> list[Message]:
    """Lease messages: all that is due, or, while letters are stopped, what tells operators so, and one letter
    now and then.
    """
    if stop is None:
        return lease_due(now, Q(), _MOST)
    office = Q(kind__in=office_kinds())
    return [*lease_due(now, office, _MOST), *(lease_due(now, ~office, 1) if stop.may_try(now) else ())]


class _How(Enum):
    DONE = "done"
    REFUSED = "refused"  # by the server, which goes on with the next
    BROKEN_OFF = "broken off"


def _deal_with(message: Message, channel: BaseEmailBackend, now: datetime) -> _How:
    """Send one message."""
    try:
        _send(message, channel, now)
    except OSError as error:  # the server was there a moment ago, so this is about this message until more follow
        _log.warning("The mail server did not take message %s (%s).", message.id, type(error).__name__)
        if standing(now):
            message.attempts = max(message.attempts - 1, 0)  # it only tried whether the trouble is over
        postpone(message, answer_of(error), now, refused=is_for_good(error))
        return _How.BROKEN_OFF if breaks_off(error) else _How.REFUSED
    except TooSoon as soon:
        put_off([message.id], TooSoon.CODE, until=now + soon.wait)
    except Refused as refused:
        done(message, now, failure=refused.verdict.code[:32])
    except _SuppressedError as held:
        done(message, now, failure=held.failure)
    except Exception as error:
        report(error, what=f"Message {message.id} failed", log=_log)
        postpone(message, type(error).__name__, now)
    else:
        done(message, now)
    return _How.DONE


def _send(message: Message, channel: BaseEmailBackend, now: datetime) -> None:
    office = office_kind(message.kind)
    if office is not None:
        _send_to_office(message, office, channel, now)
        return
    kind = kind_called(message.kind)
    if message.person_id is None and not kind.blind:
        return
    with translation.override(message.lang):
        letter = kind.build(message, now)
        if letter is not None:
            _send_to_person(message, letter, kind, channel, now)


def _send_to_person(
    message: Message, letter: Letter, kind: LetterKind, channel: BaseEmailBackend, now: datetime
) -> None:
    """A blind letter to nobody comes as far as it can: what refuses the one, refuses the other, and is recorded."""
    people, purpose = [message.person_id] if message.person_id else [], kind.purpose_for(message)
    told = entered(message.id, person=people[0]) if people and kind.blind else frozenset[Kind]()
    opened = release(
        people,
        purpose=purpose,
        categories=kind.categories,
        actor=POSTMAN,
        reason=Reason.DELIVERY,
        now=now,
        options=ReleaseOptions(letter=kind.name, recorded=VALUE_RELEASED in told, way=kind.way),
    )
    found = _address([value for of_one in opened.values() for value in of_one], message.reference)
    address = found.text if found else ""
    if found:
        try:
            letter = _as_wished(letter, kind, message, found)
        except _SuppressedError:
            held_back(people, purpose=purpose, now=now)
            raise
    if not address and not kind.blind:
        return
    take_leaving(address, kind, now=now)
    recorded = TRANSFER_MADE in told
    going = pass_on(people, purpose=purpose, categories=kind.categories, now=now, recorded=recorded)
    if address and not going:
        raise _SuppressedError
    if address:
        channel.send_messages([compose(message, letter, to=address, now=now)])


def _send_to_office(message: Message, kind: OfficeKind, channel: BaseEmailBackend, now: datetime) -> None:
    """To a contractor's contact or a colleague: nothing of a registrant is opened, and none is told about."""
    with translation.override(message.lang):
        letter, address = kind.build(message, now), kind.addressee(message)
        if letter and address:
            channel.send_messages([compose(message, letter, to=address, now=now, registrant=False)])


class _SuppressedError(Exception):
    """The address must not be written to, or its mailbox is gone."""

    def __init__(self, failure: str = "suppressed") -> None:
        super().__init__(failure)
        self.failure = failure


def _as_wished(letter: Letter, kind: LetterKind, message: Message, found: Opened) -> Letter:
    """The letter as it may go to this address.

    Raises:
        _SuppressedError: it may not.
    """
    if kind.when_suppressed is WhenSuppressed.GOES:
        return letter
    stays = kind.when_suppressed is WhenSuppressed.STAYS
    if stays and closed_to(found.person, given_at(found)):
        raise _SuppressedError("mailbox-gone")
    if not suppressed([found.text]):
        return letter
    if stays or not claim_letter(found.text, message.id):
        raise _SuppressedError
    return replace(
        letter,
        paragraphs=(
            _("We were once asked never to write to this address again."),
            *letter.paragraphs,
            _("The button also lets us write to you again. We ask only this once. Otherwise we send nothing."),
        ),
    )


def _address(opened: Iterable[Opened], reference: UUID | None) -> Opened | None:
    """The address in the submission that the message is about, else the newest."""
    addresses = (value for value in opened if value.category is Category.EMAIL)
    return max(addresses, key=lambda value: (value.submission == reference, given_at(value)), default=None)
