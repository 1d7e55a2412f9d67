"""Names in public: by consent, through the gate, recorded before they are shown, and gone with the next reader."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.ledger.models import Pending
from azukari.core.transfers import consents
from azukari.core.transfers.events import MADE_PUBLIC
from azukari.core.transfers.models import Consent
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.withdraw import withdraw
from azukari.features.campaigns.models import Signature
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM, NAMES, counted, sign
from azukari.policy.terms import EVERYBODY, Actor, ActorKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(db: None) -> None:
    signing.published()


def names(query: str = "") -> str:
    answer = Client().get(f"/en/campaigns/{FORM}/names{query}")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    return answer.content.decode()


def test_only_who_agreed_is_named_and_only_after_it_is_recorded():
    shown, _hidden = sign("Heron", NAMES), sign("Egret")
    assert "Heron" not in names()
    counted()
    assert "Heron" in names()
    assert "Egret" not in names()
    assert "Heron" not in Client().get(f"/en/campaigns/{FORM}").content.decode()  # that page is kept by caches
    assert [consent.recipient_id for consent in Consent.objects.filter(person_id=shown.person)] == [EVERYBODY]
    counted()
    assert Pending.objects.filter(kind=MADE_PUBLIC.name).count() == 1


@pytest.mark.parametrize("way", ["the purpose", "the recipient", "erased", "a removal"])
def test_whoever_takes_it_back_is_gone_with_the_next_reader(way: str):
    shown, now = sign("Heron", NAMES), timezone.now()
    counted()
    assert "Heron" in names()
    actor = Actor(ActorKind.PERSON, str(shown.person))
    match way:
        case "the purpose":
            withdraw(shown.person, purpose=NAMES, actor=actor, now=now)
        case "the recipient":
            consents.withdraw(shown.person, recipient=EVERYBODY, purpose=NAMES, actor=actor, now=now)
        case "erased":
            forget([shown.person], now=now)
        case _:
            Signature.objects.update(shown_at=None)
    assert "Heron" not in names()
    if way != "a removal":
        counted()
        assert "Heron" not in names()  # what was taken back stays taken back


def test_pages_take_the_same_queries_and_follow_each_other(django_assert_max_num_queries: Any, monkeypatch: Any):
    monkeypatch.setattr("azukari.features.campaigns.names.A_PAGE", 3)
    for number in range(7):
        sign(f"Bird{number}", NAMES)
    counted()
    with django_assert_max_num_queries(16):
        first = names()
    assert ["Bird6" in first, "Bird4" in first, "Bird3" in first, "?before=5" in first] == [True, True, False, True]
    assert "Bird3" in names("?before=5")


def test_another_campaign_and_a_strange_number_show_nothing(client: Client):
    assert client.get("/en/campaigns/membership/names").status_code == 404
    assert client.get("/en/campaigns/nowhere/names").status_code == 404
    assert "Heron" not in names("?before=x")
