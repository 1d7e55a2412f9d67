"""Where somebody is signed in: since when, on what kind of device, and the day it was last used. No address and no
user agent is kept (law 8); the kind is told once, from what the browser says of itself, and the rest is forgotten.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from azukari.core.accounts.duties import note
from azukari.core.accounts.events import ACCOUNT_CHANGED
from azukari.core.accounts.models import StaffSession, User
from azukari.core.accounts.sessions import digest, held_by
from azukari.policy.terms import Actor, ActorKind

BEGUN, SEEN, DEVICE = "begun", "seen", "device"
"""What a session holds about itself."""

_TABLET = re.compile(r"iPad|Tablet|Android")
_PHONE = re.compile(r"Mobi|iPhone")


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One browser that is signed in. ``device`` is ``phone``, ``tablet``, ``computer``, or ``""``."""

    id: str
    begun: datetime | None
    seen: datetime | None  # to be shown as a day
    device: str
    here: bool


def kind_of_device(headers: Mapping[str, str]) -> str:
    """What kind of thing the browser runs on, as far as it says so."""
    agent = headers.get("User-Agent", "")
    if headers.get("Sec-CH-UA-Mobile") == "?1" or _PHONE.search(agent):
        return "tablet" if "iPad" in agent else "phone"
    if _TABLET.search(agent):
        return "tablet"
    return "computer" if agent else ""


def mark(session: Any, headers: Mapping[str, str], *, now: datetime) -> None:
    """Note the hour in a signed-in session, and at its beginning the rest; writes once an hour.

    The hour, since the page that shows it as a day knows where the organisation is.
    """
    seen = now.isoformat(timespec="hours")
    if session.get(SEEN) == seen:
        return
    session[SEEN] = seen
    if BEGUN not in session:
        session[BEGUN] = now.isoformat(timespec="minutes")
        session[DEVICE] = kind_of_device(headers)


def of(user: User, *, here: str | None, now: datetime) -> list[OwnSession]:
    """The user's sessions that have not ended, this one first. One query.

    Args:
        here: the key of the session that asks.
    """
    mine = digest(here or "")
    rows = StaffSession.objects.filter(user=user, expire_date__gt=now).order_by("-expire_date")
    found = []
    for row in rows:
        data = held_by(row.session_key, row.session_data)
        begun, seen = data.get(BEGUN), data.get(SEEN)
        found.append(
            OwnSession(
                id=row.session_key,
                begun=datetime.fromisoformat(begun) if begun else None,
                seen=datetime.fromisoformat(seen) if seen else None,
                device=str(data.get(DEVICE, "")),
                here=row.session_key == mine,
            )
        )
    return sorted(found, key=lambda session: not session.here)


def end(user: User, id: str, *, now: datetime) -> bool:
    """End one of the user's sessions; False if it is none of theirs, or has ended."""
    return bool(_end(user, StaffSession.objects.filter(user=user, session_key=id), now))


def end_others(user: User, *, here: str | None, now: datetime) -> int:
    """End all of the user's sessions but this one; returns how many."""
    return _end(user, StaffSession.objects.filter(user=user).exclude(session_key=digest(here or "")), now)


def _end(user: User, sessions: Any, now: datetime) -> int:
    with transaction.atomic():
        count: int = sessions.delete()[0]
        if count:
            oneself = Actor(ActorKind.STAFF, str(user.reference))
            note(ACCOUNT_CHANGED, user, oneself, now, act="sessions-ended", count=count)
    return count
