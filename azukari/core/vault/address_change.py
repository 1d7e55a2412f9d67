"""Objecting to a change of address: the address in use is kept beside the proposal, and told; it can put itself back.

Whoever sits down at an open page of somebody else's, or talks staff into it, could move that person's record to an
address of their own. The mail to the new address proves that the new one is read; nobody but the address in use can say
that the wish was not its owner's. It is sealed under a stand-in who is nobody, serves nothing but that one question,
and goes with the proposal, or a week after the change.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from azukari.core.consent.models import Grant
from azukari.core.ledger.events import done_by
from azukari.core.people.lock import lock_people
from azukari.core.vault.correct import put_address
from azukari.core.vault.correction_words import PUT_BACK, STAYED
from azukari.core.vault.erase_unheld import drop_proposals, forget
from azukari.core.vault.events import ADDRESS_OBJECTED
from azukari.core.vault.find import confirmed_person_by
from azukari.core.vault.index_token import token_of
from azukari.core.vault.join import lock_address
from azukari.core.vault.keys import data_keys
from azukari.core.vault.merge import part
from azukari.core.vault.models import AddressChange, Merge, SealedValue
from azukari.core.vault.opened_text import text_of
from azukari.core.vault.stand_in import stand_in_for
from azukari.core.vault.trail import record_about
from azukari.policy.terms import CONFIRMATION, Actor, Category

KEPT = timedelta(days=7)
"""After the change; a merge that came of it can be undone for longer."""


type Change = AddressChange
"""A change of address, of which the old one is told; above the vault it goes by this name."""


class CannotObject(Exception):
    """There is no such change (any more), or the old address belongs to another record by now."""


def keep(old: SealedValue, *, proposal: UUID, now: datetime, until: datetime) -> Change:
    """Keep the address that ``old`` holds beside the proposal to replace it, in the caller's transaction.

    Args:
        until: when the proposal ends unless it is confirmed.
    """
    change = AddressChange(
        person_id=old.person_id, proposal=proposal, field=old.field, created_at=now, expires_at=until
    )
    change.stand_in = stand_in_for(text_of(old), field=old.field, id=change.id, now=now, until=until)
    change.save(force_insert=True)
    return change


def stand_in_beside(proposal: UUID) -> list[UUID]:
    """Under whom the old address is kept beside a proposal: one, or nobody."""
    return list(AddressChange.objects.filter(proposal=proposal).values_list("stand_in_id", flat=True))


def adopted(proposal: UUID, *, replaced: Collection[UUID], now: datetime) -> Change | None:
    """The new address is in use: keep the old one a week more, in the caller's transaction."""
    change = AddressChange.objects.filter(proposal=proposal).first()
    if change is None:
        return None
    change.adopted_at, change.expires_at = now, now + KEPT
    change.replaced = [str(id) for id in replaced]
    change.save(update_fields=["adopted_at", "expires_at", "replaced"])
    Grant.objects.filter(submission_id=change.id, purpose=CONFIRMATION).update(ends_at=change.expires_at)
    return change


def merged(proposal: UUID, merge: UUID) -> None:
    """The change made two records one, which an objection undoes."""
    AddressChange.objects.filter(proposal=proposal).update(merge=merge)


def open_change(id: UUID, *, now: datetime) -> Change | None:
    """The change, while it can be objected to. Changes nothing."""
    return AddressChange.objects.filter(id=id, expires_at__gt=now).first()


def stand_ins_of(person: UUID, *, now: datetime) -> list[UUID]:
    """Under whom addresses of ``person`` are kept, newest first."""
    found = AddressChange.objects.filter(person_id=person, expires_at__gt=now).order_by("-created_at")
    return list(found.values_list("stand_in_id", flat=True))


def changes_of(person: UUID, *, now: datetime) -> list[Change]:
    """Changes that have been made and can still be objected to, newest first."""
    made = AddressChange.objects.filter(person_id=person, expires_at__gt=now, adopted_at__isnull=False)
    return list(made.order_by("-adopted_at"))


def object_to(id: UUID, *, actor: Actor, now: datetime) -> list[UUID]:
    """Forget the proposal; where it was confirmed already, put the old address back and part what became one. In the
    caller's transaction.

    Returns:
        everybody whose page may stand open to the wrong eyes.

    Raises:
        CannotObject: see there; nothing was changed.
    """
    for seen in AddressChange.objects.filter(id=id):
        lock_people(_concerned(seen))
    change = AddressChange.objects.select_for_update().filter(id=id, expires_at__gt=now).first()
    if change is None:
        raise CannotObject
    people = [change.person_id]
    if change.adopted_at is not None:
        people += _put_back(change, actor, now)
    owner = people[-1]
    later = AddressChange.objects.filter(person_id=owner, created_at__gte=change.created_at)
    forget([change.stand_in_id, *later.values_list("stand_in_id", flat=True)], now=now)
    drop_proposals([owner], now=now)
    outcome = PUT_BACK if change.adopted_at is not None else STAYED
    said = done_by(actor, ADDRESS_OBJECTED, owner, categories=[Category.EMAIL.value], outcome=outcome)
    record_about([said], now=now)
    return people


def _concerned(change: AddressChange) -> set[UUID]:
    """Everybody whose rows an objection changes, so that they are locked together and in order."""
    owners = SealedValue.objects.filter(id__in=change.replaced).values_list("person_id", flat=True)
    return {change.person_id, change.stand_in_id, *owners}


def _put_back(change: AddressChange, actor: Actor, now: datetime) -> list[UUID]:
    """The old address stands again wherever the new one took its place; returns whose it is."""
    kept = SealedValue.objects.get(person_id=change.stand_in_id)
    text = text_of(kept)
    token = token_of(Category.EMAIL, text)
    if token is None:
        raise CannotObject
    lock_address(token)
    if confirmed_person_by(token) not in (None, change.person_id):
        raise CannotObject
    done = Merge.objects.filter(id=change.merge).first() if change.merge else None
    if done is not None:  # else nobody's, or parted on the page already
        if done.ends_at <= now:
            raise CannotObject
        part(done.id, actor=actor, now=now)
    rows = list(SealedValue.objects.select_for_update().filter(id__in=change.replaced, category=Category.EMAIL))
    if not rows:
        raise CannotObject
    keys = data_keys({row.person_id for row in rows})
    for row in rows:
        put_address(row, text, key=keys[row.person_id], actor=actor, now=now)
    return sorted({row.person_id for row in rows})
