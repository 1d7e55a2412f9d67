"""Removing again, from what was restored, whatever was removed after the backup, and whatever's time has come.

A journal says what (`removals`); and who has no key in the bundle of keys was erased, whatever a journal says.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db import transaction

from azukari.core.backup import again, left_out
from azukari.core.backup.events import BACKUP_RESTORED, SET_BACK
from azukari.core.consent.models import EndReason, Grant
from azukari.core.ledger import tree
from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.mail.mailing import pause_restored
from azukari.core.people.models import Person
from azukari.core.people.removals import RemovalKind, Removed
from azukari.core.vault.corrections import Outdated, outdated
from azukari.core.vault.erase import resume
from azukari.core.vault.key_backup import give_keys, keyless
from azukari.core.vault.redaction import chained
from azukari.core.vault.retention import expire

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Repeated:
    """What was removed again.

    Args:
        erased: how many people and purposes were erased again, or lost their key meanwhile.
        forgotten: of how many nothing was left in truth, for another reason.
        withdrawn: how many consents were withdrawn again.
        emptied: how many values went again that their people had emptied.
        redacted: from how many texts words were taken out again; from ``withheld`` of these everything, since the
            backup has another version of the text.
        parted: how many records were parted again.
        expired: people of whom something's time had come meanwhile.
        outdated: values that had been corrected after the backup, and say again what they said before.
    """

    erased: int
    forgotten: int
    withdrawn: int
    emptied: int
    redacted: int
    withheld: int
    parted: int
    expired: int
    outdated: list[Outdated]


def replay(removals: Collection[Removed], *, rows: int, now: datetime) -> Repeated:
    """Remove again whatever was removed after the backup, and whatever's time has come, and write that down.

    Args:
        removals: the journal, in whatever order.
        rows: how many rows came back, to be written down.
    """
    done = repeat(removals, now=now)
    with transaction.atomic():
        count = rows % 10_000_000
        event: dict[str, Value] = {"actor": "operator", "erased": done.erased, "count": count, "complete": True}
        record(Event(BACKUP_RESTORED, event), now=now)
    return done


def replay_in_place(removals: Collection[Removed], *, signed: int, now: datetime) -> Repeated:
    """The same in a database that was set back and that is to be gone on with: who was let in is out again, and the
    journal's removals are rows of the database from then on.

    Args:
        signed: how many entries the last signed tree head has, to be written down.
    """
    left_out.end_access()
    done, here = repeat(removals, now=now), tree.size()
    with transaction.atomic():
        event: dict[str, Value] = {"actor": "operator", "erased": done.erased, "count": here, "size": signed}
        record(Event(SET_BACK, event), now=now)
    return done


def repeat(removals: Collection[Removed], *, now: datetime) -> Repeated:
    """Remove again whatever a journal tells of, and whatever's time has come."""
    pause_restored()
    done: Counter[str] = Counter()
    unreadable = _give_keys()
    for kind, repeat in again.BY_KIND.items():
        if kind is RemovalKind.FORGOTTEN:
            for words in chained(filter(None, map(again.redacted_by, removals))):
                done.update(again.redact(words, now))
        for one in removals:
            if one.kind is kind:
                done.update(repeat(one, now))
    resume(now=now)
    done[again.ERASED] += _end_all(unreadable, now)
    expired = expire(now, alone=True)
    return Repeated(
        erased=done[again.ERASED],
        forgotten=done[again.FORGOTTEN],
        withdrawn=done[again.WITHDRAWN],
        emptied=done[again.EMPTIED],
        redacted=done[again.REDACTED],
        withheld=done[again.WITHHELD],
        parted=done[again.PARTED],
        expired=expired,
        outdated=list(outdated(_corrected(removals))),
    )


def _give_keys() -> list[UUID]:
    """Give everybody a key who has none, so that they can be erased as others are; returns whom."""
    found: list[UUID] = []
    while people := keyless(_BATCH):
        with transaction.atomic():
            give_keys(people)
        found += people
    return found


def _end_all(people: Sequence[UUID], now: datetime) -> int:
    """End whatever right to these people's data is left, whose key is gone; returns how many they still are."""
    found = 0
    for some in batched(people, _BATCH):
        with transaction.atomic():
            still = Person.objects.filter(id__in=some)
            found += still.count()
            grants = Grant.objects.begun(now).unsettled().filter(person__in=still)
            grants.update(ends_at=now, end_reason=EndReason.ERASED)  # no law keeps what nobody can read
    return found


def _corrected(removals: Collection[Removed]) -> dict[UUID, datetime]:
    """When values were corrected last."""
    latest: dict[UUID, datetime] = {}
    for one in removals:
        if one.kind is RemovalKind.CORRECTED:
            latest[one.about] = max(one.at, latest.get(one.about, one.at))
    return latest
