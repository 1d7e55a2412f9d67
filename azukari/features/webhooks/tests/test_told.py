"""A program is told what happened and how often, signed, until it takes it; never of whom, and no more than its token
opens at that moment.
"""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from azukari.core.accounts.models import StaffDuty, StaffToken
from azukari.core.accounts.tokens import make as make_token
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.integrate import integrate_all
from azukari.core.policy_versions.current import current
from azukari.core.transfers.webhook import MOST_ATTEMPTS, our_keys
from azukari.features.campaigns.events import SIGNATURE_REMOVED, UPDATE_SENT
from azukari.features.webhooks.models import Webhook
from azukari.features.webhooks.posting import tell_due
from azukari.features.webhooks.registering import make
from azukari.policy.terms import FormKind
from azukari.shells.api import told
from tests.console import desks
from tests.disclosure.receiver import check, receiving

pytestmark = pytest.mark.django_db
CAMPAIGN = "plastic-free-river"
EVENTS = ("campaigns.signed", "feedback.received", "feedback.replied", "feedback.closed")


@pytest.fixture
def receiver(tmp_path, monkeypatch) -> Any:
    with receiving(tmp_path) as at:
        monkeypatch.setenv("SSL_CERT_FILE", str(at.certificate))
        yield at


@pytest.fixture
def owner() -> Any:
    desks.publish()
    return desks.staff("feedback", "campaigns")


@pytest.fixture
def webhook(receiver, owner) -> Any:
    now = timezone.now()
    token, _words = make_token(owner, "door", ["feedback"], days=9, policy=current().policy, now=now)
    desks.register("feedback", {"topic": "question", "message": "Before the webhook."})
    integrate_all(now)
    return make(token, receiver.url, EVENTS, now=now)


def _tell(after: timedelta = timedelta()) -> int:
    integrate_all(timezone.now())
    return tell_due(timezone.now() + after)


def _news(request) -> dict[tuple[str, str], int]:
    return {(one["event"], one["form"]): one["count"] for one in json.loads(request.body)["events"]}


def test_it_is_told_by_name_and_number_alone_and_no_more_than_the_token_opens(receiver, owner, webhook):
    asked = [desks.register("feedback", {"topic": "question", "message": f"HERON {n}"}) for n in range(3)]
    desks.register(CAMPAIGN, {"name": "Egret", "email": "egret@example.org"})
    client = desks.browser(owner)
    client.post(f"/console/forms/feedback/{asked[0].submission}/reply/", {"text": "KINGFISHER", "seen": "0"})
    assert _tell() == 1
    [request] = receiver.requests
    check(request, our_keys(now=timezone.now())[0].public)
    assert _news(request) == {("feedback.received", "feedback"): 3, ("feedback.replied", "feedback"): 1}
    [row] = [one for one in json.loads(request.body)["events"] if one["event"] == "feedback.replied"]
    assert {*row} == {"event", "form", "count", "first", "last", "read"}
    for word in ("HERON", "KINGFISHER", str(asked[0].submission), str(asked[0].person)):
        assert word not in request.body.decode()
    assert _tell() == 0, "once"


def test_what_is_not_taken_is_tried_again_as_the_same_post_and_stops_at_last(receiver, owner, webhook):
    desks.register("feedback", {"topic": "question", "message": "One."})
    receiver.status = 500
    assert _tell() == 1
    desks.register("feedback", {"topic": "question", "message": "Two, after the first try."})
    assert _tell() == 0, "later"
    receiver.status = 204
    assert _tell(timedelta(minutes=1)) == 1
    assert _tell(timedelta(minutes=1)) == 1
    first, again, next_one = receiver.requests
    assert (first.body, first.headers["Idempotency-Key"]) == (again.body, again.headers["Idempotency-Key"])
    assert next_one.headers["Idempotency-Key"] != again.headers["Idempotency-Key"]
    assert [_news(one)["feedback.received", "feedback"] for one in (again, next_one)] == [1, 1]
    receiver.status = 500
    desks.register("feedback", {"topic": "question", "message": "Three."})
    integrate_all(timezone.now())
    for days in range(MOST_ATTEMPTS + 2):
        tell_due(timezone.now() + timedelta(days=days / 2))
    assert len(receiver.requests) == 3 + MOST_ATTEMPTS
    page = desks.browser(owner)
    assert "has stopped" in page.get("/console/account/webhooks/").content.decode()
    assert "A webhook has stopped" in page.get("/console/").content.decode()
    receiver.status = 204
    page.post(f"/console/account/webhooks/{webhook.id}/again/")
    assert _tell() == 1
    assert _news(receiver.requests[-1]) == {("feedback.received", "feedback"): 1}


def test_nothing_is_told_once_the_duty_or_the_token_is_gone(receiver, owner, webhook):
    desks.register("feedback", {"topic": "question", "message": "One."})
    StaffDuty.objects.filter(user=owner, duty="feedback").delete()
    assert _tell() == 0
    StaffDuty.objects.create(user=owner, duty="feedback")
    assert _tell() == 0, "what happened meanwhile is not told afterwards"
    desks.register("feedback", {"topic": "question", "message": "Two."})
    StaffToken.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert _tell() == 0
    assert receiver.requests == []


def test_staff_make_one_and_remove_it_by_its_page(owner, django_assert_max_num_queries):
    make_token(owner, "door", ["feedback"], days=9, policy=current().policy, now=timezone.now())
    client, at = desks.fresh(owner), "/console/account/webhooks/"
    token = str(StaffToken.objects.get().id)
    typed: dict[str, object] = {"url": "https://example.org/told", "events": ["feedback.received"], "token": token}
    mistakes: list[dict[str, object]] = [
        {"url": "http://example.org/"},
        {"url": "https://a:b@example.org/"},
        {"url": "https://169.254.169.254/latest/"},
        {"url": "https://[fd00::1]/"},
        {"events": []},
        {"token": ""},
    ]
    for wrong in mistakes:
        assert client.post(f"{at}make/", typed | wrong).status_code == 422
    assert client.post(f"{at}make/", typed | {"events": ["members.admitted"]}).status_code == 422, "not of this duty"
    assert client.post(f"{at}make/", typed).headers["Location"] == at
    with django_assert_max_num_queries(20):
        assert "https://example.org/told" in client.get(at).content.decode()
    other = desks.fresh(desks.staff("magazine"))
    made = Webhook.objects.get()
    assert "example.org/told" not in other.get(at).content.decode()
    assert other.post(f"{at}{made.id}/remove/").status_code == 404
    assert client.get(f"{at}{made.id}/remove/").status_code == 302
    assert Webhook.objects.exists(), "A GET changes nothing."
    client.post(f"{at}{made.id}/remove/")
    assert not Webhook.objects.exists()


def test_an_address_inside_is_not_posted_to_unless_the_operator_allows_it(receiver, owner, webhook, settings):
    desks.register("feedback", {"topic": "question", "message": "One."})
    allowed = settings.AZUKARI
    settings.AZUKARI = replace(allowed, webhook_networks=())
    _tell()
    webhook.refresh_from_db()
    assert (receiver.requests, webhook.failure) == ([], "internal-address")
    page = desks.fresh(owner).get("/console/account/webhooks/").content.decode()
    assert "webhook_networks" in page
    settings.AZUKARI = allowed
    _tell(timedelta(hours=1))
    assert len(receiver.requests) == 1


def test_an_event_outside_has_a_form_and_a_name_of_its_own():
    nameless = Kind("webhooks:test:nobody", {}, None)
    known = next(each for each in told.told_events() if each.name == "campaigns.signed")
    for wrong in (
        known,
        replace(known, name="Signed"),
        replace(known, name="campaigns.other", kinds=()),
        replace(known, name="campaigns.other", kinds=(nameless,)),
        replace(known, name="campaigns.other", where={"colour": ("red",)}),
    ):
        with pytest.raises(ValueError, match="event"):
            told.register(wrong)
    event = replace(known, name="campaigns.other", kinds=(UPDATE_SENT,), where={"count": (3,)})
    forms = {"a": FormKind.CAMPAIGN, "b": FormKind.FEEDBACK}.get
    assert event.is_of(UPDATE_SENT, {"form": "a", "count": 3}, forms)
    assert not event.is_of(UPDATE_SENT, {"form": "a", "count": 4}, forms)
    assert not event.is_of(UPDATE_SENT, {"form": "b", "count": 3}, forms)
    assert not event.is_of(SIGNATURE_REMOVED, {"form": "a", "count": 3}, forms)
