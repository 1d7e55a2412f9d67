"""A new e-mail address for a person: proposed, confirmed by a mailed link, or forgotten (law 7).

The proposal is sealed like an unconfirmed submission, under a stand-in who is nobody yet and whose one grant lets the
confirmation be sent. So it changes nothing, finds nobody, and retention erases it when it is not confirmed in time.
"""

from datetime import datetime
from uuid import UUID

from azukari.charter.current import current
from azukari.consent.models import Grant
from azukari.database.rows import insert_all
from azukari.ledger.events import Event, Kind, actor_reference
from azukari.people.models import Person
from azukari.policy.terms import CONFIRMATION, Actor, Category, Ground
from azukari.vault.cipher import open_value
from azukari.vault.correct import put
from azukari.vault.join import lock_address
from azukari.vault.keys import data_keys
from azukari.vault.models import Proposal, SealedValue
from azukari.vault.settle import drop_proposals, forget
from azukari.vault.store import NewValue, seal
from azukari.vault.trail import record_about


def propose(value: UUID, text: str, *, person: UUID, now: datetime, until: datetime) -> Proposal:
    """Take in a new address for the value ``value`` of ``person``, in the caller's transaction; an earlier proposal is forgotten.

    Args:
        text: the address, normalised.
        until: when it is forgotten unless confirmed.

    Raises:
        SealedValue.DoesNotExist: the person has no such address.
    """
    old = SealedValue.objects.get(id=value, person_id=person, category=Category.EMAIL)
    drop_proposals([person], now=now)
    stand_in = Person.objects.create(created_at=now)
    proposal = Proposal.objects.create(
        person_id=person, stand_in=stand_in, replaces=value, field=old.field, created_at=now, expires_at=until
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
    return proposal


def adopt(proposal: UUID, *, actor: Actor, now: datetime) -> tuple[UUID, UUID | None] | None:
    """Put a confirmed new address in the place of the old one, wherever the person gave it, in the caller's transaction.

    Returns:
        The person, and another person who has confirmed the new address before, if there is one (both are the same human
        being, and the caller joins them); None if there is no such proposal any more.
    """
    found = Proposal.objects.select_for_update().filter(id=proposal, expires_at__gt=now).first()
    if found is None:
        return None
    person, stand_in = found.person_id, found.stand_in_id
    new = SealedValue.objects.get(person_id=stand_in)
    text = open_value(
        new.sealed, key=data_keys([stand_in])[stand_in], id=new.id, person=stand_in, field=new.field
    )
    old = SealedValue.objects.filter(id=found.replaces, person_id=person).first()
    forget([stand_in], now=now)
    if old is None or new.token is None:
        return None
    lock_address(bytes(new.token))
    known = (
        SealedValue.objects.filter(token=new.token, category=Category.EMAIL, person__confirmed_at__isnull=False)
        .exclude(person_id=person)
        .order_by("person__confirmed_at")
        .values_list("person_id", flat=True)
        .first()
    )
    same = SealedValue.objects.filter(person_id=person, category=Category.EMAIL, token=old.token)
    key = data_keys([person])[person]
    for row in same.select_for_update():
        put(row, text, key=key, now=now)
        payload = {"actor": actor_reference(actor), "categories": [row.category], "submission": str(row.submission_id)}
        record_about([Event(Kind.VALUE_CORRECTED, payload, person)], now=now)
    return person, known
