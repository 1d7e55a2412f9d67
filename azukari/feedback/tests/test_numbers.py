"""Numbers of feedback: times by nearest rank, topics counted by the program, and the same queries for any number."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from azukari.feedback.models import Satisfaction, TopicDay
from azukari.feedback.numbers import Took, count_topics, took
from azukari.forms.models import Reply, Submission
from tests.console import desks


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ([], None),
        ([2.0], Took(1, 2.0, 2.0)),
        ([1.0, 2.0, 3.0, 4.0], Took(4, 2.0, 4.0)),
        ([float(n) for n in range(1, 101)], Took(100, 50.0, 95.0)),
    ],
)
def test_median_and_p95(hours: list[float], told: Took | None):
    assert took(hours) == told


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
    Submission.objects.update(accepted_at=now - timedelta(hours=30), created_at=now - timedelta(hours=30))
    Reply.objects.update(written_at=now - timedelta(hours=25))
    one = Reply.objects.earliest("id")
    Satisfaction.objects.create(submission_id=one.submission_id, person_id=one.person_id, helped=True, said_at=now)
    assert [count_topics(now), count_topics(now)] == [1, 0]
    assert dict(TopicDay.objects.filter(count__gt=0).values_list("topic", "count")) == {"question": 4, "opinion": 2}
    with django_assert_max_num_queries(40):
        page = client.get("/console/forms/feedback/numbers/").content.decode()
    for words in ("half within 5.0 hours", "Yes: 1, no: 0", "A question", "<b>6</b>", "<b>3</b>"):
        assert words in page
