"""Campaigns over the HTTP API: the public numbers for everybody, the signatures unnamed by a token of the duty."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.accounts.tokens import make
from azukari.core.consent.models import Grant
from azukari.core.vault.withdraw import withdraw
from azukari.features.campaigns.models import CampaignPage, Removal, Signature, SignatureCount
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM, NAMES, counted, sign
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

pytestmark = pytest.mark.django_db


def test_numbers_are_everybodys_and_signatures_the_dutys_unnamed(django_assert_max_num_queries):
    policy = signing.published().policy
    heron, egret, ibis = (sign(name, NAMES) for name in ("Heron", "Egret", "Ibis"))
    assert counted() == 3
    me = Actor(ActorKind.PERSON, str(egret.person))
    withdraw(egret.person, purpose="campaign", actor=me, now=timezone.now(), submission=egret.submission)
    assert counted() == 2
    [found] = [one for one in Client().get("/api/v1/campaigns").json()["items"] if one["form"] == FORM]
    assert (found["count"], found["is_final"], found["is_open"]) == (2, False, True)
    assert Client().get(f"/api/v1/campaigns/{FORM}").json() == found
    for other in ("feedback", "nothing"):
        assert Client().get(f"/api/v1/campaigns/{other}").status_code == 404

    owner = desks.staff("campaigns")
    words = make(owner, "count", ["campaign"], days=9, policy=policy, now=timezone.now())[1]
    client = Client(headers={"Authorization": f"Bearer {words}"})
    with django_assert_max_num_queries(12):
        answer = client.get("/api/v1/signatures", {"form": FORM})
    told = {(one["number"], one["person"]) for one in answer.json()["items"] if one["counts"]}
    assert told == {(1, str(heron.person)), (3, str(ibis.person))}
    assert "Heron" not in answer.content.decode()
    assert [one["number"] for one in client.get(f"/api/v1/signatures?form={FORM}&after=2").json()["items"]] == [3]
    assert client.get("/api/v1/signatures", {"form": "feedback"}).status_code == 404
    assert client.get("/api/v1/signatures", {"form": FORM, "names": "1"}).status_code == 422
    assert Client().get("/api/v1/signatures", {"form": FORM}).status_code == 401
    stranger = make(desks.staff("magazine"), "x", ["magazine"], days=9, policy=policy, now=timezone.now())[1]
    outside = Client(headers={"Authorization": f"Bearer {stranger}"})
    assert outside.get("/api/v1/signatures", {"form": FORM}).status_code == 403


def test_pages_follow_each_other_and_what_does_not_count_says_so(monkeypatch: pytest.MonkeyPatch):
    policy = signing.published().policy
    monkeypatch.setattr("azukari.features.campaigns.api.PAGE", 2)
    signed = [sign(name) for name in ("Heron", "Egret", "Ibis")]
    counted()
    words = make(desks.staff("campaigns"), "count", ["campaign"], days=9, policy=policy, now=timezone.now())[1]
    client = Client(headers={"Authorization": f"Bearer {words}"})

    def asked(after: int = 0) -> tuple[list[tuple[object, ...]], int | None]:
        answer = client.get(f"/api/v1/signatures?form={FORM}&after={after}")
        assert answer.headers["Cache-Control"] == "no-store"
        told = answer.json()
        return [(one["number"], one["counts"], one["is_removed"]) for one in told["items"]], told["next"]

    assert asked() == ([(1, True, False), (2, True, False)], 2)
    assert asked(after=1) == ([(2, True, False), (3, True, False)], None)
    out = Removal.objects.create(
        form=FORM, begins=timezone.now(), ends=timezone.now(), count=1, made_by="staff:x", made_at=timezone.now()
    )
    Signature.objects.filter(pk=signed[0].submission).update(removal=out)
    assert asked()[0][0] == (1, False, True)
    Grant.objects.filter(submission_id=signed[1].submission).update(ends_at=timezone.now())
    assert asked()[0] == [(1, False, True), (2, False, False)]


def test_the_numbers_of_a_campaign_are_those_of_its_page():
    signing.published()
    at = timezone.now()
    CampaignPage.objects.create(form=FORM, goal=300, changed_at=at)
    SignatureCount.objects.create(form=FORM, count=7, counted_at=at, final=True)
    answer = Client().get(f"/api/v1/campaigns/{FORM}")
    assert answer.headers["Cache-Control"] == Client().get("/api/v1/campaigns").headers["Cache-Control"]
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    told = answer.json()
    assert datetime.fromisoformat(told.pop("counted_at")) - at < timedelta(seconds=1)
    assert told.pop("title")["en"] == "A Seoto River free of plastic"
    days = {"opens": "2026-09-01", "closes": "2028-03-31"}
    assert told == {"form": FORM, "is_open": True, "count": 7, "is_final": True, "goal": 300, **days}
    assert len(Client().get("/api/v1/campaigns").json()["items"]) == 1, "other forms are no campaigns"
