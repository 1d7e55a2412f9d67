"""Removing again, from what was restored, whatever was removed after the backup, and whatever's time has come.

A journal says what (`removals`); and who has no key in the bundle of keys was erased, whatever a journal says.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.backup.removals import (
    CORRECTED,
    EMPTIED,
    ERASED,
    NOTE_REDACTED,
    REDACTED,
    STOPPED,
    WITHDRAWN,
    Removal,
)
from azukari.consent.models import EndReason, Grant
from azukari.disclosure.consents import withdraw_again
from azukari.ledger.events import Event, Kind, Value
from azukari.ledger.record import record
from azukari.people.models import Person
from azukari.policy.decide import is_living
from azukari.policy.terms import Actor, ActorKind
from azukari.vault.apart import give_keys, keyless
from azukari.vault.corrections import Outdated, empty_again, outdated
from azukari.vault.erase import KeptByLaw, erase, resume
from azukari.vault.erasures import begun
from azukari.vault.redaction import Again, Redacted, redact_again
from azukari.vault.retention import expire
from azukari.vault.withdraw import NotAConsent, withdraw

_BATCH = 200
_RESTORER = Actor(ActorKind.SYSTEM, "restore")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done.

    Args:
        rows: how many rows came back.
        erased: how many people and purposes were erased again, or lost their key meanwhile.
        withdrawn: how many consents were withdrawn again.
        emptied: how many values went again that their people had emptied.
        redacted: from how many texts words were taken out again; from ``withheld`` of these everything, since the
            backup has another version of the text.
        expired: people of whom something's time had come meanwhile.
        outdated: values that had been corrected after the backup, and say again what they said before.
    """

    made: datetime
    rows: int
    erased: int
    withdrawn: int
    emptied: int
    redacted: int
    withheld: int
    expired: int
    outdated: list[Outdated]


def replay(removals: Sequence[Removal], *, made: datetime, rows: int, now: datetime) -> Restored:
    """Remove again whatever was removed after the backup, and whatever's time has come, and write that down.

    Args:
        removals: the journal, in order.
    """
    done: Counter[str] = Counter()
    while people := keyless(_BATCH):
        with transaction.atomic():
            give_keys(people)
            grants = Grant.objects.filter(person_id__in=people, settled_at__isnull=True, begins_at__lte=now)
            grants.update(ends_at=now, end_reason=EndReason.ERASED)  # no law keeps what nobody can read
        done[ERASED] += len(people)
    expire(now, alone=True)
    for one in removals:
        done += Counter(_AGAIN[one.kind](one, now))
    resume(now=now)
    expired = expire(now, alone=True)
    with transaction.atomic():
        count = rows % 10_000_000
        event: dict[str, Value] = {"actor": "operator", "erased": done[ERASED], "count": count, "complete": True}
        record(Event(Kind.BACKUP_RESTORED, event), now=now)
    corrected = {UUID(one.id): datetime.fromisoformat(one.at) for one in removals if one.kind == CORRECTED}
    return Restored(
        made,
        rows,
        erased=done[ERASED],
        withdrawn=done[WITHDRAWN],
        emptied=done[EMPTIED],
        redacted=done[REDACTED],
        withheld=done[_WITHHELD],
        expired=expired,
        outdated=list(outdated(corrected)),
    )


def _stop(one: Removal, now: datetime) -> list[str]:
    again = withdraw_again(UUID(one.id), at=max(now, datetime.fromisoformat(one.at)))
    return [WITHDRAWN] if again else []


def _erase(one: Removal, now: datetime) -> list[str]:
    """Under its own number, so that its certificate is found again."""
    if begun(UUID(one.id)):  # in the backup; what is not finished, `resume` finishes
        return []
    try:
        erase(UUID(one.person), actor=_RESTORER, now=now, purpose=one.purpose, id=UUID(one.id))
    except (Person.DoesNotExist, KeptByLaw):
        return []
    return [ERASED]


def _withdraw(one: Removal, now: datetime) -> list[str]:
    """Only if this very consent lives here: the person may have agreed anew since."""
    grant = Grant.objects.filter(id=one.id).first()
    if grant is None or not is_living(grant.living(), now):
        return []
    try:
        withdraw(UUID(one.person), purpose=one.purpose, actor=_RESTORER, now=now)
    except NotAConsent:
        return []
    return [WITHDRAWN]


def _empty(one: Removal, now: datetime) -> list[str]:
    return [EMPTIED] if empty_again(UUID(one.id), actor=_RESTORER, now=now) else []


def _redact(one: Removal, now: datetime) -> list[str]:
    was = datetime.fromisoformat(one.was) if one.was else None
    at, note = datetime.fromisoformat(one.at), one.kind == NOTE_REDACTED
    again = redact_again(Redacted(UUID(one.id), UUID(one.text), note, was, one.spans, at), actor=_RESTORER, now=now)
    return {Again.NOT_NEEDED: [], Again.EXACT: [REDACTED], Again.WHOLE: [REDACTED, _WITHHELD]}[again]


_WITHHELD = "withheld"
_AGAIN: Mapping[str, Callable[[Removal, datetime], list[str]]] = {
    ERASED: _erase,
    WITHDRAWN: _withdraw,
    STOPPED: _stop,
    EMPTIED: _empty,
    REDACTED: _redact,
    NOTE_REDACTED: _redact,
    CORRECTED: lambda _one, _now: [],  # nobody can: the newer words are in no older backup
}
"""How each kind of removal is repeated; what was done, in words to count by."""
