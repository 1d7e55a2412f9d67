"""A list whose policy asks for a second person: no issue goes that its writer alone approved, whatever came between."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from azukari.core.accounts.models import User
from azukari.core.ledger.models import Pending
from azukari.core.mail import mailing
from azukari.core.mail.models import Mailing
from azukari.core.policy_versions.current import current
from azukari.features.magazine import sending
from azukari.features.magazine.events import APPROVED
from azukari.features.magazine.issues import approve, schedule, take_back
from azukari.features.magazine.life import HELD, SECOND_THOUGHTS, IssueState
from azukari.features.magazine.lists import lists
from azukari.features.magazine.models import Issue
from azukari.features.magazine.sending import mailing_of, send_due
from azukari.features.magazine.tests.issues import readers_of
from azukari.features.magazine.tests.two_people import (
    TWO,
    acting,
    alone,
    ask_two,
    first_page,
    page,
    press,
    stand,
    written,
)
from azukari.features.magazine.weekly import gather, last_monday
from azukari.features.magazine.wishes import wish
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.policy.mailing import MailingState
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks
from tests.mailings.issue import send_all
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_approved_alone_is_not_scheduled_once_the_policy_asks(server: Sink, moment, writer):
    readers_of(1)
    issue = alone(writer, moment)
    ask_two(moment)
    with pytest.raises(InvalidTransition) as refused:
        schedule(issue.id, at=moment, actor=acting(writer), now=moment)
    assert refused.value.sentence == HELD
    shown = page(writer, issue)
    assert "held until a colleague approves it" in shown
    assert "/act/send" not in shown
    assert "/act/schedule" not in shown
    pressed = press(writer, issue, "send", lang="ja")
    assert pressed.status_code == 409
    assert "送信を止めています" in pressed.content.decode()
    other = desks.staff("magazine", email=TWO)
    assert stand(issue, other, moment).state == IssueState.APPROVED
    schedule(issue.id, at=moment, actor=acting(writer), now=moment)
    assert send_due(moment) == 1


def test_what_was_scheduled_alone_is_held_with_a_task_and_goes_when_a_second_person_approves(
    server: Sink, moment, writer
):
    readers_of(2)
    issue = alone(writer, moment, at=moment)
    assert "is held until" not in first_page(writer)
    ask_two(moment)
    assert send_due(moment) == 0
    send_all(moment)
    assert not server.taken
    assert not Mailing.objects.exists()
    assert Issue.objects.get(id=issue.id).state == IssueState.SCHEDULED
    other = desks.staff("magazine", email=TWO)
    link = reverse("console-magazine-issue", args=["magazine", issue.id])
    for user in (writer, other):
        assert link in first_page(user)
        assert "」は、二人目の承認を待って止まっています" in first_page(user, "ja")
    assert link not in first_page(desks.staff("membership"))
    assert "/act/approve" not in page(writer, issue)
    assert "Approve as the second person" in page(other, issue)
    assert press(writer, issue).status_code == 422
    pressed = press(other, issue)
    assert pressed.headers["Location"].endswith("?done=going")
    assert link not in first_page(other)
    held = Issue.objects.get(id=issue.id)
    assert (held.approved_by, held.version) == (f"staff:{other.reference}", issue.version + 1)
    assert held.scheduled_at is not None
    assert held.scheduled_at >= moment + SECOND_THOUGHTS
    assert Pending.objects.filter(kind=APPROVED.name).count() == 2
    assert send_due(held.scheduled_at - timedelta(seconds=1)) == 0
    assert send_due(held.scheduled_at) == 1
    send_all(held.scheduled_at)
    assert server.to() == {"reader0@example.org": 1, "reader1@example.org": 1}


def test_a_second_person_leaves_its_time_alone_and_reads_what_they_approve(moment, writer):
    at = moment + timedelta(days=2)
    issue, other = alone(writer, moment, at=at), desks.staff("magazine", email=TWO)
    ask_two(moment)
    policy = current().policy
    with pytest.raises(StaleVersion):
        approve(issue.id, lists(policy)["magazine"], policy, version=1, actor=acting(other), now=moment)
    assert press(other, issue).headers["Location"].endswith("?done=scheduled")
    held = Issue.objects.get(id=issue.id)
    assert (held.scheduled_at, held.state) == (at, IssueState.SCHEDULED)
    with pytest.raises(InvalidTransition):
        stand(issue, other, moment)


def test_a_policy_that_is_published_while_readers_are_gathered_holds_it(server: Sink, moment, writer, monkeypatch):
    readers_of(2)
    issue = alone(writer, moment, at=moment)
    add = mailing.add

    def published_meanwhile(*given, **more):
        add(*given, **more)
        ask_two(moment)

    monkeypatch.setattr(mailing, "add", published_meanwhile)
    assert send_due(moment) == 0
    monkeypatch.undo()
    with monkeypatch.context() as patched:
        patched.setattr(mailing, "add", None)
        assert send_due(moment) == 0, "they are not gathered again and again"
    send_all(moment)
    assert not server.taken
    assert Mailing.objects.get().state == MailingState.PREPARING
    other = desks.staff("magazine", email=TWO)
    assert "Approve as the second person" in page(other, issue)
    stand(issue, other, moment)
    assert send_due(moment + SECOND_THOUGHTS) == 1
    send_all(moment + SECOND_THOUGHTS)
    assert server.to() == {"reader0@example.org": 1, "reader1@example.org": 1}


def test_what_has_begun_goes_on(server: Sink, moment, writer):
    readers_of(1)
    issue = alone(writer, moment, at=moment)
    assert send_due(moment) == 1
    ask_two(moment)
    send_all(moment)
    assert len(server.taken) == 1
    assert "is held until" not in first_page(writer)
    Issue.objects.filter(id=issue.id).update(state=IssueState.SCHEDULED)  # its job died before it noted the beginning
    assert send_due(moment) == 1
    assert Issue.objects.get(id=issue.id).state == IssueState.SENDING


def test_what_is_taken_back_while_it_begins_does_not_go(server: Sink, moment, writer, monkeypatch):
    readers_of(1)
    issue = alone(writer, moment, at=moment)

    def taken_back(*_given, **_more) -> bool:
        take_back(issue.id, actor=acting(writer), now=moment)
        return False

    monkeypatch.setattr(sending, "is_small", taken_back)
    assert send_due(moment) == 0
    assert mailing_of(Issue.objects.get(id=issue.id)) is None
    send_all(moment)
    assert not server.taken


def test_a_weekly_edition_needs_a_second_person_for_what_nobody_else_approved(server: Sink, moment, writer):
    people = readers_of(2)
    wish(people[0], lists(current().policy)["magazine"], lang="", until=None, weekly=True,
         actor=Actor(ActorKind.PERSON, str(people[0])), now=moment)  # fmt: skip
    other = desks.staff("magazine", email=TWO)
    User.objects.filter(id=other.id).update(is_active=False)
    alone(writer, moment, at=moment)
    send_due(moment)
    send_all(moment)
    User.objects.filter(id=other.id).update(is_active=True)
    ask_two(moment)
    monday = last_monday(moment, ZoneInfo("Asia/Tokyo")) + timedelta(weeks=1)
    assert gather(monday) == 1
    assert send_due(monday) == 0
    edition = Issue.objects.get(audience="weekly")
    assert "held until a colleague approves it" in page(other, edition)
    stand(edition, other, monday)
    assert send_due(monday + SECOND_THOUGHTS) == 1
    later = written(writer, monday)
    stand(later, other, monday)
    schedule(later.id, at=monday, actor=acting(writer), now=monday)
    send_due(monday)
    assert gather(monday + timedelta(weeks=1)) == 1
    assert send_due(monday + timedelta(weeks=1)) == 1, "two people stand for all that is in it"
