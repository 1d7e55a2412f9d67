"""Numbers of feedback: times by nearest rank, topics counted by the program, and the same queries for any number."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override

from azukari.core.forms.models import Handled, Handling, PageOfOrigin, Reply, Submission
from azukari.core.vault.erase_unheld import forget
from azukari.features.feedback.models import Satisfaction, TopicDay, TopicTime
from azukari.features.feedback.numbers import took
from azukari.features.feedback.topics import Spread, count_topics, spread
from tests.console import desks

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ([], None),
        ([2.0], Spread(1, 2.0, 2.0)),
        ([1.0, 2.0, 3.0, 4.0], Spread(4, 2.0, 4.0)),
        ([float(n) for n in range(1, 101)], Spread(100, 50.0, 95.0)),
    ],
)
def test_median_and_p95(hours: list[float], told: Spread | None):
    assert took(hours) == told


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, None),
        ({24: 1}, (1, "up to 24 hours", "up to 24 hours")),
        ({4: 2, 72: 1, 0: 1}, (4, "up to 4 hours", "more than 7 days")),
        ({4: 50, 24: 45, 0: 5}, (100, "up to 4 hours", "up to 24 hours")),
    ],
)
def test_the_spans_of_median_and_p95(counts: dict[int, int], told: tuple[int, str, str] | None):
    with override("en"):
        found = spread(counts)
        assert (found and (found.count, str(found.median), str(found.p95))) == told


@pytest.mark.django_db
def test_the_page_tells_them_and_opens_nothing(django_assert_max_num_queries: Any):
    desks.publish()
    client = desks.browser(desks.staff("feedback"))
    for number in range(6):
        asked = desks.register(
            "feedback", {"topic": "question" if number < 4 else "opinion", "message": f"No. {number}"}
        )
        if number < 3:
            client.post(f"/console/forms/feedback/{asked.submission}/reply/", {"text": "Yes.", "seen": "0"})
    now = timezone.now()
    came = datetime.combine(now.astimezone(TOKYO).date() - timedelta(days=3), time(12), TOKYO)
    Submission.objects.update(accepted_at=came, created_at=came)
    Reply.objects.update(written_at=came + timedelta(hours=5))
    one, other, _third = Submission.objects.filter(replies__isnull=False).order_by("id")
    Satisfaction.objects.create(submission=one, person_id=one.person_id, helped=True, said_at=now)
    Handling.objects.filter(submission=one).update(state=Handled.CLOSED, changed_at=came + timedelta(hours=30))
    PageOfOrigin.objects.create(submission=other, person_id=other.person_id, page="/en/contact")
    assert [count_topics(now), count_topics(now)] == [3, 0], (
        "what came, the answers of that day, and the next day's end"
    )
    assert dict(TopicDay.objects.filter(count__gt=0).values_list("topic", "count")) == {"question": 4, "opinion": 2}
    counted = set(TopicTime.objects.values_list("topic", "step", "within", "count"))
    assert counted == {("question", "answered", 24, 3), ("question", "closed", 72, 1)}
    with django_assert_max_num_queries(41):
        page = client.get("/console/forms/feedback/numbers/").content.decode()
    for words in ("half within 5 hours", "Yes: 1, no: 0", "A question", "<b>6</b>", "<b>3</b>"):
        assert words in page
    topics, pages = page.partition("By topic")[2].split("By page")
    assert "half: up to 24 hours; all: up to 24 hours" in topics
    assert "half: up to 3 days; all: up to 3 days" in topics
    assert "half within 5 hours, all within 5 hours" in pages.partition("/en/contact")[2]
    forget([one.person_id], now=now)
    assert set(TopicTime.objects.values_list("topic", "step", "within", "count")) == counted, "counts are of nobody"
