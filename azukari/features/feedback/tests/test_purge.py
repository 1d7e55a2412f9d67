"""Purge on schedule: what closed threads held goes when its time is over, as a preview said; one that was taken up
again after the preview stays whole (P07).
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from azukari.core.forms.handling import NotThere
from azukari.core.forms.models import Handled, Reply, Submission
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import expire
from azukari.features.feedback.tests.clerk import move
from azukari.lib.sweep import all_due
from tests.console import desks

pytestmark = pytest.mark.django_db
NUMBERS = "/console/forms/feedback/numbers/"


def _values_foreseen(at: datetime) -> int:
    return sum(going.count for going in all_due(at) if going.what == "value")


@pytest.fixture
def closed() -> Any:
    """Two threads, asked and answered and closed half a year ago, and one that is still open."""
    desks.publish()
    client, threads = desks.browser(desks.staff("feedback")), []
    for words in ("HERON", "EGRET", "IBIS"):
        one = desks.register("feedback", {"topic": "question", "message": words})
        client.post(f"/console/forms/feedback/{one.submission}/reply/", {"text": f"Dear {words}", "seen": "0"})
        threads.append(one.submission)
    for submission in threads[:2]:
        move(submission, Handled.CLOSED, timezone.now())
    return client, threads


def test_it_goes_as_the_preview_said_and_what_is_taken_up_again_after_it_stays(closed):
    client, (gone, again, still_open) = closed
    now = timezone.now()
    over = now + timedelta(days=190)
    each = SealedValue.objects.filter(submission_id=gone).count()
    assert each >= 3, "topic, message, reply"
    assert (_values_foreseen(now), _values_foreseen(over)) == (0, 2 * each)
    assert "erased when their time ends" not in client.get(NUMBERS).content.decode(), "not within 90 days"
    soon = now + timedelta(days=100)
    move(again, Handled.IN_HAND, soon)
    assert _values_foreseen(over) == each, "a preview tells how things stand"
    expire(over)
    assert not SealedValue.objects.filter(submission_id=gone).exists()
    assert not Submission.objects.filter(id=gone).exists()
    assert not Reply.objects.filter(submission_id=gone).exists()
    for kept in (again, still_open):
        assert SealedValue.objects.filter(submission_id=kept).count() == each
    page = client.get(f"/console/forms/feedback/{again}/", {"purpose": "feedback"})
    assert page.status_code == 200
    move(again, Handled.CLOSED, over)
    assert _values_foreseen(over + timedelta(days=190)) == each, "closed again, its time runs again"
    expire(over + timedelta(days=190))
    assert [*Submission.objects.values_list("id", flat=True)] == [still_open]


def test_what_is_taken_up_again_when_its_time_is_over_and_before_it_is_erased_stays(closed):
    _client, (gone, again, still_open) = closed
    over = timezone.now() + timedelta(days=190)
    move(again, Handled.IN_HAND, over)
    expire(over)
    assert {*Submission.objects.values_list("id", flat=True)} == {again, still_open}
    assert SealedValue.objects.filter(submission_id=again).exists()
    with pytest.raises(NotThere):
        move(gone, Handled.IN_HAND, over)


def test_the_desk_is_told_how_many_go_soon(closed):
    client, (one, other, _open) = closed
    long_ago = timezone.now() - timedelta(days=110)
    for submission in (one, other):
        move(submission, Handled.IN_HAND, timezone.now())
        move(submission, Handled.CLOSED, long_ago)
    page = client.get(NUMBERS).content.decode()
    assert "0 within 30 days, 2 within 90" in page
    move(other, Handled.IN_HAND, timezone.now())
    assert "0 within 30 days, 1 within 90" in client.get(NUMBERS).content.decode()
