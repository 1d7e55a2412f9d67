"""Erasure on a person's request: acknowledged first, carried out at once, resumed after a crash, and accounted for.

The request is committed before anything is touched. The work itself is one transaction, so a crash leaves either all
of it or none, and `resume` does the rest. What a law obliges us to keep stays, findable by nobody, until its own end.
"""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from azukari.charter.current import current
from azukari.consent.models import EndReason, Grant
from azukari.ledger.events import Event, Kind, actor_reference
from azukari.people.models import Person, Trail
from azukari.policy.decide import grant_end, is_living
from azukari.policy.terms import Actor, Ground
from azukari.vault.holders import holders
from azukari.vault.models import Erasure, PersonKey, SealedValue
from azukari.vault.settle import settle
from azukari.vault.trail import record_about


def erase(person: UUID, *, actor: Actor, now: datetime, purpose: str = "") -> Erasure:
    """Erase everything about ``person``, or only what ``purpose`` alone may use. Done when this returns.

    Raises:
        Person.DoesNotExist: there is no such person (any more).
    """
    with transaction.atomic(durable=True):
        Person.objects.get(id=person)
        request = Erasure.objects.create(
            person_id=person,
            purpose=purpose,
            actor=actor_reference(actor),
            requested_at=now,
            items=_inventory(person),
        )
    return carry_out(request.id, now=now)


def resume(*, now: datetime) -> int:
    """Carry out erasures that a crash interrupted; returns how many."""
    unfinished = list(Erasure.objects.filter(finished_at__isnull=True).values_list("id", flat=True))
    for id in unfinished:
        carry_out(id, now=now)
    return len(unfinished)


def carry_out(id: UUID, *, now: datetime) -> Erasure:
    """Do what the committed request ``id`` says; doing it twice is the same as once."""
    with transaction.atomic(durable=True):
        request = Erasure.objects.select_for_update().get(id=id)
        if request.finished_at:
            return request
        people = list(Person.objects.filter(id=request.person_id).values_list("id", flat=True))
        for person in people:
            _end_grants(person, purpose=request.purpose, now=now)
            kind = Kind.PURPOSE_ERASED if request.purpose else Kind.PERSON_ERASED
            payload = {"actor": request.actor, "certificate": str(request.id)}
            if request.purpose:
                payload["purpose"] = request.purpose
            record_about([Event(kind, payload, person)], now=now)
            if not settle(people, now=now) and not request.purpose:
                _restrict(person)
        request.items = _account(request, now)
        request.finished_at = now
        request.save(update_fields=["items", "finished_at"])
    _truncate_log()
    return request


def _end_grants(person: UUID, *, purpose: str, now: datetime) -> None:
    policy = current().policy
    for grant in Grant.objects.filter(person_id=person):
        if not is_living(grant.living(), now) or (purpose and grant.purpose != purpose):
            continue
        grant.ends_at = now
        grant.end_reason = EndReason.ERASED
        if grant.ground == Ground.LAW:
            known = policy.purposes.get(grant.purpose)
            end = grant_end(policy, grant.purpose, confirmed_at=grant.begins_at, ended_at=now) if known else None
            grant.ends_at = max(end or now, now)
        grant.save(update_fields=["ends_at", "end_reason"])


def _restrict(person: UUID) -> None:
    """What a law keeps is found by no lookup, opens no page of its own, and has lost its past."""
    SealedValue.objects.filter(person_id=person).update(token=None)
    Person.objects.filter(id=person).update(confirmed_at=None)


def _inventory(person: UUID) -> list[dict[str, Any]]:
    values = Counter(SealedValue.objects.filter(person_id=person).values_list("category", flat=True))
    items = [{"what": "value", "category": category, "count": count} for category, count in sorted(values.items())]
    for holder in holders():
        items += [{"what": sort, "count": count} for sort, count in sorted(holder.count([person]).items()) if count]
    items.append({"what": "key", "count": PersonKey.objects.filter(person_id=person).count()})
    items.append({"what": "trail", "count": Trail.objects.filter(person_id=person).count()})
    return items


def _account(request: Erasure, now: datetime) -> list[dict[str, Any]]:
    """The inventory taken before, each item with what the database still has of it, and the grants that keep it."""
    after = {(item["what"], item.get("category", "")): item["count"] for item in _inventory(request.person_id)}
    kept_by = sorted(
        {
            (grant.purpose, grant.ends_at.isoformat() if grant.ends_at else "")
            for grant in Grant.objects.filter(person_id=request.person_id)
            if is_living(grant.living(), now)
        }
    )
    account = []
    for item in request.items:
        left = after.get((item["what"], item.get("category", "")), 0)
        account.append({**item, "left": left})
    account += [
        {"what": "grant", "purpose": purpose, "until": until, "left": 1, "count": 1} for purpose, until in kept_by
    ]
    return account


def _truncate_log() -> None:
    """SQLite's write-ahead log still holds the bytes of wrapped keys that are gone from the database: empty it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
