"""The session of the own page: a secret in a cookie, its digest in a table, two hours idle, eight hours in all."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from azukari.core.database.cascade import delete
from azukari.core.database.row_proof import is_proven, row_proof
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.self_service.models import OwnSession, SignIn

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=8)
_NOTED = timedelta(minutes=1)  # how precisely the last visit is kept


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that is open.

    Args:
        person: whose page it opens.
        secret: what the cookie carries.
    """

    id: UUID
    person: UUID
    secret: str

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.PERSON, str(self.person))

    @property
    def csrf(self) -> str:
        """The token that every form of the page carries; it can be made from the secret alone."""
        return hmac.digest(self.secret.encode(), b"azukari own page form", hashlib.sha256).hex()

    def posted_by_us(self, token: str) -> bool:
        return hmac.compare_digest(self.csrf.encode(), token.encode())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(person: UUID, *, now: datetime) -> Opened:
    """Open a session, in the caller's transaction."""
    opened = Opened(new_id(), person, secrets.token_urlsafe(32))
    row = OwnSession(
        id=opened.id,
        person_id=person,
        digest=_digest(opened.secret),
        created_at=now,
        seen_at=now,
        expires_at=now + LONGEST,
    )
    row.proof = row_proof(row.meaning)
    row.save(force_insert=True)
    return opened


def find(secret: str, *, now: datetime) -> Opened | None:
    """The living session of a cookie, whose visit is noted; or None."""
    if not secret:
        return None
    row = OwnSession.objects.filter(digest=_digest(secret), expires_at__gt=now, seen_at__gt=now - IDLE).first()
    if row is None or not is_proven(row.proof, row.meaning):
        return None
    if now - row.seen_at > _NOTED:
        OwnSession.objects.filter(id=row.id).update(seen_at=now)
    return Opened(row.id, row.person_id, secret)


def end(session: Opened) -> None:
    """Sign out."""
    OwnSession.objects.filter(id=session.id).delete()


def end_all(people: Collection[UUID]) -> None:
    """End every session of these people, and make their unused links useless."""
    delete(OwnSession, people, by="person")
    delete(SignIn, people, by="person")


def purge(now: datetime) -> int:
    """Delete sessions and links that can be used no more; returns how many."""
    stale = OwnSession.objects.filter(expires_at__lte=now).delete()[0]
    idle = OwnSession.objects.filter(seen_at__lte=now - IDLE).delete()[0]
    return stale + idle + SignIn.objects.filter(expires_at__lte=now).delete()[0]
