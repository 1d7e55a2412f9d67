"""The gate stands in front of the search: nobody is found but people whom the reader's purpose may be used for now."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.ledger.reading import recorded
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import Current
from azukari.core.vault import index_search
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED, VALUE_SEARCHED
from azukari.core.vault.index_search import TooShort
from azukari.core.vault.refusal import Refused
from azukari.policy.terms import Actor, ActorKind, Category
from tests.console import desks
from tests.vault_search.finding import MEMBERS, VOLUNTEERS, found, matches


def test_each_desk_finds_its_own_people(published: Current):
    member = desks.register("membership", {"name": "Marker Same"})
    volunteer = desks.register("volunteers", {"name": "Marker Same"})
    assert found("marker same") == {member.person}
    assert found("marker same", purpose="volunteers", actor=VOLUNTEERS) == {volunteer.person}


@pytest.mark.parametrize(
    ("purpose", "actor"),
    [
        ("volunteers", MEMBERS),
        ("membership", VOLUNTEERS),
        ("membership", Actor(ActorKind.STAFF, "3", frozenset({"everything"}))),
        ("own-access", MEMBERS),
        ("confirmation", MEMBERS),
        ("raffle", MEMBERS),
    ],
)
def test_a_purpose_of_somebody_elses_is_refused_and_recorded(purpose: str, actor: Actor, published: Current):
    desks.register("membership")
    with pytest.raises(Refused):
        found("marker", purpose=purpose, actor=actor)
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 1
    assert not Pending.objects.filter(kind=VALUE_SEARCHED.name).exists()


@pytest.mark.parametrize("category", [Category.PHONE, Category.EMAIL])
def test_a_category_that_the_purpose_does_not_use_is_refused(category: Category, published: Current):
    desks.register("membership")
    with pytest.raises(Refused):
        found("03-1234-5678", category, purpose="dues-record")


@pytest.mark.parametrize("category", [Category.ADDRESS, Category.ANSWER, Category.OCCUPATION])
def test_what_is_not_indexed_is_not_searched(category: Category, published: Current):
    with pytest.raises(Refused) as refused:
        found("Chiyoda", category)
    assert refused.value.verdict.code == "search.category"


def test_nobody_unconfirmed_is_found(published: Current):
    desks.register("membership", confirmed=False)
    assert found("marker") == set()


def test_nobody_is_found_whose_grant_has_ended(published: Current):
    registered = desks.register("membership")
    assert found("marker") == {registered.person}
    Grant.objects.filter(person_id=registered.person, purpose="membership").update(ends_at=desks.moment())
    assert found("marker") == set()


def test_a_search_is_on_the_trail_of_those_found_and_of_nobody_else(published: Current):
    met = desks.register("membership", {"name": "Marker Same"})
    missed = desks.register("membership", {"name": "Other Name", "email": "other@example.org"})
    matches("marker same")
    ids = Trail.objects.filter(person_id=met.person).values_list("entry_id", flat=True)
    (view,) = [entry.payload for entry in recorded(list(ids)) if entry.kind is VALUE_RELEASED]
    assert (view["purpose"], view["categories"], view["reason"]) == ("membership", ["name"], "service")
    others = Trail.objects.filter(person_id=missed.person).values_list("entry_id", flat=True)
    assert not [entry for entry in recorded(list(others)) if entry.kind is VALUE_RELEASED]


def test_a_search_that_finds_nobody_is_recorded_and_what_was_typed_is_not(published: Current):
    matches("marker nobody")
    searched = Pending.objects.get(kind=VALUE_SEARCHED.name)
    assert json.loads(searched.payload)["count"] == 0
    assert "nobody" not in searched.payload


def test_others_in_the_vault_change_nothing_that_a_reader_sees(published: Current):
    desks.register("membership", {"name": "Marker Same"})
    before = matches("marker")
    for number in range(30):
        desks.register("volunteers", {"name": f"Marker {number}", "email": f"v{number}@example.org"})
    after = matches("marker")
    assert (before.people, before.more) == (after.people, after.more)


@pytest.mark.parametrize(
    ("typed", "category"),
    [
        ("", Category.NAME),
        ("a", Category.NAME),
        (" 　", Category.NAME),
        ("・", Category.NAME),
        ("a", Category.EMAIL),
        ("090", Category.PHONE),
        ("abc", Category.PHONE),
    ],
)
def test_too_little_is_not_searched(typed: str, category: Category, published: Current):
    desks.register("membership")
    with pytest.raises(TooShort):
        found(typed, category)


def test_one_kanji_is_enough(published: Current):
    registered = desks.register("membership", {"name": "林 太郎"})
    assert found("林") == {registered.person}


def test_fifty_are_shown_at_most_and_it_says_so(published: Current):
    for number in range(53):
        desks.register("membership", {"name": f"Marker {number}", "email": f"m{number}@example.org"})
    got = matches("marker")
    assert (len(got.people), got.more) == (50, True)


def test_its_queries_do_not_grow_with_those_found(published: Current):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            matches("marker")
        return len(captured)

    desks.register("membership")
    queries()
    few = queries()
    for number in range(40):
        desks.register("membership", {"name": f"Marker {number}", "email": f"m{number}@example.org"})
    assert queries() == few


def test_a_search_opens_no_more_than_its_bound(published: Current, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(index_search, "MOST_OPENED", 3)
    for number in range(5):
        desks.register("membership", {"name": f"Marker {number}", "email": f"m{number}@example.org"})
    got = matches("marker")
    assert (len(got.people), got.more) == (3, True)


def test_a_grant_that_has_not_begun_finds_nobody(published: Current):
    registered = desks.register("membership")
    Grant.objects.filter(person_id=registered.person).update(begins_at=desks.moment() + timedelta(days=1), ends_at=None)
    assert found("marker") == set()
