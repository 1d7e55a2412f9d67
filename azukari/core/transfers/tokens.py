"""Tokens by which a recipient fetches what was approved for it.

A token opens no person and asks no question: it names a recipient, and the gate decides at each page. A contractor's
token belongs to one contract and dies with it. Its words are shown once; a digest is kept, which suffices, since they
are pure chance.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from azukari.both_languages import BothLanguages
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import today
from azukari.core.transfers.events import RECIPIENT_TOKEN_MADE, RECIPIENT_TOKEN_REVOKED
from azukari.core.transfers.models import Channel, Recipient, RecipientToken, Sort
from azukari.core.transfers.standing import contract_of
from azukari.lib.conflict import InvalidTransition
from azukari.policy.disclosure import ContractState
from azukari.policy.terms import Actor, ActorKind

PREFIX = "azr_"
LONGEST = timedelta(days=365)
MOST = 10
LONGEST_NAME = 60
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever holds a living token of a recipient."""

    actor: Actor
    token: RecipientToken


def make(slug: str, name: str, *, days: int, actor: Actor, now: datetime) -> tuple[RecipientToken, str]:
    """Make a token for ``days`` days, bound to the recipient and, a contractor's, to its contract.

    Returns:
        the row, and the words of the token, which nobody can tell again.

    Raises:
        Recipient.DoesNotExist: there is no such recipient.
        InvalidTransition: it does not fetch by a token; it has no contract; too long a time; or too many tokens.
    """
    if not 1 <= days <= LONGEST.days:
        raise InvalidTransition("token.days", _DAYS)
    words = PREFIX + secrets.token_urlsafe(_BYTES)
    with transaction.atomic(durable=True):
        recipient = Recipient.objects.select_for_update().get(slug=slug)
        if recipient.channel != Channel.API:
            raise InvalidTransition("token.channel", _CHANNEL)
        contract = contract_of(slug) if recipient.sort == Sort.CONTRACTOR else None
        if recipient.sort == Sort.CONTRACTOR and (contract is None or contract.state == ContractState.ENDED):
            raise InvalidTransition("token.contract", _NO_CONTRACT)
        if living(slug, now=now).count() >= MOST:
            raise InvalidTransition("token.many", _TOO_MANY)
        token = RecipientToken.objects.create(
            recipient=recipient,
            contract=contract,
            name=name.strip()[:LONGEST_NAME],
            digest=_digest(words),
            made_by=actor_reference(actor),
            created_at=now,
            ends_at=now + timedelta(days=days),
        )
        _record(RECIPIENT_TOKEN_MADE, token, actor, now)
    return token, words


def living(slug: str, *, now: datetime) -> "QuerySet[RecipientToken]":
    """The tokens of a recipient that have not ended."""
    return RecipientToken.objects.filter(recipient_id=slug, ends_at__gt=now)


def revoke(id: UUID, *, actor: Actor, now: datetime) -> str | None:
    """Make a token void at once; returns whose it was, or None if there is none."""
    with transaction.atomic(durable=True):
        token = RecipientToken.objects.select_for_update().filter(id=id).first()
        if token is None:
            return None
        _record(RECIPIENT_TOKEN_REVOKED, token, actor, now)
        token.delete()
    return token.recipient_id


def bearer(words: str, *, now: datetime) -> Bearer | None:
    """Who asks by these words; None if they are no token, or one that has ended. One query, and another once a day, to
    note that it was used.
    """
    if not words.startswith(PREFIX):
        return None
    found = (
        RecipientToken.objects.select_related("recipient", "contract")
        .filter(digest=_digest(words), ends_at__gt=now, recipient__channel=Channel.API)
        .first()
    )
    if found is None or not found.is_proven() or not found.recipient.is_proven():
        return None
    if found.last_used_on != (day := today(now)):
        RecipientToken.objects.filter(id=found.id).update(last_used_on=day)
    return Bearer(Actor(ActorKind.RECIPIENT, found.recipient_id, token=str(found.id)), found)


def forget_ended(now: datetime) -> int:
    """Delete tokens that ended a month ago or earlier; returns how many."""
    return RecipientToken.objects.filter(ends_at__lte=now - timedelta(days=30)).delete()[0]


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _record(kind: Kind, token: RecipientToken, actor: Actor, now: datetime) -> None:
    record(done_by(actor, kind, recipient=token.recipient_id, token=token.id), now=now)


_DAYS = BothLanguages("A token is good for 1 to %(days)d days.", days=LONGEST.days)
_CHANNEL = BothLanguages("This recipient does not fetch by a token. Change how it is reached first.")
_NO_CONTRACT = BothLanguages(
    "There is no contract that a token could belong to. Enter the contract in the register first."
)
_TOO_MANY = BothLanguages(
    "This recipient has %(count)d tokens already. Revoke one that is not used, then make another.", count=MOST
)
