"""Repeating one removal: what each kind of it takes in a restored database. Each may be repeated twice, and in any
order within its kind; where the database knows of it already, nothing happens.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from azukari.core.consent.end import end_again, hold_again, take_turn
from azukari.core.forms.ending import end_again as end_service_again
from azukari.core.people.models import Person
from azukari.core.people.removals import RemovalKind, Removed
from azukari.core.transfers.consents import withdraw_again
from azukari.core.vault.corrections import empty_again
from azukari.core.vault.draft import throw_away_again
from azukari.core.vault.erase import KeptByLaw, erase
from azukari.core.vault.erasures import begun
from azukari.core.vault.forget_again import forget_again
from azukari.core.vault.merge import part_again
from azukari.core.vault.redaction import Again, Redacted, redact_again
from azukari.core.vault.withdraw import withdraw
from azukari.policy.terms import Actor, ActorKind

RESTORER = Actor(ActorKind.SYSTEM, "restore")

HELD, ENDED, PARTED, ERASED, FORGOTTEN, THROWN_AWAY = "held", "ended", "parted", "erased", "forgotten", "thrown-away"
WITHDRAWN, EMPTIED, REDACTED, WITHHELD = "withdrawn", "emptied", "redacted", "withheld"


def _hold(one: Removed, _now: datetime) -> Sequence[str]:
    with transaction.atomic():
        return [HELD] if hold_again(one) else []


def _end(one: Removed, _now: datetime) -> Sequence[str]:
    with transaction.atomic():
        return [ENDED] if end_again(one) else []


def _end_service(one: Removed, _now: datetime) -> Sequence[str]:
    with transaction.atomic():
        return [ENDED] if end_service_again(one) else []


def _part(one: Removed, now: datetime) -> Sequence[str]:
    return [PARTED] if part_again(one.about, actor=RESTORER, now=now) else []


def _erase(one: Removed, now: datetime) -> Sequence[str]:
    """Under its own number, so that its certificate is found again."""
    if one.person is None or begun(one.about):  # in the backup; what is not finished, `resume` finishes
        return []
    try:
        erase(one.person, actor=RESTORER, now=now, purpose=one.purpose, id=one.about)
    except (Person.DoesNotExist, KeptByLaw):
        return []
    return [ERASED]


def _withdraw(one: Removed, now: datetime) -> Sequence[str]:
    """Whoever it belongs to here. One that has not begun, or was no consent any more, ends all the same."""
    with transaction.atomic():
        grant = take_turn(one, now)
        if grant is None:
            return [WITHDRAWN] if end_again(one) else []
        withdraw(grant.person_id, purpose=grant.purpose, submission=grant.submission_id, actor=RESTORER, now=now)
    return [WITHDRAWN]


def _stop(one: Removed, _now: datetime) -> Sequence[str]:
    return [WITHDRAWN] if withdraw_again(one.about, at=one.at) else []


def _empty(one: Removed, now: datetime) -> Sequence[str]:
    return [EMPTIED] if empty_again(one.about, actor=RESTORER, now=now) else []


def _throw_away(one: Removed, now: datetime) -> Sequence[str]:
    return [THROWN_AWAY] if throw_away_again(one.about, now=now) else []


def _forget(one: Removed, now: datetime) -> Sequence[str]:
    return [FORGOTTEN] if forget_again(one.about, one.submissions, actor=RESTORER, now=now) else []


def redacted_by(one: Removed) -> Redacted | None:
    """The redaction that a removal tells of, if it does."""
    note = one.kind is RemovalKind.NOTE_REDACTED
    if one.text is None or not (note or one.kind is RemovalKind.REDACTED):
        return None
    return Redacted(one.about, one.text, note, one.was, one.spans, one.at)


def redact(one: Redacted, now: datetime) -> Sequence[str]:
    """Take words out of a text again; what was done, in words to count by."""
    again = redact_again(one, actor=RESTORER, now=now)
    return {Again.NOT_NEEDED: [], Again.EXACT: [REDACTED], Again.WHOLE: [REDACTED, WITHHELD]}[again]


BY_KIND: Mapping[RemovalKind, Callable[[Removed, datetime], Sequence[str]]] = {
    RemovalKind.HELD: _hold,
    RemovalKind.ENDED: _end,
    RemovalKind.SERVICE_ENDED: _end_service,
    RemovalKind.SERVICE_RESUMED: _end_service,
    RemovalKind.PARTED: _part,
    RemovalKind.ERASED: _erase,
    RemovalKind.WITHDRAWN: _withdraw,
    RemovalKind.STOPPED: _stop,
    RemovalKind.EMPTIED: _empty,
    RemovalKind.THROWN_AWAY: _throw_away,
    RemovalKind.FORGOTTEN: _forget,
}
"""How each kind of removal is repeated, in the order in which the kinds are: what keeps before what ends, whose record
it is before whose erasure; what is repeated under its own name (and has a certificate, or tells recipients) before what
only goes. Returned is what was done, in words to count by.

Redactions come before what is forgotten (`redact`). A correction nobody can repeat: the newer words are in no older
backup.
"""
