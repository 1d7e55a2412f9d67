"""A round of asking leaves room for others: it pauses between batches, and writes nothing where there is nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.mail.models import Message
from azukari.features.reconsent import tend as module
from azukari.features.reconsent.models import Asked, ReconsentAnswer
from azukari.features.reconsent.tend import ASK_LETTER, tend
from tests.cast import NOW, Known
from tests.charter.widened import phone_too, publish_widened

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def pauses(hanako: Known, amelia: Known, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    publish_widened(phone_too, now=NOW)
    outer, found = len(connection.savepoint_ids), []
    monkeypatch.setattr(module, "let_others_write", lambda: found.append(len(connection.savepoint_ids) - outer))
    return found


def test_between_two_batches_others_write(pauses: list[int]):
    tend(LATER)
    assert pauses == [0]


def test_who_could_not_be_reached_is_noted_once(pauses: list[int]):
    tend(LATER)
    Message.objects.filter(kind=ASK_LETTER).update(sent_at=LATER, failure="suppressed")
    tend(LATER)
    assert Asked.objects.get().state == ReconsentAnswer.UNREACHABLE
    with CaptureQueriesContext(
        connection,
    ) as queries:
        tend(LATER)
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read whole elsewhere")
def test_failures_are_found_by_their_index(db: None):
    failed = Message.objects.filter(kind=ASK_LETTER, failure__gt="")
    assert "message_failed" in failed.explain()
