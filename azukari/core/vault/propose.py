"""A new email address for a person: proposed, confirmed by a mailed link, or forgotten (law 7).

The proposal is sealed like an unconfirmed submission, under a stand-in who is nobody yet and whose one grant lets the
confirmation be sent. So it changes nothing, finds nobody, and retention erases it when it is not confirmed in time.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.people.lock import lock_people
from azukari.core.vault import address_change
from azukari.core.vault.correct import NoSuchValue, put_address
from azukari.core.vault.erase_unheld import drop_proposals, forget
from azukari.core.vault.find import confirmed_person_by
from azukari.core.vault.index_renew import renew_of
from azukari.core.vault.index_token import token_of
from azukari.core.vault.join import lock_address
from azukari.core.vault.keys import data_keys
from azukari.core.vault.merge import merge
from azukari.core.vault.models import Proposal, SealedValue
from azukari.core.vault.opened_text import text_of
from azukari.core.vault.stand_in import stand_in_for
from azukari.core.vault.suppression import lift
from azukari.policy.terms import OWN_ACCESS, Actor, Category


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal on record.

    Args:
        stand_in: to whom the confirmation is addressed.
        change: by which the address in use may object; None where nobody has confirmed that one.
    """

    id: UUID
    stand_in: UUID
    change: address_change.Change | None


def propose(
    value: UUID, text: str, *, person: UUID, now: datetime, until: datetime, by_staff: bool = False
) -> Proposed:
    """Take in a new address for the value ``value`` of ``person``, in the caller's transaction; an earlier proposal
    is forgotten.

    Args:
        text: the address, normalised.
        until: when it is forgotten unless confirmed.
        by_staff: whether staff typed it at the person's request, so that nobody has shown that the old address is
            theirs: then it never makes two records one.

    Raises:
        NoSuchValue: the person has no such address.
    """
    old = SealedValue.objects.filter(id=value, person_id=person, category=Category.EMAIL).first()
    if old is None:
        raise NoSuchValue
    drop_proposals([person], now=now)
    proposal = Proposal(
        person_id=person, replaces=value, field=old.field, by_staff=by_staff, created_at=now, expires_at=until
    )
    proposal.stand_in = stand_in_for(text, field=old.field, id=proposal.id, now=now, until=until)
    proposal.save(force_insert=True)
    change = address_change.keep(old, proposal=proposal.id, now=now, until=until) if old.token else None
    return Proposed(proposal.id, proposal.stand_in_id, change)


@dataclass(frozen=True, slots=True)
class Adopted:
    """A new address in use.

    Args:
        before: the person who proposed it.
        person: whom everything belongs to now: the same one, or another who had confirmed that address before.
        change: by which the address of before may object, or None.
    """

    before: UUID
    person: UUID
    change: address_change.Change | None


def is_open(id: UUID, *, now: datetime) -> bool:
    """Whether the proposal waits for its confirmation."""
    return Proposal.objects.filter(id=id, expires_at__gt=now).exists()


def waiting(person: UUID, *, now: datetime) -> UUID | None:
    """The stand-in that holds the new address which ``person`` has proposed, if one waits for its confirmation."""
    found = Proposal.objects.filter(person_id=person, expires_at__gt=now).values_list("stand_in_id", flat=True)
    return found.first()


def adopt(id: UUID, *, actor: Actor, now: datetime) -> Adopted | None:
    """Put a confirmed new address in the place of the old one, wherever the person gave it, in the caller's
    transaction.

    Whoever has confirmed that address before is the same human being, who has just shown that both are theirs: the
    records become one, and can be parted again.

    Returns:
        What became of it, or None if there is no such proposal any more.
    """
    for seen in Proposal.objects.filter(id=id):
        lock_people(_concerned(seen))
    proposal = Proposal.objects.select_for_update().filter(id=id, expires_at__gt=now).first()
    if proposal is None:
        return None
    person, stand_in = proposal.person_id, proposal.stand_in_id
    text = text_of(SealedValue.objects.get(person_id=stand_in))
    old = SealedValue.objects.filter(id=proposal.replaces, person_id=person).first()
    forget([stand_in], now=now)
    token = token_of(Category.EMAIL, text)
    if old is None or token is None:
        return None
    lock_address(token)
    known = confirmed_person_by(token)
    if proposal.by_staff and known not in (None, person):
        return None
    replaced = _replace(old, text, actor=actor, now=now)
    change = address_change.adopted(id, replaced=replaced, now=now)
    lift([text], actor=actor, now=now, person=person)
    if known is None or known == person:
        return Adopted(person, person, change)
    done = merge(person, into=known, purpose=OWN_ACCESS, actor=actor, now=now)
    address_change.merged(id, done)
    return Adopted(person, known, change)


def _concerned(proposal: Proposal) -> set[UUID]:
    """Everybody whose rows its adoption changes, so that they are locked together and in order."""
    new = SealedValue.objects.filter(person_id=proposal.stand_in_id).first()
    known = confirmed_person_by(token_of(Category.EMAIL, text_of(new))) if new else None
    two = {proposal.person_id, proposal.stand_in_id, *address_change.stand_in_beside(proposal.id)}
    return {*two, known} if known else two


def _replace(old: SealedValue, text: str, *, actor: Actor, now: datetime) -> list[UUID]:
    """Every place where the person gave the old address gets the new one: one human being, one address.

    Returns:
        the ids of the values that were replaced.
    """
    person = old.person_id
    renew_of([person])
    old.refresh_from_db(fields=["token"])
    key = data_keys([person])[person]
    same = SealedValue.objects.filter(person_id=person, category=Category.EMAIL, token=old.token)
    rows = list(same.select_for_update())
    for row in rows:
        put_address(row, text, key=key, actor=actor, now=now)
    return [row.id for row in rows]
