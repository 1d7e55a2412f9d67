"""A person agrees that a recipient gets something of theirs, and takes it back as easily (P22)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event, done_by
from azukari.core.people.lock import lock_people
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.policy_versions.current import charters, current
from azukari.core.transfers.events import DISCLOSURE_AGREED, DISCLOSURE_WITHDRAWN
from azukari.core.transfers.instruct import instruct
from azukari.core.transfers.models import Consent, Recipient, What
from azukari.core.vault.trail import record_about
from azukari.policy.terms import Actor, ActorKind, Category, Policy, RecipientKind
from azukari.policy.terms import Recipient as Entry

_THEMSELVES = Actor(ActorKind.PERSON, "")


class NotOffered(Exception):
    """The policy does not name that recipient for that purpose and these categories: there is nothing to agree to."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person may agree to, and whether they do.

    Args:
        since: since when they agree, or None.
    """

    recipient: str
    entry: Entry
    purpose: str
    categories: frozenset[Category]
    since: datetime | None


def offers(person: UUID, *, policy: Policy, now: datetime) -> list[Offer]:
    """Third parties that the policy names for purposes for which something of this person is held. Two queries."""
    living = {g.purpose for g in Grant.objects.filter(person_id=person) if g.is_living(now)}
    given = {(c.recipient_id, c.purpose): c for c in Consent.objects.filter(person_id=person, withdrawn_at=None)}
    named = [
        (slug, entry, purpose)
        for slug, entry in policy.recipients.items()
        if entry.kind is RecipientKind.THIRD_PARTY
        for purpose in entry.purposes
        if purpose in living
    ]
    found = []
    for slug, entry, purpose in named:
        consent = given.get((slug, purpose))
        categories = consent.state().categories if consent else entry.categories & policy.purposes[purpose].categories
        found.append(Offer(slug, entry, purpose, categories, consent.begins_at if consent else None))
    return found


def agree(
    person: UUID, *, recipient: str, purpose: str, categories: Collection[Category], actor: Actor, now: datetime
) -> Consent:
    """Consent to exactly this. What was agreed to before gives way to it.

    Raises:
        NotOffered: the policy names no such recipient, purpose or category, or nothing of theirs is held for it.
    """
    charter = current()
    _offered(charter.policy, recipient, purpose, frozenset(categories))
    with transaction.atomic():
        lock_people([person])
        grants = Grant.objects.filter(person_id=person, purpose=purpose)
        if not any(grant.is_living(now) for grant in grants):
            raise NotOffered
        _end(person, recipient, purpose, now)
        consent = Consent.objects.create(
            person_id=person,
            recipient=Recipient.objects.get(slug=recipient),
            purpose=purpose,
            categories=" ".join(sorted(categories)),
            charter_id=charter.number,
            begins_at=now,
        )
        record_about([_event(DISCLOSURE_AGREED, consent, actor)], now=now)
    return consent


def agree_by_box(grants: Sequence[Grant], *, recipient: str, now: datetime) -> int:
    """Enter the consents that lie in ticked boxes, in the caller's transaction: who agreed to a purpose besides,
    under a policy that named a third party for it, agreed to that third party. Returns how many there were.

    Args:
        grants: of one purpose, each of another person; none of whom has said anything about the recipient since.
    """
    known, there = charters(), lock_people([grant.person_id for grant in grants])
    new = []
    for grant in grants:
        told = known.policy(grant.charter_id)
        entry = told.recipients.get(recipient)
        if entry is None or grant.purpose not in entry.purposes or grant.person_id not in there:
            continue
        categories = entry.categories & told.purposes[grant.purpose].categories
        new.append(
            Consent(
                person_id=grant.person_id,
                recipient_id=recipient,
                purpose=grant.purpose,
                categories=" ".join(sorted(categories)),
                charter_id=grant.charter_id,
                begins_at=grant.begins_at,
            )
        )
    Consent.objects.bulk_create(new)
    record_about([_event(DISCLOSURE_AGREED, each, _THEMSELVES) for each in new], now=now)
    return len(new)


def _offered(policy: Policy, recipient: str, purpose: str, categories: frozenset[Category]) -> None:
    entry = policy.recipients.get(recipient)
    if entry is None or purpose not in entry.purposes or not categories:
        raise NotOffered
    if categories - (entry.categories & policy.purposes[purpose].categories):
        raise NotOffered


def withdraw(person: UUID, *, recipient: str, purpose: str, actor: Actor, now: datetime) -> bool:
    """Take a consent back, at once: a transfer that runs leaves them out. Returns whether there was one."""
    with transaction.atomic():
        lock_people([person])
        ended = _end(person, recipient, purpose, now)
        if ended:
            record_about([_event(DISCLOSURE_WITHDRAWN, ended, actor)], now=now)
            instruct(person, what=What.STOP, recipient=recipient, purpose=purpose, now=now)
    return ended is not None


def stop(person: UUID, purpose: str, actor: Actor, now: datetime) -> int:
    """Stop passing on what is ``person``'s (APPI 35(3)): take back all consents, or those for ``purpose``, in the
    caller's transaction; each recipient is told. Returns how many there were.
    """
    living = Consent.objects.filter(person_id=person, withdrawn_at__isnull=True)
    if purpose:
        living = living.filter(purpose=purpose)
    pairs = list(living.order_by("id").values_list("recipient_id", "purpose"))
    return sum(withdraw(person, recipient=to, purpose=what, actor=actor, now=now) for to, what in pairs)


def _end(person: UUID, recipient: str, purpose: str, now: datetime) -> Consent | None:
    rows = Consent.objects.select_for_update().filter(
        person_id=person, recipient_id=recipient, purpose=purpose, withdrawn_at__isnull=True
    )
    found = rows.first()
    if found:
        found.withdrawn_at = now
        found.save(update_fields=["withdrawn_at"])
        write_removals([Removed(RemovalKind.STOPPED, found.id, person, now, purpose=purpose)])
    return found


def _event(kind: Kind, consent: Consent, actor: Actor) -> Event:
    what = {"recipient": consent.recipient_id, "purpose": consent.purpose, "categories": consent.categories.split()}
    return done_by(actor, kind, consent.person_id, **what)


def withdraw_again(id: UUID, *, at: datetime) -> bool:
    """Let a withdrawal hold that a restored database does not know of; False if there is nothing to withdraw."""
    with transaction.atomic():
        found = Consent.objects.select_for_update().filter(id=id, withdrawn_at=None).first()
        if found:
            found.withdrawn_at = max(at, found.begins_at)
            found.save(update_fields=["withdrawn_at"])
    return found is not None
