"""A browser brings the key of its session, or none; the row knows no more than a digest of it, and whose it is."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.core.accounts.models import StaffSession
from azukari.core.accounts.sessions import SessionStore, digest, forget_ended

pytestmark = pytest.mark.django_db


def test_a_browser_without_a_session_has_nothing_to_load() -> None:
    assert SessionStore().load() == {}


def test_what_was_kept_is_found_by_its_key_alone_and_not_by_what_stands_in_the_row() -> None:
    kept = SessionStore()
    kept["word"] = "heron"
    kept.create()
    key = kept.session_key
    assert key
    row = StaffSession.objects.get()
    assert (row.session_key, row.user_id, len(row.session_key)) == (digest(key), None, 40)
    assert SessionStore(key).load() == {"word": "heron"}
    assert SessionStore(row.session_key).load() == {}
    assert kept.exists(key)
    assert not kept.exists(row.session_key)
    SessionStore().delete()
    SessionStore(row.session_key).delete()
    assert StaffSession.objects.count() == 1
    SessionStore(key).delete()
    assert not StaffSession.objects.exists()


def test_a_session_is_over_at_its_end_and_goes_then() -> None:
    kept = SessionStore()
    kept.create()
    key, now = kept.session_key, datetime.now(UTC)
    StaffSession.objects.update(expire_date=now + timedelta(minutes=1))
    assert forget_ended(now) == 0
    assert forget_ended(now + timedelta(minutes=1) - timedelta(microseconds=1)) == 0
    StaffSession.objects.update(expire_date=now)
    ended = SessionStore(key)
    assert ended.load() == {}
    assert ended.session_key is None, "the key of a session that is over is not used again"
    assert forget_ended(now) == 1
