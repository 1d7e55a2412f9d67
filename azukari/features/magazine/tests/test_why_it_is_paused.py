"""The page of an issue says in words why it is paused, and never by a code alone."""

import pytest
from django.urls import reverse

from azukari.core.mail.mailing import pause
from azukari.features.magazine import sending
from azukari.features.magazine.life import IssueState
from azukari.features.magazine.models import Issue
from azukari.features.magazine.tests.issues import begun, readers_of
from azukari.policy.refused_alike import REFUSED_ALIKE
from tests.console import desks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (REFUSED_ALIKE, "the fault is probably ours. No reader was unsubscribed."),
        ("restored", "A backup was restored while it was being sent."),
        ("purpose.ended", "A rule of the policy no longer allows it (purpose.ended)."),
        ("staff", "Paused: nothing is sent until you resume it.</p>"),
    ],
)
def test_why_it_is_paused(of, moment, code, said):
    readers_of(2)
    issue = begun(of, moment)
    mailing = sending.mailing_of(issue)
    assert mailing is not None
    pause(mailing, code=code)
    at = reverse("console-magazine-issue", kwargs={"slug": "magazine", "issue_id": issue.id})
    page = desks.browser(desks.staff("magazine")).get(at).content.decode()
    assert said in page
    assert REFUSED_ALIKE not in page


def test_an_issue_that_was_sent_and_came_back_is_under_way_again(of, moment):
    readers_of(2)
    issue = begun(of, moment)
    mailing = sending.mailing_of(issue)
    assert mailing is not None
    pause(mailing, code=REFUSED_ALIKE)
    Issue.objects.update(state=IssueState.SENT)
    sending.send_due(moment)
    issue.refresh_from_db()
    assert issue.state == IssueState.SENDING
