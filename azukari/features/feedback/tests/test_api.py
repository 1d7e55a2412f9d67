"""Threads over the HTTP API: states, times and tags by a token of the duty, without a word of anybody's."""

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.accounts.tokens import make
from azukari.features.feedback.tagging import tag
from tests.console import desks

pytestmark = pytest.mark.django_db


def test_threads_are_listed_without_a_word():
    policy = desks.publish().policy
    clerk = desks.staff("feedback")
    asked = [desks.register("feedback", {"topic": "question", "message": f"HERON {n}"}) for n in range(3)]
    desk = desks.browser(clerk)
    desk.post(f"/console/forms/feedback/{asked[0].submission}/reply/", {"text": "KINGFISHER", "seen": "0"})
    tag(asked[0].submission, [], "river", form="feedback")
    words = make(clerk, "bot", ["feedback"], days=9, policy=policy, now=timezone.now())[1]
    client, at = Client(headers={"Authorization": f"Bearer {words}"}), "/api/v1/feedback"
    client.get(at, {"form": "feedback"})
    answer = client.get(at, {"form": "feedback"})
    told = answer.json()
    assert (told["total"], {one["id"] for one in told["items"]}) == (3, {str(one.submission) for one in asked})
    [replied] = client.get(at, {"form": "feedback", "state": "answered"}).json()["items"]
    assert (replied["id"], replied["replies"], replied["tags"]) == (str(asked[0].submission), 1, ["river"])
    assert replied["first_reply_at"]
    assert client.get(at, {"form": "feedback", "state": "new"}).json()["total"] == 2
    assert client.get(at, {"form": "feedback", "since": "2100-01-01T00:00:00Z"}).json()["total"] == 0
    for word in ("HERON", "KINGFISHER"):
        assert word not in answer.content.decode()
    assert client.get(at, {"form": "feedback", "state": "unknown"}).status_code == 422
    assert client.get(at, {"form": "membership"}).status_code == 404
    assert Client().get(at, {"form": "feedback"}).status_code == 401
