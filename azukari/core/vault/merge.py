"""Two records of one person become one, and for thirty days can be parted again.

What belonged to the record that goes is written down, row by row, before it moves; its ledger keys move along and stay
the mark of its entries, since from then on the survivor has a fresh one. Both a merge and a parting are one
transaction: a crash leaves all of it, or nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.database.rows import insert
from azukari.core.ledger.events import done_by
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person, Trail
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.policy_versions.current import current
from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.erase_unheld import drop_proposals, erase_unheld
from azukari.core.vault.events import PEOPLE_MERGED, PEOPLE_PARTED
from azukari.core.vault.holders import holders
from azukari.core.vault.hooks import on_parted
from azukari.core.vault.index_renew import renew_of
from azukari.core.vault.join import join, reseal
from azukari.core.vault.keys import data_keys, new_key
from azukari.core.vault.models import DuplicatePair, KeyUse, Merge, MergedRow, PersonKey, SealedValue
from azukari.core.vault.ownership import give_back, hand_over, move_rest, rows_of, write_down
from azukari.core.vault.refusal import refuse
from azukari.core.vault.trail import record_about
from azukari.policy.merge import UNDOABLE, may_part
from azukari.policy.terms import Actor, Category

_VALUES, _GRANTS = "vault.SealedValue.person", "consent.Grant.person"


class PersonGone(Exception):
    """One of the two is not there any more."""


class NotMerged(Exception):
    """There is no such merge (any more)."""


def merge(merged: UUID, *, into: UUID, purpose: str, actor: Actor, now: datetime) -> UUID:
    """Make ``merged`` part of ``into``, in the caller's transaction or one of its own. Whoever calls has asked
    `policy.merge.may_join`.

    Args:
        purpose: the one for which the two were compared.

    Returns:
        the id of the merge, by which it can be undone.

    Raises:
        PersonGone: one of the two is not there any more.
    """
    with transaction.atomic():
        if len(lock_people((merged, into))) != 2:
            raise PersonGone
        drop_proposals([merged, into], now=now)
        was = Person.objects.get(id=merged)
        done = Merge.objects.create(
            survivor_id=into,
            merged_id=merged,
            merged_created_at=was.created_at,
            merged_confirmed_at=was.confirmed_at,
            purpose=purpose,
            at=now,
            ends_at=now + UNDOABLE,
        )
        write_down(done.id, list(rows_of(merged)), survivor=into)
        for holder in holders():
            holder.reassign(merged, into)
        DuplicatePair.objects.filter(first_id=merged).delete()
        DuplicatePair.objects.filter(second_id=merged).delete()
        _fresh_ledger_key(into, other=merged)
        move_rest(merged, to=into)
        join(merged, to=into)
        record_about([done_by(actor, PEOPLE_MERGED, into, purpose=purpose)], now=now)
    return done.id


def _fresh_ledger_key(person: UUID, *, other: UUID) -> None:
    """A key for what comes from now on, newer than any that the two have: so the old ones tell whose the past is."""
    known = PersonKey.objects.filter(person_id__in=(person, other), use=KeyUse.LEDGER)
    newest = max(known.values_list("id", flat=True), default=person)
    key = new_key(person, KeyUse.LEDGER)
    while key.id <= newest:  # ids of one millisecond come in any order
        key = new_key(person, KeyUse.LEDGER)
    insert(PersonKey, [key.row])


def part(id: UUID, *, actor: Actor, now: datetime) -> UUID:
    """Undo a merge: whatever belonged to the record that went is its own again, and what was decided since about its
    registrations: a hold, a duty to keep. What else came since stays with the survivor, save for registrations under an
    address that only the other one had confirmed.

    Returns:
        the record that is back.

    Raises:
        NotMerged: there is no such merge.
        Refused: thirty days have passed. Recorded first.
    """
    found = Merge.objects.filter(id=id).first()
    if found is None:
        raise NotMerged
    verdict = may_part(current().policy, merged_at=found.ends_at - UNDOABLE, now=now)
    if not verdict:
        refuse(verdict, people=[found.survivor_id], purpose=found.purpose, actor=actor, now=now)
    with transaction.atomic():
        survivor = found.survivor_id
        lock_people([survivor])
        locked = Merge.objects.select_for_update().filter(id=id, survivor_id=survivor).first()
        if locked is None:
            raise NotMerged
        _part(locked, actor, now)
        erase_unheld([survivor, found.merged_id], now=now)
    return found.merged_id


def part_again(id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Undo a merge of a restored database that had been undone; what has ended meanwhile, retention erases. False if it
    knows of no such merge.
    """
    try:
        with transaction.atomic():
            merge = Merge.objects.select_for_update().filter(id=id).first()
            if merge is None or Person.objects.filter(id=merge.merged_id).exists():
                return False
            _part(merge, actor, now)
    except CannotOpen:  # the survivor was erased meanwhile, and nobody can tell the two apart by what they wrote
        return False
    return True


def _part(done: Merge, actor: Actor, now: datetime) -> None:
    survivor, back = done.survivor_id, done.merged_id
    drop_proposals([survivor], now=now)
    renew_of([survivor])
    Person.objects.create(id=back, created_at=done.merged_created_at, confirmed_at=done.merged_confirmed_at)
    own = {UUID(row) for row in MergedRow.objects.filter(merge=done, column=_VALUES).values_list("row", flat=True)}
    values = SealedValue.objects.filter(person_id=survivor)
    addresses = list(values.filter(category=Category.EMAIL, token__isnull=False))
    later, closed = _later(done, addresses, own)
    submissions = later | _submissions(done, own)
    mine = [value.id for value in values if value.id in own or value.submission_id in submissions]
    values.filter(id__in=closed).update(token=None)
    give_back(done.id, owner=survivor, to=back, keep=(_VALUES,))
    hand_over(submissions, owner=survivor, to=back, keep=(_VALUES,))
    key = new_key(back, KeyUse.DATA)
    insert(PersonKey, [key.row])
    reseal(values.filter(id__in=mine), old=data_keys([survivor])[survivor], to=back, new=key.raw)
    keys = PersonKey.objects.filter(person_id=back, use=KeyUse.LEDGER).values("id")
    Trail.objects.filter(person_id=survivor, key_id__in=keys).update(person_id=back)
    write_removals([Removed(RemovalKind.PARTED, done.id, back, now)])
    done.delete()
    two = (survivor, back)
    record_about([done_by(actor, PEOPLE_PARTED, person, purpose=done.purpose) for person in two], now=now)
    on_parted.tell(survivor, back)


def _submissions(done: Merge, values: Collection[UUID]) -> set[UUID]:
    """Those of the record that comes back, as far as there is anything of them."""
    grants = MergedRow.objects.filter(merge=done, column=_GRANTS).values_list("row", flat=True)
    return {
        *Grant.objects.filter(id__in=list(grants)).values_list("submission_id", flat=True),
        *SealedValue.objects.filter(id__in=values).values_list("submission_id", flat=True),
    }


def _later(done: Merge, addresses: Sequence[SealedValue], own: Collection[UUID]) -> tuple[set[UUID], list[UUID]]:
    """What became of addresses since the merge: submissions that belong to the record which comes back, and values that
    must open no page.

    A registration under an address that only that record had confirmed goes with it: left with the survivor, it would
    let the owner of that address into somebody else's page. An address that was changed meanwhile may be either's, for
    whoever changed it saw both: it, and what was registered under it, opens nothing until it is confirmed anew.
    """
    kept = [v for v in addresses if v.created_at < done.at and not (v.corrected_at and v.corrected_at >= done.at)]
    theirs = {bytes(v.token or b"") for v in kept if v.id in own}
    ours = {bytes(v.token or b"") for v in kept if v.id not in own}
    changed = [v for v in addresses if v not in kept]
    since = [v for v in changed if v.id not in own and v.created_at >= done.at and not v.corrected_at]
    submissions = {v.submission_id for v in since if bytes(v.token or b"") in theirs - ours}
    closed = [v.id for v in changed if v not in since or bytes(v.token or b"") not in theirs | ours]
    return submissions, closed


def merges_of(person: UUID, now: datetime) -> list[Merge]:
    """The merges of this record that can still be undone, newest first."""
    return list(Merge.objects.filter(survivor_id=person, ends_at__gt=now).order_by("-at"))


def survivor_of(person: UUID) -> UUID | None:
    """The record that this one became part of."""
    return Merge.objects.filter(merged_id=person).order_by("-at").values_list("survivor_id", flat=True).first()


def settle_merges(now: datetime) -> int:
    """Forget what belonged to whom once a merge cannot be undone any more; returns how many rows went."""
    return MergedRow.objects.filter(merge__ends_at__lte=now).delete()[0]
