"""Handing in: each organisation gets those who chose it and nobody else, sealed to its key; areas are folded."""

from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some

from azukari.campaigns.tests import signing
from azukari.campaigns.tests.signing import CITY, FORM, FRIENDS, counted, sign
from azukari.disclosure.disclose import Wish, preview
from azukari.lib.small_cells import fold
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.vault.withdraw import withdraw
from tests.console import desks
from tests.disclosure import office


@given(
    some.dictionaries(some.text("ab", min_size=1, max_size=3), some.integers(0, 40), max_size=12), some.integers(2, 9)
)
@settings(max_examples=60)
def test_no_folded_area_can_be_told_by_subtraction(counts: dict[str, int], least: int):
    shown, folded = fold(counts, least=least)
    hidden = [count for name, count in counts.items() if name not in shown and count]
    assert sum(shown.values()) + folded == sum(counts.values())
    assert all(count >= least for count in shown.values())
    assert folded == sum(hidden)
    assert not shown or not hidden or (len(hidden) >= 2 and folded >= least)


@pytest.mark.django_db
def test_each_organisation_gets_those_who_chose_it_sealed_to_its_key(tmp_path: Path):
    signing.published()
    now = timezone.now()
    city, friends = office.keyed("city", now=now), office.keyed("friends", now=now)
    sign("Heron", CITY)
    both = sign("Egret", CITY, FRIENDS)
    sign("Ibis", FRIENDS)
    sign("Stork")
    left = sign("Crane", CITY)
    counted()
    withdraw(left.person, purpose=CITY, actor=Actor(ActorKind.PERSON, str(left.person)), now=timezone.now())
    assert _sent(city, CITY, {Category.NAME, Category.ADDRESS}, tmp_path) == {"Heron", "Egret"}
    assert _sent(friends, FRIENDS, {Category.NAME, Category.EMAIL}, tmp_path) == {"Egret", "Ibis"}
    assert not preview(_wish("city", FRIENDS, {Category.NAME}), now=timezone.now()).verdict
    assert not preview(_wish("city", CITY, {Category.EMAIL}), now=timezone.now()).verdict
    page = desks.browser(desks.staff("campaigns")).get(f"/console/forms/{FORM}/campaign/handing/").content.decode()
    assert page.count(">2</td>") == 2
    assert not any(name in page for name in ("Heron", "Egret", str(both.person)))


def _wish(recipient: str, purpose: str, categories: set[Category]) -> Wish:
    return Wish(recipient, purpose, frozenset(categories), "consent")


def _sent(company: office.Company, purpose: str, categories: set[Category], folder: Path) -> set[str]:
    transfer = office.carried(_wish(company.slug, purpose, categories), now=timezone.now(), clock=timezone.now)
    told = office.opened(transfer, company, folder, now=timezone.now())
    return {line["values"]["name"]["name"] for line in office.people_in(told)}


@pytest.mark.django_db
def test_areas_are_counted_by_the_program_and_small_ones_folded():
    signing.published()
    for number in range(13):
        area = "1000001" if number < 7 else ("5300001" if number < 12 else "9000015")
        sign(f"Bird{number}", postcode=area)
    counted()
    client, at = desks.browser(desks.staff("campaigns")), f"/console/forms/{FORM}/campaign/handing/"
    assert "Other areas together" not in client.get(at).content.decode()
    page = client.post(at).content.decode()
    assert '<th scope="row">10</th><td class="number">7</td>' in page
    assert '<th scope="row">53</th>' not in page  # with it the single one could be told
    assert '<td class="number">6</td>' in page
    assert "900" not in page
