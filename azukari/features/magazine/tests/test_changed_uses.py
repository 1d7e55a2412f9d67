"""P14: an issue that is scheduled does not go once its purpose is not for news any more, and the desk says why."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from azukari.core.accounts.models import User
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.core.vault.events import VALUE_RELEASED
from azukari.features.magazine.issues import schedule
from azukari.features.magazine.life import IssueState
from azukari.features.magazine.models import Issue
from azukari.features.magazine.sending import send_due
from azukari.features.magazine.tests.issues import approved, begun, carried, readers_of, sent
from azukari.features.magazine.tests.two_people import acting
from azukari.features.magazine.weekly import gather, last_monday
from azukari.features.magazine.wishes import wish
from azukari.policy.mailing import MessageState
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks
from tests.mailings.issue import send_all
from tests.mailings.sink import Sink
from tests.purposes.changed import publish_uses

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "is there to check and count what was sent in"), ("ja", "確認と集計")]
)
def test_what_is_scheduled_is_taken_back_and_its_page_says_why(of, moment, writer: User, lang: str, words: str):
    readers_of(1)
    issue = approved(of, moment)
    schedule(issue.id, at=moment, actor=acting(writer), now=moment)
    publish_uses("magazine", uses=["count"])
    assert send_due(moment) == 0
    assert Issue.objects.get(id=issue.id).state == IssueState.DRAFT
    assert not Mailing.objects.exists()
    page = desks.browser(writer, lang).get(reverse("console-magazine-issue", args=["magazine", issue.id]))
    assert words in page.content.decode()
    assert send_due(moment) == 0, "and the next round finds nothing to stumble over"


def test_what_is_under_way_reaches_nobody_else(server: Sink, of, moment):
    readers_of(2)
    issue = begun(of, moment)
    publish_uses("magazine", uses=["count"])
    opened = Pending.objects.filter(kind=VALUE_RELEASED.name).count()
    send_all(moment)
    assert not server.taken
    left = MailingMessage.objects.filter(mailing=carried(issue)).values_list("state", "code")
    assert {*left} == {(MessageState.REFUSED, "way.other-use")}
    assert Pending.objects.filter(kind=VALUE_RELEASED.name).count() == opened


def test_no_weekly_edition_is_put_together(server: Sink, of, moment):
    [person] = readers_of(1)
    actor = Actor(ActorKind.PERSON, str(person))
    wish(person, of, lang="ja", until=None, weekly=True, actor=actor, now=moment)
    sent(of, moment)
    publish_uses("magazine", uses=["count"])
    monday = last_monday(moment, ZoneInfo("Asia/Tokyo")) + timedelta(weeks=1)
    assert gather(monday) == 0
    assert not Issue.objects.filter(audience="weekly").exists()
