"""The inbox counts no further than it pages, and says so; what is mine is one press away."""

import pytest

from azukari.features.records import submissions
from tests.console import desks

pytestmark = pytest.mark.django_db


def test_a_narrowed_list_is_counted_so_far_and_says_that_there_are_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(submissions, "MOST", 2)
    monkeypatch.setattr(submissions, "PAGE", 1)
    desks.publish()
    for number in range(4):
        desks.register("feedback", {"email": f"asker{number}@example.org"})
    client = desks.browser(desks.staff("feedback"))
    page = client.get("/console/forms/feedback/?state=new").content.decode()
    assert "More than 2 submissions. Choose days to see the others." in page
    assert "Page 1 of 2" in page
    assert "4 submissions" in client.get("/console/forms/feedback/").content.decode()


def test_what_is_mine_stands_beside_the_states():
    desks.publish()
    clerk, mine, other = desks.staff("feedback"), desks.register("feedback"), desks.register("feedback")
    client = desks.browser(clerk)
    client.post(f"/console/forms/feedback/{mine.submission}/reply/", {"text": "Yes.", "seen": "0"})
    every, own = (client.get(f"/console/forms/feedback/{query}").content.decode() for query in ("", "?mine=1"))
    assert '<a href="?mine=1">Mine</a>' in every
    assert '<a href="?mine=1" aria-current="true">Mine</a>' in own
    assert str(mine.submission) in own
    assert str(other.submission) in every
    assert str(other.submission) not in own
