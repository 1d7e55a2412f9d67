"""What is told of one's own sessions and what ends them: these, of this account, and no others."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from azukari.core.accounts import own_sessions
from azukari.core.accounts.models import StaffSession, User
from azukari.core.accounts.sessions import SessionStore, digest
from azukari.core.ledger.models import Pending
from tests.console import desks

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, 17, tzinfo=UTC)
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone) Mobile/15E148"}
DESK = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


class Kept(dict[str, Any]):
    """A session that counts how often it was written to."""

    writes = 0

    def __setitem__(self, name: str, value: Any) -> None:
        self.writes += 1
        super().__setitem__(name, value)


@pytest.fixture
def clerk(db: None) -> User:
    desks.publish()
    return desks.staff("membership")


def session(user: User, *, lasts: timedelta = timedelta(hours=8), **data: str) -> str:
    """One that is open; returns the key that its browser has."""
    kept = SessionStore()
    kept.update({"_auth_user_id": str(user.pk), **data})
    kept.create()
    row = StaffSession.objects.order_by("expire_date").filter(session_key=digest(kept.session_key or ""))
    row.update(expire_date=NOW + lasts)
    return str(kept.session_key)


def of(user: User, here: str | None = None) -> list[own_sessions.OwnSession]:
    return own_sessions.of(user, here=here, now=NOW)


def told() -> list[dict[str, object]]:
    rows = Pending.objects.filter(kind="staff:account:changed").values_list("payload", flat=True)
    return [json.loads(row) for row in rows]


def test_the_beginning_and_the_kind_are_noted_once_and_the_hour_of_use_once_an_hour() -> None:
    kept = Kept()
    own_sessions.mark(kept, PHONE, now=NOW)
    begun = {"begun": "2026-11-24T03:17+00:00", "seen": "2026-11-24T03+00:00", "device": "phone"}
    assert kept == begun
    writes = kept.writes
    own_sessions.mark(kept, DESK, now=NOW + timedelta(minutes=42))
    assert (kept, kept.writes) == (begun, writes)
    own_sessions.mark(kept, DESK, now=NOW + timedelta(minutes=43))
    assert kept == {**begun, "seen": "2026-11-24T04+00:00"}
    assert kept.writes == writes + 1


def test_those_that_are_open_are_told_this_one_first(clerk: User) -> None:
    other = desks.staff("magazine")
    session(other)
    session(clerk, lasts=timedelta(0))
    first = session(clerk, lasts=timedelta(hours=9), begun="2026-11-24T02:00+00:00", seen="2026-11-24T03+00:00")
    here = session(clerk, lasts=timedelta(hours=8), device="phone")
    last = session(clerk, lasts=timedelta(hours=7))
    found = of(clerk, here)
    assert [one.id for one in found] == [digest(key) for key in (here, first, last)]
    assert [one.here for one in found] == [True, False, False]
    assert [one.device for one in found] == ["phone", "", ""]
    assert (found[1].begun, found[1].seen) == (NOW.replace(hour=2, minute=0), NOW.replace(minute=0))
    assert (found[0].begun, found[0].seen) == (None, None)
    assert not any(one.here for one in of(clerk))


def test_one_is_ended_and_recorded_and_one_that_is_none_of_theirs_is_not(clerk: User) -> None:
    other = desks.staff("magazine")
    theirs, mine, here = session(other), session(clerk), session(clerk)
    for id in (digest(theirs), mine, ""):
        assert own_sessions.end(clerk, id, now=NOW) is False
    assert (StaffSession.objects.count(), told()) == (3, [])
    assert own_sessions.end(clerk, digest(mine), now=NOW) is True
    assert [one.id for one in of(clerk)] == [digest(here)]
    reference = str(clerk.reference)
    entry = {"actor": f"staff:{reference}", "account": reference, "act": "sessions-ended", "count": 1}
    assert told() == [entry]


def test_all_others_are_ended_and_it_is_recorded_how_many(clerk: User) -> None:
    other = desks.staff("magazine")
    session(other)
    here = session(clerk)
    assert own_sessions.end_others(clerk, here=here, now=NOW) == 0
    assert told() == []
    session(clerk)
    session(clerk)
    assert own_sessions.end_others(clerk, here=here, now=NOW) == 2
    assert [one.id for one in of(clerk)] == [digest(here)]
    assert StaffSession.objects.filter(user=other).exists()
    assert [one["count"] for one in told()] == [2]
