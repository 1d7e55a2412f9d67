"""Campaigns over the HTTP API: the public numbers for everybody, the signatures unnamed by a token of the duty."""

import pytest
from django.test import Client
from django.utils import timezone

from azukari.accounts.tokens import make
from azukari.campaigns.tests import signing
from azukari.campaigns.tests.signing import FORM, counted, sign
from azukari.policy.terms import Actor, ActorKind
from azukari.vault.withdraw import withdraw
from tests.console import desks

pytestmark = pytest.mark.django_db


def test_numbers_are_everybodys_and_signatures_the_dutys_unnamed(django_assert_max_num_queries):
    policy = signing.published().policy
    heron, egret, ibis = (sign(name) for name in ("Heron", "Egret", "Ibis"))
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
