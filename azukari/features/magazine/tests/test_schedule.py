"""An issue is scheduled on the organisation's clocks, where an hour is skipped in spring and comes twice in autumn."""

import pytest
from django.urls import reverse

from azukari.core.policy_versions.publish import publish
from azukari.features.magazine.models import Issue
from azukari.features.magazine.tests.issues import approved
from azukari.policy.parse import STARTER
from tests.console import desks

pytestmark = pytest.mark.django_db(transaction=True)


def test_where_the_clocks_never_change_nothing_is_said_of_it(of, moment):
    issue = approved(of, moment)
    editor = desks.browser(desks.staff("magazine"))
    page = editor.get(reverse("console-magazine-issue", args=["magazine", issue.id])).content.decode()
    assert "Time zone: Asia/Tokyo." in page
    assert "An hour that is skipped" not in page


@pytest.mark.parametrize(
    ("typed", "goes", "told"),
    [
        ("2037-03-29T01:59", "2037-03-29T00:59:00+00:00", "1:59"),
        ("2037-03-29T02:30", "2037-03-29T01:30:00+00:00", "3:30"),  # skipped: an hour later
        ("2037-10-25T02:30", "2037-10-25T00:30:00+00:00", "2:30"),  # twice: the first one
        ("2037-10-25T03:00", "2037-10-25T02:00:00+00:00", "3:00"),
    ],
)
def test_an_hour_that_the_clocks_skip_or_show_twice_is_as_the_page_says(of, moment, typed, goes, told):
    text = STARTER.read_text("utf-8").replace("timezone: Asia/Tokyo", "timezone: Europe/Berlin")
    publish(text, actor=desks.OPERATOR, now=moment)
    issue = approved(of, moment)
    editor = desks.browser(desks.staff("magazine"))
    page = editor.get(reverse("console-magazine-issue", args=["magazine", issue.id])).content.decode()
    assert "Time zone: Europe/Berlin. An hour that is skipped in spring becomes the next one" in page
    at = reverse("console-magazine-act", args=["magazine", issue.id, "schedule"])
    page = editor.post(at, {"at": typed, "sure": typed}, follow=True).content.decode()
    found = Issue.objects.get().scheduled_at
    assert found
    assert found.isoformat() == goes
    assert f"2037</span>, {told}<" in page, "what the clocks will show then"


def test_a_year_that_is_far_ahead_is_asked_about_once(of, moment):
    issue = approved(of, moment)
    editor = desks.browser(desks.staff("magazine"))
    at = reverse("console-magazine-act", args=["magazine", issue.id, "schedule"])
    asked = editor.post(at, {"at": "2037-03-29T09:00"})
    page = asked.content.decode()
    assert (asked.status_code, "more than three months ahead" in page) == (422, True)
    assert 'name="sure" value="2037-03-29T09:00"' in page
    assert editor.post(at, {"at": "2038-03-29T09:00", "sure": "2037-03-29T09:00"}).status_code == 422, "another moment"
    assert Issue.objects.get().scheduled_at is None
    assert editor.post(at, {"at": "2037-03-29T09:00", "sure": "2037-03-29T09:00"}).status_code == 302
