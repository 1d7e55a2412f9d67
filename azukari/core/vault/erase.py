"""Erasure on a person's request: acknowledged first, carried out at once, resumed after a crash, and accounted for.

The request is committed before anything is touched. The work itself is one transaction, so a crash leaves either all
of it or none, and `resume` does the rest. What a law obliges us to keep stays, findable by nobody, until its own end.
There is a certificate when a search that knows nothing of all this finds no more than the account says: where it finds
more, everything else is gone all the same, and `resume` looks again.
What the database's files still hold of removed rows, `traces` wipes soon after.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from azukari.core.consent.end import move_ends
from azukari.core.consent.models import EndReason, Grant
from azukari.core.database.cascade import delete
from azukari.core.ledger.events import Event, actor_reference
from azukari.core.ledger.shapes import Value
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.policy_versions.current import at, current
from azukari.core.vault.erase_unheld import erase_unheld, unheld
from azukari.core.vault.erasure_report import erasure_report, inventory
from azukari.core.vault.events import PERSON_ERASED, PURPOSE_ERASED
from azukari.core.vault.hooks import Ended, on_ended
from azukari.core.vault.mention_search import REVIEW
from azukari.core.vault.mention_search import begin as look_for_mentions
from azukari.core.vault.models import DuplicatePair, Erasure, MentionSearch
from azukari.core.vault.trail import record_about
from azukari.core.vault.verify_erasure import found_against
from azukari.lib.identifier import new_id
from azukari.policy.casework import HOLDS
from azukari.policy.decide import grant_end
from azukari.policy.terms import Actor, Ground, Policy


class KeptByLaw(Exception):
    """A law, and no purpose of ours, holds this data: it cannot be erased on its own while its service goes on."""


def erase(person: UUID, *, actor: Actor, now: datetime, purpose: str = "", id: UUID | None = None) -> Erasure:
    """Erase everything about ``person``, or only what ``purpose`` alone may use. Done when this returns.

    Args:
        id: of the erasure, where the caller has to know it before it begins.

    Raises:
        Person.DoesNotExist: there is no such person (any more).
        KeptByLaw: ``purpose`` is an obligation, not a use.
    """
    with transaction.atomic(durable=True):
        if not lock_people([person]):
            raise Person.DoesNotExist
        if purpose and Grant.objects.filter(person_id=person, purpose=purpose, ground=Ground.LAW).exists():
            raise KeptByLaw
        request = Erasure.objects.create(
            id=id or new_id(),
            person_id=person,
            purpose=purpose,
            actor=actor_reference(actor),
            requested_at=now,
            items=inventory(person),
        )
        write_removals([Removed(RemovalKind.ERASED, request.id, person, now, purpose=purpose)])
    return carry_out(request.id, now=now)


def resume(*, now: datetime) -> int:
    """Carry out erasures that a crash interrupted, and look again at those that were contradicted; returns how many are
    done now that were not.
    """
    unfinished = list(Erasure.objects.filter(finished_at__isnull=True).values_list("id", flat=True))
    for id in unfinished:
        carry_out(id, now=now)
    contradicted = list(uncertified().values_list("id", flat=True))
    return len(unfinished) + sum(_looked_again(id, now) for id in contradicted)


def uncertified() -> QuerySet[Erasure]:
    """Erasures that were carried out, and are contradicted by the database."""
    return Erasure.objects.filter(certified_at__isnull=True, finished_at__isnull=False)


def carry_out(id: UUID, *, now: datetime) -> Erasure:
    """Do what the committed request ``id`` says; doing it twice is the same as once. What is returned has no
    ``certified_at`` if the database contradicts its account.
    """
    with transaction.atomic(durable=True):
        request = Erasure.objects.select_for_update().get(id=id)
        if request.finished_at:
            return request
        lock_people([request.person_id])
        _do(request, now)
        request.finished_at = now
        request.certified_at = None if found_against(request, now=now) else now
        request.save(update_fields=["items", "finished_at", "certified_at"])
    return request


def _looked_again(id: UUID, now: datetime) -> bool:
    with transaction.atomic():
        request = uncertified().select_for_update().filter(id=id).first()
        if request is None or found_against(request, now=now):
            return False
        request.certified_at = now
        request.save(update_fields=["certified_at"])
    return True


def _do(request: Erasure, now: datetime) -> None:
    entry = _carry_out(request, now) if Person.objects.filter(id=request.person_id).exists() else None
    request.items = erasure_report(request, now)
    if entry:
        request.items.append({"what": "record", "entry": str(entry)})
        if MentionSearch.objects.filter(id=request.id).exists():  # how much it finds, a certificate never tells
            days = current().policy.draft_days  # what others saved and have not sent, nobody here can look into
            request.items.append({"what": "mentions", "until": (now + REVIEW).isoformat(), "saved_forms_days": days})


def _carry_out(request: Erasure, now: datetime) -> UUID:
    """End the grants and erase what they held; returns the ledger entry that says so."""
    person = request.person_id
    payload: dict[str, Value] = {"actor": request.actor, "certificate": str(request.id)}
    if request.purpose:
        payload["purpose"] = request.purpose
    kind = PURPOSE_ERASED if request.purpose else PERSON_ERASED
    (entry,) = record_about([Event(kind, payload, person)], now=now)
    on_ended.tell(Ended(person, request.purpose, now, erased=True))
    if not request.purpose:
        look_for_mentions([person], now=now, id=request.id)
        for side in ("first", "second"):  # what a law keeps is compared no more
            delete(DuplicatePair, [person], by=side)
    _end_grants(person, purpose=request.purpose, now=now)
    gone = unheld([person], now)
    erase_unheld([person], now=now, looked_for=() if request.purpose else [person], gone=gone)
    return entry


def _end_grants(person: UUID, *, purpose: str, now: datetime) -> None:
    grants, policy = Grant.objects.select_for_update().filter(person_id=person), current().policy
    living = [g for g in grants if g.is_living(now) and purpose in ("", g.purpose)]
    ends = [(obliged_until(grant, policy, now) or now) if grant.ground == Ground.LAW else now for grant in living]
    move_ends(zip(living, ends, strict=True), reason=EndReason.ERASED, now=now)


def obliged_until(grant: Grant, policy: Policy, now: datetime) -> datetime | None:
    """When the law lets go, if the service ends now; never later than was known before. A hold has its own end."""
    if grant.purpose in HOLDS:
        return grant.ends_at
    if grant.purpose not in policy.purposes:
        policy = at(grant.charter_id).policy
    if not policy.purposes[grant.purpose].retention.at_once:
        return grant.ends_at
    end = grant_end(policy, grant.purpose, confirmed_at=grant.begins_at, ended_at=now)
    return min((moment for moment in (end, grant.ends_at) if moment), default=None)
