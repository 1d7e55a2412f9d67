"""Sessions of staff: rows that know their user, under a digest of the key that the browser holds.

Whoever reads the database, or a backup of it, cannot sign in with what they find there.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from azukari.accounts.models import StaffSession
from azukari.database.statement import Statement

_LIVING = Statement("SELECT session_data FROM accounts_staffsession WHERE session_key = %s AND expire_date > %s")
_LENGTH = 40  # of the session_key column; 160 bits of the digest


def digest(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:_LENGTH]


def forget_ended(now: datetime) -> int:
    """Delete the sessions that have ended by ``now``; returns how many."""
    return StaffSession.objects.filter(expire_date__lte=now).delete()[0]


class SessionStore(DatabaseStore):
    """Django's database sessions with a hashed key and a user column."""

    cache_key_prefix = ""

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
