"""The inspection of the room: what is late is found, what is in order is not; whatever its size, in flat memory.

What came in past the intake is the matter of `tests/proofs/test_orphan.py`.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.consent.models import Grant
from azukari.core.vault import inspect
from azukari.core.vault.inspect import GRACE, orphans
from azukari.core.vault.models import SealedValue
from benchmarks.population import add
from tests.cast import NOW, Known

LATER = NOW + timedelta(days=3)

pytestmark = pytest.mark.django_db


def _codes(now=LATER) -> set[str]:
    return {orphan.code for orphan in orphans(now)}


def test_an_empty_room_is_in_order():
    assert _codes() == set()


def test_a_value_whose_grants_ended_more_than_a_day_ago_is_found(hanako: Known):
    Grant.objects.filter(person=hanako.id).update(ends_at=NOW + timedelta(hours=1))
    assert _codes(NOW + timedelta(hours=1) + GRACE + timedelta(minutes=1)) == {"not-held"}


def test_within_the_day_it_is_still_in_order(hanako: Known):
    Grant.objects.filter(person=hanako.id).update(ends_at=NOW + timedelta(hours=1))
    assert _codes(NOW + timedelta(hours=2)) == set()


def test_a_value_that_is_held_anew_since_less_than_a_day_is_in_order(hanako: Known):
    """A request that use stop puts a hold in the place of all that held it before."""
    held = Grant.objects.filter(person=hanako.id)
    held.exclude(purpose="membership").delete()
    held.update(begins_at=LATER - timedelta(hours=1))
    assert held.exists()
    assert _codes(LATER) == set()


def test_a_value_that_one_purpose_still_holds_is_in_order(hanako: Known):
    Grant.objects.filter(person=hanako.id).exclude(purpose="membership").update(ends_at=NOW + timedelta(hours=1))
    assert _codes() == set()


def test_the_whole_room_is_walked_batch_by_batch(charter, monkeypatch):
    monkeypatch.setattr(inspect, "BATCH", 50)
    add(range(60), now=NOW)
    SealedValue.objects.filter(field="phone").update(field="fax")
    assert sum(1 for orphan in orphans(NOW)) == SealedValue.objects.filter(field="fax").count()


def test_queries_grow_with_batches_and_not_with_values(charter):
    add(range(20), now=NOW)
    with CaptureQueriesContext(connection) as few:
        assert not list(orphans(NOW))
    add(range(20, 60), now=NOW)  # still one batch
    with CaptureQueriesContext(connection) as more:
        assert not list(orphans(NOW))
    assert len(more) == len(few)
