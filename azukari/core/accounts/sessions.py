"""Sessions of staff: rows that know their user, under a digest of the key that the browser holds.

Whoever reads the database, or a backup of it, cannot sign in with what they find there. Whoever writes to it cannot
either: what a session holds is signed together with its digest, so a copy of a colleague's session opens nothing.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from django.utils import timezone

from azukari.core.accounts.models import StaffSession
from azukari.core.database.statement import Statement

_LIVING = Statement("SELECT session_data FROM accounts_staffsession WHERE session_key = %s AND expire_date > %s")
_LENGTH = 40  # of the session_key column; 160 bits of the digest


def digest(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:_LENGTH]


def forget_ended(now: datetime) -> int:
    """Delete the sessions that have ended by ``now``; returns how many."""
    return StaffSession.objects.filter(expire_date__lte=now).delete()[0]


def _salt(row: str) -> str:
    return f"azukari staff session {row}"


def held_by(row: str, session_data: str) -> dict[str, Any]:
    """What a session holds; nothing where that was signed for another session, or so long ago that it has ended.

    Args:
        row: the digest of its key.
    """
    try:
        held: dict[str, Any] = signing.loads(
            session_data, salt=_salt(row), serializer=JSONSerializer, max_age=settings.SESSION_COOKIE_AGE
        )
    except signing.BadSignature:
        return {}
    return held


class SessionStore(DatabaseStore):
    """Django's database sessions with a hashed key and a user column."""

    cache_key_prefix = ""

    @property
    def key_salt(self) -> str:
        """Django signs what the session holds under this; ours is another one for each session."""
        return _salt(digest(self.session_key or ""))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        return held_by(digest(self.session_key or ""), str(session_data))

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def load(self) -> dict[str, Any]:
        for (data,) in _LIVING.rows(digest(self.session_key or ""), timezone.now()):
            return self.decode(data)
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        return StaffSession.objects.filter(session_key=digest(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        user = data.get(SESSION_KEY)
        return StaffSession(
            session_key=digest(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=int(user) if user else None,
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            StaffSession.objects.filter(session_key=digest(key)).delete()
