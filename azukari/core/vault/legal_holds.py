"""Duties to keep: purposes whose ground is a law, and holds, as they stand for one person now.

A hold is a grant like any other, for a reserved purpose that nobody may open data for: it keeps the values of the
submissions that it was set on, whatever else ends, until its own end, and retention erases them then.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.consent.end import move_ends
from azukari.core.consent.models import EndReason, Grant
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import done_by
from azukari.core.ledger.shapes import Value
from azukari.core.people.lock import lock_people
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.policy_versions.current import current
from azukari.core.vault.erase_unheld import erase_unheld
from azukari.core.vault.events import HOLD_LIFTED, HOLD_SET
from azukari.core.vault.trail import record_about
from azukari.lib.identifier import new_id
from azukari.policy.casework import HOLDS, Hold
from azukari.policy.terms import Actor, Ground


class NothingToHold(Exception):
    """There is no such person, or nothing of theirs that could be held."""


@dataclass(frozen=True, slots=True)
class LegalHold:
    """A hold on one person.

    Args:
        until: when it ends by itself.
        submissions: on how many of their registrations it lies.
    """

    hold: Hold
    since: datetime
    until: datetime
    submissions: int


def obliged(person: UUID, now: datetime) -> list[str]:
    """The purposes by which a law obliges us to keep something of ``person`` now, holds included."""
    held = Grant.objects.living(now).filter(person_id=person, ground=Ground.LAW)
    return sorted({*held.values_list("purpose", flat=True)})


def set_hold(
    person: UUID, hold: Hold, *, until: datetime, actor: Actor, now: datetime, case: UUID, purpose: str = ""
) -> int:
    """Keep what is held of ``person``, or what ``purpose`` uses, until ``until``, open to nobody for anything.

    Args:
        case: in which it was decided.

    Returns:
        On how many registrations it lies.

    Raises:
        NothingToHold: see there.
    """
    with transaction.atomic():
        if not lock_people([person]):
            raise NothingToHold
        grants = Grant.objects.living(now).filter(person_id=person).exclude(purpose__in=[*HOLDS])
        if purpose:
            grants = grants.filter(purpose=purpose)
        submissions = {*grants.values_list("submission_id", flat=True)}
        if not submissions:
            raise NothingToHold
        held = list(Grant.objects.select_for_update().ending_later(now).filter(person_id=person, purpose=hold))
        known = {grant.submission_id for grant in held}
        if submissions <= known and all(grant.ends_at == until for grant in held):
            return len(known)
        move_ends([(grant, until) for grant in held], reason=None, now=now)
        fresh = [
            Grant(
                id=new_id(),
                person_id=person,
                submission_id=submission,
                purpose=hold.value,
                ground=Ground.LAW,
                charter_id=current().number,
                begins_at=now,
                ends_at=until,
            )
            for submission in sorted(submissions - known)
        ]
        Grant.objects.bulk_create(fresh)
        write_removals(
            Removed(
                RemovalKind.HELD,
                grant.id,
                person,
                now,
                purpose=grant.purpose,
                until=until,
                submissions=(grant.submission_id,),
            )
            for grant in fresh
        )
        last = current().policy.organisation.last_day(until).isoformat()
        _tell(HOLD_SET, person, hold, actor=actor, now=now, case=str(case), until=last)
    return len(submissions | known)


def lift_hold(person: UUID, hold: Hold, *, actor: Actor, now: datetime, case: UUID) -> bool:
    """End a hold; what only it kept goes with it. False if there was none."""
    with transaction.atomic():
        if not lock_people([person]):
            return False
        living = list(Grant.objects.select_for_update().ending_later(now).filter(person_id=person, purpose=hold))
        if not living:
            return False
        move_ends([(grant, now) for grant in living], reason=EndReason.EXPIRED, now=now)
        _tell(HOLD_LIFTED, person, hold, actor=actor, now=now, case=str(case))
        erase_unheld([person], now=now)
    return True


def holds_on(people: Collection[UUID], now: datetime) -> dict[UUID, list[LegalHold]]:
    """The holds on these people, in one query."""
    found: dict[UUID, dict[str, list[Grant]]] = {}
    for grant in Grant.objects.ending_later(now).filter(person_id__in=people, purpose__in=[*HOLDS]):
        found.setdefault(grant.person_id, {}).setdefault(grant.purpose, []).append(grant)
    return {
        person: [
            LegalHold(
                Hold(purpose),
                min(grant.begins_at for grant in grants),
                max(grant.ends_at for grant in grants if grant.ends_at),
                len(grants),
            )
            for purpose, grants in sorted(by_purpose.items())
        ]
        for person, by_purpose in found.items()
    }


def _tell(kind: Kind, person: UUID, hold: Hold, *, actor: Actor, now: datetime, **more: Value) -> None:
    record_about([done_by(actor, kind, person, reason=hold.value, **more)], now=now)
