"""Tokens by which a program of a member of staff reads through the HTTP API.

A token opens some of its owner's purposes until a day, and never more than its owner could open at that moment: with
the duty, the token dies. Its words are shown once; a digest is kept, which suffices, since they are pure chance.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.both_languages import BothLanguages
from azukari.core.accounts.duties import note
from azukari.core.accounts.events import TOKEN_MADE, TOKEN_REVOKED
from azukari.core.accounts.models import StaffToken, User
from azukari.core.accounts.staff_refusals import StaffError
from azukari.core.database.row_proof import is_proven, row_proof
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.shapes import Value
from azukari.policy.sign_in import open_duties, purposes_open_to
from azukari.policy.terms import Actor, ActorKind, Policy

PREFIX = "azk_"
LONGEST = timedelta(days=90)
MOST = 20
LONGEST_NAME = 60
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever holds a living token: the actor, and the token that they act by."""

    actor: Actor
    token: StaffToken


def make(
    user: User,
    name: str,
    purposes: Collection[str],
    *,
    days: int,
    policy: Policy,
    now: datetime,
    passkey: bool = False,
) -> tuple[StaffToken, str]:
    """Make a token for ``days`` days.

    Args:
        passkey: whether a passkey was used in the session that makes it. Without one, the token has nothing of the
            duties that demand one, then or later.

    Returns:
        the row, and the words of the token, which nobody can tell again.

    Raises:
        StaffError: no name; no purpose, or one that is not the owner's; too long a time; or too many tokens.
    """
    name, wanted = name.strip(), frozenset(purposes)
    own = purposes_open_to(open_duties(policy, user.duty_slugs(), passkey=passkey), policy)
    if not name or len(name) > LONGEST_NAME:
        raise StaffError(BAD_NAME, "name")
    if not wanted or not wanted <= own:
        raise StaffError(BAD_PURPOSES, "purposes")
    if not 1 <= days <= LONGEST.days:
        raise StaffError(BAD_DAYS, "days")
    words = PREFIX + secrets.token_urlsafe(_BYTES)
    with transaction.atomic():
        if StaffToken.objects.filter(user=user, ends_at__gt=now).count() >= MOST:
            raise StaffError(_TOO_MANY, "name")
        token = StaffToken(
            user=user,
            name=name,
            purposes=" ".join(sorted(wanted)),
            digest=_digest(words),
            created_at=now,
            ends_at=now + timedelta(days=days),
            by_passkey=passkey,
        )
        token.proof = row_proof(token.meaning)
        token.save(force_insert=True)
        _record(TOKEN_MADE, token, purposes=sorted(wanted), now=now)
    return token, words


def revoke(user: User, id: UUID, *, now: datetime) -> bool:
    """Make one of the user's tokens void; False if they have no such token."""
    with transaction.atomic():
        token = StaffToken.objects.filter(user=user, id=id).first()
        if token is None:
            return False
        _record(TOKEN_REVOKED, token, now=now)
        token.delete()
    return True


def bearer(words: str, *, policy: Policy, now: datetime) -> Bearer | None:
    """Who asks by these words; None if they are no token, or one that has ended or died with a duty. Two queries, and
    a third once a day, to note that it was used.
    """
    if not words.startswith(PREFIX):
        return None
    found = StaffToken.objects.select_related("user").filter(digest=_digest(words)).first()
    if found is None:
        return None
    actor = actor_of(found, policy=policy, now=now)
    if actor is None:
        return None
    today = policy.organisation.day(now)
    if found.last_used_on != today:
        StaffToken.objects.filter(id=found.id).update(last_used_on=today)
    return Bearer(actor, found)


def actor_of(token: StaffToken, *, policy: Policy, now: datetime) -> Actor | None:
    """Who acts by a token at this moment; None if it has ended, died with a duty, or was changed by something other
    than this program. One query.
    """
    if token.ends_at <= now or not token.user.is_active or not is_proven(token.proof, token.meaning):
        return None
    duties = open_duties(policy, token.user.duty_slugs(), passkey=token.by_passkey)
    only = frozenset(token.purposes.split())
    if not only <= purposes_open_to(duties, policy):
        return None
    return Actor(ActorKind.STAFF, str(token.user.reference), duties, token=str(token.id), only=only)


def forget_ended(now: datetime) -> int:
    """Delete tokens that ended a month ago or earlier; returns how many."""
    return StaffToken.objects.filter(ends_at__lte=now - timedelta(days=30)).delete()[0]


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _record(kind: Kind, token: StaffToken, *, now: datetime, **more: Value) -> None:
    note(kind, token.user, Actor(ActorKind.STAFF, str(token.user.reference)), now, token=str(token.id), **more)


BAD_NAME = BothLanguages(
    "Give it a name that says what it is for, of at most %(count)d characters.", count=LONGEST_NAME
)
BAD_PURPOSES = BothLanguages("Choose at least one of the purposes that your duties open.")
BAD_DAYS = BothLanguages("A token is good for 1 to %(days)d days.", days=LONGEST.days)
_TOO_MANY = BothLanguages(
    "There are %(count)d tokens already. Revoke one that you do not use, then make another.", count=MOST
)
