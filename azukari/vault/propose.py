"""A new e-mail address for a person: proposed, confirmed by a mailed link, or forgotten (law 7).

The proposal is sealed like an unconfirmed submission, under a stand-in who is nobody yet and whose one grant lets the
confirmation be sent. So it changes nothing, finds nobody, and retention erases it when it is not confirmed in time.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.charter.current import current
from azukari.consent.models import Grant
from azukari.database.rows import insert_all
from azukari.ledger.events import Event, Kind, actor_reference
from azukari.people.lock import lock_people
from azukari.people.models import Person
from azukari.policy.terms import CONFIRMATION, Actor, Category, Ground
from azukari.vault.cipher import open_value
from azukari.vault.correct import NoSuchValue, put
from azukari.vault.find import confirmed_person_by
from azukari.vault.holders import holders
from azukari.vault.index_token import token_of
from azukari.vault.join import join, lock_address
from azukari.vault.keys import data_keys
from azukari.vault.models import Proposal, SealedValue
from azukari.vault.ownership import move_rest
from azukari.vault.settle import drop_proposals, forget
from azukari.vault.sockets import Corrected, tell_corrected
from azukari.vault.store import NewValue, seal
from azukari.vault.suppression import lift
from azukari.vault.trail import record_about


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal on record: its id, and the stand-in to whom the confirmation is addressed."""

    id: UUID
    stand_in: UUID


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
    stand_in = Person.objects.create(created_at=now)
    proposal = Proposal.objects.create(
        person_id=person,
        stand_in=stand_in,
        replaces=value,
        field=old.field,
        by_staff=by_staff,
        created_at=now,
        expires_at=until,
    )
    new = NewValue(old.field, Category.EMAIL, (CONFIRMATION,), text)
    insert_all(seal([new], person=stand_in.id, submission=proposal.id, now=now).rows)
    Grant.objects.create(
        person=stand_in,
        submission_id=proposal.id,
        purpose=CONFIRMATION,
        ground=Ground.CONTRACT,
        charter_id=current().number,
        begins_at=now,
        ends_at=until,
    )
    return Proposed(proposal.id, stand_in.id)


@dataclass(frozen=True, slots=True)
class Adopted:
    """A new address in use.

    Args:
        before: the person who proposed it.
        person: whom everything belongs to now: the same one, or another who had confirmed that address before.
    """

    before: UUID
    person: UUID


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
    records become one, as they do when a submission is confirmed.

    Returns:
        What became of it, or None if there is no such proposal any more.
    """
    for two in Proposal.objects.filter(id=id).values_list("person_id", "stand_in_id"):
        lock_people(two)
    proposal = Proposal.objects.select_for_update().filter(id=id, expires_at__gt=now).first()
    if proposal is None:
        return None
    person, stand_in = proposal.person_id, proposal.stand_in_id
    new = SealedValue.objects.get(person_id=stand_in)
    text = open_value(new.sealed, key=data_keys([stand_in])[stand_in], id=new.id, person=stand_in, field=new.field)
    old = SealedValue.objects.filter(id=proposal.replaces, person_id=person).first()
    forget([stand_in], now=now)
    token = token_of(Category.EMAIL, text)
    if old is None or token is None:
        return None
    lock_address(token)
    known = confirmed_person_by(token)
    if proposal.by_staff and known not in (None, person):
        return None
    _replace(old, text, actor=actor, now=now)
    lift([text], actor=actor, now=now, person=person)
    if known is None or known == person:
        return Adopted(person, person)
    for holder in holders():
        holder.reassign(person, known)
    move_rest(person, to=known)
    join(person, to=known)
    record_about([Event(Kind.PEOPLE_MERGED, {"actor": actor_reference(actor)}, known)], now=now)
    return Adopted(person, known)


def _replace(old: SealedValue, text: str, *, actor: Actor, now: datetime) -> None:
    """Every place where the person gave the old address gets the new one: one human being, one address."""
    person = old.person_id
    key = data_keys([person])[person]
    same = SealedValue.objects.filter(person_id=person, category=Category.EMAIL, token=old.token)
    for row in same.select_for_update():
        put(row, text, key=key, now=now)
        payload = {"actor": actor_reference(actor), "categories": [row.category], "submission": str(row.submission_id)}
        (entry,) = record_about([Event(Kind.VALUE_CORRECTED, payload, person)], now=now)
        purposes = frozenset(row.purposes.split())
        tell_corrected(Corrected(person, row.submission_id, row.id, Category.EMAIL, purposes, entry, now))
