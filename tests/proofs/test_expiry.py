"""Many go on one day: a piece at a time, with room for others in between, and everybody is looked for."""

from datetime import timedelta

import pytest
from django.db import connection

from azukari.core.consent.models import Grant
from azukari.core.database.write_backoff import Spared
from azukari.core.people.models import Person
from azukari.core.vault import retention
from azukari.core.vault.models import MentionSearch
from azukari.core.vault.retention import due, expire, expire_some
from tests.cast import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def pauses(monkeypatch):
    """Which transactions were open while it paused."""
    found: list[int] = []
    outer = len(connection.savepoint_ids)
    monkeypatch.setattr(Spared, "pause", lambda _self: found.append(len(connection.savepoint_ids) - outer))
    return found


@pytest.fixture
def everybody(hanako, amelia, monkeypatch):
    Grant.objects.update(ends_at=LATER)
    monkeypatch.setattr(retention, "BATCH", 1)
    return [hanako, amelia]


def test_between_two_pieces_others_may_write(everybody, pauses):
    assert expire(LATER) == len(everybody)
    assert pauses == [0] * len(everybody)
    assert not Person.objects.exists()
    assert MentionSearch.objects.count() == len(everybody)


def test_where_nobody_else_is_there_is_no_pause(everybody, pauses):
    expire(LATER, alone=True)
    assert not pauses


def test_the_worker_comes_back_for_the_rest(everybody, pauses, monkeypatch):
    monkeypatch.setattr(retention, "SLICE", 0.0)
    assert expire_some(LATER) == 1
    assert due(LATER)
    assert expire_some(LATER) == 1
    assert not due(LATER)
