"""The public first page: the organisation's own mission, two ways in, and no sentence of the policy before them."""

import re

import pytest
from django.test import Client

from azukari.core.appearance.theme import Appearance, change
from azukari.core.policy_versions.current import Current
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks
from tests.console.desks import moment

pytestmark = pytest.mark.django_db
_MISSION = {"ja": "川を<b>みんなで</b>守ります。", "en": "We look after the river, <b>together</b>."}
_MOST = 25 * 1024
"""Bytes of the page as it is sent."""


@pytest.fixture
def published(db: None) -> Current:
    """The starter policy rules."""
    return desks.publish()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_mission_stands_at_the_head_as_it_was_typed(published: Current, client: Client, lang: str):
    change(Appearance(texts={"mission": _MISSION}), based_on=0, actor=Actor(ActorKind.SYSTEM, "test"), now=moment())
    page = client.get(f"/{lang}/").content.decode()
    escaped = _MISSION[lang].replace("<", "&lt;").replace(">", "&gt;")
    assert f'<p class="mission">{escaped}</p>' in page
    assert f'name="description" content="{escaped}"' in page


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_sentence_of_the_policy_leads_and_two_ways_do(published: Current, client: Client, lang: str):
    page = client.get(f"/{lang}/").content.decode()
    assert published.policy.lead[lang].split("\n")[0][:30] not in page
    hero = page[page.index('class="hero') : page.index("</section>")]
    assert len(re.findall(r'<a class="button', hero)) == 2
    assert f'href="/{lang}/forms/membership"' in hero


def test_it_is_small_and_asks_for_nothing_elsewhere(published: Current, client: Client):
    answer = client.get("/ja/", headers={"Accept-Encoding": "gzip"})
    page = client.get("/ja/").content.decode()
    assert len(answer.content) < _MOST
    assert not answer.cookies
    assert not re.findall(r'(?:src|srcset)="https?:', page)
    assert "<script" not in page
