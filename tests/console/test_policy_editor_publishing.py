"""From the draft to the charter: the officer says who they are once more, and exceptions wait for a second officer."""

import re
import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from azukari.core.accounts.models import User
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.events import CHARTER_REFUSED, EXCEPTION_APPROVED
from azukari.core.policy_versions.models import Charter
from azukari.core.policy_versions.publish import publish
from azukari.core.policy_versions.schedule import publish_due
from azukari.features.reconsent.tend import tend
from azukari.policy.parse import STARTER
from tests.console import desks
from tests.console.policy_desk import DESK, at, save

CHANGES, PUBLISH, APPROVE = f"{DESK}changes/", f"{DESK}publish/", f"{DESK}approve/"


def fresh(user: User) -> Client:
    """Somebody who has just said who they are."""
    client = desks.browser(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def first(published: Current) -> User:
    return desks.staff("privacy", email="first@staff.example.org")


@pytest.fixture
def second(published: Current) -> User:
    return desks.staff("privacy", email="second@staff.example.org")


def begun(user: User) -> Client:
    client = fresh(user)
    client.post(f"{DESK}begin/", {"version": drafts.last_version(), "source": "ruling"})
    return client


def version() -> int:
    return drafts.last_version()


def test_a_change_is_shown_in_a_sentence_and_published(first: User):
    client = begun(first)
    save(client, "requests", {"requests.phone": "03-1111-2222"})
    assert "The phone number" in client.get(CHANGES).content.decode()
    assert "Publish this policy?" in client.get(PUBLISH).content.decode()
    answer = client.post(PUBLISH, {"version": version()})
    assert "Version 2 is in force now" in answer.content.decode()
    assert current().policy.requests.phone == "03-1111-2222"
    assert Charter.objects.get(number=2).published_by == f"staff:{first.reference}"
    assert drafts.find() is None


def test_whoever_signed_in_long_ago_says_first_who_they_are(first: User):
    begun(first)
    client = desks.browser(first)
    save(client, "requests", {"requests.phone": "03-1111-2222"})
    assert client.get(PUBLISH).headers["Location"].startswith("/console/account/reauthenticate/")
    assert "Confirm that it is you" in client.post(PUBLISH, {"version": version()}).content.decode()
    assert current().number == 1


def test_what_is_unsound_is_refused_in_words_and_recorded(first: User):
    client = begun(first)
    save(
        client,
        "forms.membership.fields.email",
        {"forms.membership.fields.email.reason.ja": "", "forms.membership.fields.email.reason.en": ""},
    )
    answer = client.post(PUBLISH, {"version": version()})
    assert answer.status_code == 409
    assert "This policy cannot be published yet." in answer.content.decode()
    assert Pending.objects.filter(kind=CHARTER_REFUSED.name).count() == 1
    assert current().number == 1


def test_an_old_page_publishes_nothing(first: User):
    client = begun(first)
    save(client, "requests", {"requests.phone": "03-1111-2222"})
    save(client, "requests", {"requests.phone": "03-3333-4444"})
    answer = client.post(PUBLISH, {"version": version() - 1})
    assert (answer.status_code, current().number) == (409, 1)
    assert "The draft has moved on" in answer.content.decode()


def test_a_version_published_meanwhile_has_to_be_compared_with_first(first: User):
    client = begun(first)
    save(client, "requests", {"requests.phone": "03-1111-2222"})
    other = STARTER.read_text("utf-8").replace("unconfirmed_days: 7", "unconfirmed_days: 6")
    publish(other, actor=desks.OPERATOR, now=desks.moment())
    assert client.post(PUBLISH, {"version": version()}).status_code == 409
    page = client.get(CHANGES).content.decode()
    assert "Another version was published" in page
    client.post(f"{DESK}compare/", {"version": version()})
    assert client.post(PUBLISH, {"version": version()}).status_code == 200
    assert current().number == 3


def test_an_exception_is_published_only_after_another_officer_approved_it_in_their_own_session(
    first: User, second: User
):
    client, other = begun(first), fresh(second)
    save(client, "purposes.magazine", {"purposes.magazine.exceptional": "yes"})
    page = client.get(CHANGES).content.decode()
    assert "a second person has to approve it" in page
    assert "Approve this version" not in page
    assert client.post(APPROVE, {"version": version()}).status_code == 409  # one's own writing
    assert client.post(PUBLISH, {"version": version(), "approver": str(second.reference)}).status_code == 409
    client.post(f"{DESK}propose/", {"version": version()})
    assert "needs your approval" in other.get("/console/").content.decode()
    assert "needs your approval" not in client.get("/console/").content.decode()
    assert "Approve this version" in other.get(CHANGES).content.decode()
    assert other.post(APPROVE, {"version": version()}).status_code == 302
    assert "needs your approval" not in other.get("/console/").content.decode()
    assert "You approved it, so somebody else has to publish it." in other.get(CHANGES).content.decode()
    assert other.post(PUBLISH, {"version": version()}).status_code == 409
    answer = client.post(PUBLISH, {"version": version(), "when": "later", "at": "2020-01-01T10:00", "ask": "yes"})
    assert answer.status_code == 422, "that time has passed"
    assert 'value="2020-01-01T10:00"' in answer.content.decode()
    assert 'id="f-at-error"' in answer.content.decode()
    answer = client.post(PUBLISH, {"version": version()})
    assert answer.status_code == 422, "nobody said that people are asked"
    assert 'id="f-ask-error"' in answer.content.decode()
    assert client.post(PUBLISH, {"version": version(), "ask": "yes"}).status_code == 200
    charter = Charter.objects.get(number=2)
    assert (charter.published_by, charter.approved_by) == (f"staff:{first.reference}", f"staff:{second.reference}")
    assert Pending.objects.filter(kind=EXCEPTION_APPROVED.name).count() == 1


def test_whoever_is_alone_is_told_how_somebody_else_can_approve_it(first: User):
    client = begun(first)
    save(client, "purposes.magazine", {"purposes.magazine.exceptional": "yes"})
    page = client.get(CHANGES).content.decode()
    invite, ask = "/console/staff/invite/", f"{DESK}propose/"
    assert ("There is nobody else here who may approve it." in page, f'href="{invite}"' in page, ask in page) == (
        True,
        True,
        False,
    )
    desks.staff("privacy", email="second@staff.example.org")
    page = client.get(CHANGES).content.decode()
    assert ("There is nobody else here who may approve it." in page, ask in page) == (False, True)


def test_one_word_changed_after_the_approval_needs_another_approval(first: User, second: User):
    client, other = begun(first), fresh(second)
    save(client, "purposes.magazine", {"purposes.magazine.exceptional": "yes"})
    other.post(APPROVE, {"version": version()})
    save(client, "purposes.magazine", {"purposes.magazine.title.en": "Our magazine"})
    assert client.post(PUBLISH, {"version": version()}).status_code == 409
    assert current().number == 1


def test_a_clerk_is_no_second_person(first: User, second: User):
    client, clerk = begun(first), fresh(desks.staff("membership"))
    save(client, "purposes.magazine", {"purposes.magazine.exceptional": "yes"})
    assert clerk.post(APPROVE, {"version": version()}).status_code == 403
    assert client.post(PUBLISH, {"version": version()}).status_code == 409


def test_the_first_policy_begins_with_the_example(db: None):
    user = User.objects.create_user("first@staff.example.org", "First", now=desks.moment())
    user.duties.create(duty="privacy")
    desks.give_second_factor(user)
    client = fresh(user)
    assert "Begin with the example" in client.get(DESK).content.decode()
    client.post(f"{DESK}begin/", {"version": 0, "source": "starter"})
    assert client.get(at("forms.membership")).status_code == 200
    assert client.get(CHANGES).status_code == 200
    assert client.post(PUBLISH, {"version": version()}).status_code == 200
    assert current().number == 1


def test_a_draft_is_published_at_a_time_shown_and_called_off(first: User):
    client = begun(first)
    save(client, "requests", {"requests.phone": "03-1111-2222"})
    soon = (desks.moment() + timedelta(days=3)).astimezone(ZoneInfo("Asia/Tokyo"))
    typed = {"version": version(), "when": "later", "at": soon.strftime("%Y-%m-%dT09:00")}
    assert client.post(PUBLISH, typed).status_code == 302
    page = client.get(CHANGES).content.decode()
    assert "This version is published on" in page
    assert "Scheduled by Staff of privacy" in page
    assert "This version is published on" in client.get(DESK).content.decode()
    assert client.post(f"{DESK}call-off/", {"version": version()}).status_code == 302
    assert "This version is published on" not in client.get(CHANGES).content.decode()
    assert current().number == 1


@pytest.mark.parametrize(("at", "status"), [("", 422), ("soon", 422), ("2020-01-01T09:00", 422)])
def test_a_moment_that_is_none_or_has_passed_publishes_nothing(first: User, at: str, status: int):
    client = begun(first)
    save(client, "requests", {"requests.phone": "03-1111-2222"})
    answer = client.post(PUBLISH, {"version": version(), "when": "later", "at": at})
    assert answer.status_code == status
    assert current().number == 1
    assert publish_due(desks.moment() + timedelta(days=9)) == 0


def test_what_was_refused_when_it_was_due_is_shown_in_words(first: User):
    client = begun(first)
    save(client, "requests", {"requests.phone": "03-1111-2222"})
    at = (desks.moment() + timedelta(days=3)).astimezone(ZoneInfo("Asia/Tokyo"))
    client.post(PUBLISH, {"version": version(), "when": "later", "at": at.strftime("%Y-%m-%dT09:00")})
    other = STARTER.read_text("utf-8").replace("unconfirmed_days: 7", "unconfirmed_days: 6")
    publish(other, actor=desks.OPERATOR, now=desks.moment())
    publish_due(at + timedelta(days=1))
    page = client.get(CHANGES).content.decode()
    assert "and was not published" in page
    assert "Another version was published in the meantime" in page
    assert "It was not published when it was due." in client.get(DESK).content.decode()
    assert "not published when it was due. See why." in client.get("/console/").content.decode()
    save(client, "requests", {"requests.phone": "03-1111-2223"})
    assert "not published when it was due" not in client.get("/console/").content.decode()


def test_a_widening_says_how_many_are_asked_and_its_round_is_shown_and_ended(first: User, second: User):
    desks.register("magazine")
    client, other = begun(first), fresh(second)
    page = "purposes.magazine"
    save(client, page, {f"{page}.statement.en": "Letter and news of partners.", f"{page}.edition": "2"})
    assert "1 person has left already" in client.get(CHANGES).content.decode()
    other.post(APPROVE, {"version": version()})
    assert "data of 1 person" in client.get(PUBLISH).content.decode()
    published = client.post(PUBLISH, {"version": version(), "ask": "yes"}).content.decode()
    assert "See how far the asking is" in published
    tend(desks.moment())
    rounds = f"{DESK}rounds/"
    shown = client.get(rounds).content.decode()
    assert "Version 2" in shown
    assert re.findall(r"<dd>(\d+)</dd>", shown) == ["1", "0", "0", "1", "0"]
    assert client.get(f"{rounds}2/end/").headers["Location"] == rounds
    assert "It ended on" not in client.get(rounds).content.decode(), "A GET changes nothing."
    assert client.post(f"{rounds}9/end/").status_code == 404
    assert client.post(f"{rounds}2/end/").status_code == 302
    assert "It ended on" in client.get(rounds).content.decode()
    clerk = fresh(desks.staff("membership"))
    assert clerk.get(rounds).status_code == 403
    assert clerk.post(f"{rounds}2/end/").status_code == 403
