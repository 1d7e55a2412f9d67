"""Codes go where their value goes: corrected, joined, withdrawn, restricted, erased."""

from datetime import timedelta

import pytest

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import Current
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.index_rebuild import rebuild, unindexed
from azukari.core.vault.models import SealedValue, SearchCode, SearchIndex
from azukari.core.vault.propose import adopt, propose
from azukari.core.vault.retention import expire
from azukari.core.vault.withdraw import withdraw
from azukari.policy.terms import Actor, ActorKind, Category
from tests.console import desks
from tests.vault_search.finding import found


@pytest.fixture(autouse=True)
def sharp(db: None) -> None:
    """An index as for very many people, so that nothing is found by chance."""
    SearchIndex.objects.create(number=1, key=1, bits=16, begun_at=desks.moment())


MEMBERS = Actor(ActorKind.STAFF, "5", frozenset({"membership"}))
EDITOR = Actor(ActorKind.STAFF, "4", frozenset({"magazine"}))


def _person(registered: desks.Registered) -> Actor:
    return Actor(ActorKind.PERSON, str(registered.person))


def _value(registered: desks.Registered, field: str) -> SealedValue:
    return SealedValue.objects.get(person_id=registered.person, submission_id=registered.submission, field=field)


def test_the_intake_writes_no_code_and_acceptance_does(published: Current):
    desks.register("membership", confirmed=False)
    assert not SearchCode.objects.exists()
    desks.register("membership")
    assert SearchCode.objects.exists()


def test_the_intake_writes_no_token_and_acceptance_does(published: Current):
    waiting = desks.register("membership", confirmed=False)
    assert not SealedValue.objects.filter(token__isnull=False).exists()
    registered = desks.register("membership")
    tokens = SealedValue.objects.filter(token__isnull=False)
    assert {(value.person_id, value.category) for value in tokens} == {
        (registered.person, category) for category in (Category.NAME, Category.EMAIL, Category.PHONE)
    }
    assert confirmed_person("aoba-marker@example.org") == registered.person
    expire(now=desks.moment() + timedelta(days=60))
    assert not SealedValue.objects.filter(submission_id=waiting.submission).exists()


def test_a_proposed_address_has_no_token_until_it_is_in_use(published: Current):
    registered = desks.register("membership")
    now = desks.moment()
    old = _value(registered, "email")
    made = propose(old.id, "new@example.org", person=registered.person, now=now, until=now + timedelta(days=1))
    assert SealedValue.objects.get(person_id=made.stand_in).token is None
    assert confirmed_person("new@example.org") is None
    adopt(made.id, actor=_person(registered), now=now)
    assert confirmed_person("new@example.org") == registered.person


def test_a_corrected_name_is_found_by_the_new_one_alone(published: Current):
    registered = desks.register("membership")
    correct(
        _value(registered, "name").id,
        "Ryo Zen",
        person=registered.person,
        actor=_person(registered),
        now=desks.moment(),
    )
    assert found("zen") == {registered.person}
    assert found("aoba") == set()


def test_a_value_that_its_person_erased_is_not_found(published: Current):
    registered = desks.register("membership")
    correct(_value(registered, "phone").id, "", person=registered.person, actor=_person(registered), now=desks.moment())
    assert found("03-1234-5678", Category.PHONE) == set()


def test_somebody_who_comes_again_is_found_as_one(published: Current):
    first = desks.register("membership", {"name": "Marker First"})
    again = desks.register("membership", {"name": "Marker Second"})
    assert again.person == first.person
    assert found("first") == found("second") == {first.person}


def test_a_withdrawn_consent_takes_its_codes_along(published: Current):
    registered = desks.register("magazine")
    assert found("minami", purpose="magazine", actor=EDITOR) == {registered.person}
    withdraw(registered.person, purpose="magazine", actor=_person(registered), now=desks.moment())
    assert found("minami", purpose="magazine", actor=EDITOR) == set()
    assert not SearchCode.objects.exists()


def test_whom_a_law_alone_keeps_is_found_by_nobody(published: Current):
    registered, now = desks.register("membership"), desks.moment()
    Grant.objects.filter(person_id=registered.person, purpose="dues-record").update(ends_at=now + timedelta(days=9))
    erase(registered.person, actor=_person(registered), now=now)
    assert SealedValue.objects.filter(person_id=registered.person).exists()
    assert unindexed() == 0
    assert rebuild(now) == 0, "nor after the index was made anew"
    assert not SearchCode.objects.exists()
    assert found("marker", purpose="dues-record") == set()


def test_what_has_no_code_is_counted_and_gets_one_and_what_is_not_confirmed_does_not(published: Current):
    registered, now = desks.register("membership"), desks.moment()
    desks.register("volunteers", {"email": "waits@example.org"}, confirmed=False)
    values = set(SearchCode.objects.values_list("value_id", flat=True))
    assert (unindexed(), rebuild(now)) == (0, 0)
    SearchCode.objects.all().delete()
    assert unindexed() == len(values)
    done: list[int] = []
    assert rebuild(now, done.append) == len(values)
    assert done == [len(values)]
    assert set(SearchCode.objects.values_list("value_id", flat=True)) == values
    assert found("marker", purpose="membership", actor=MEMBERS) == {registered.person}


def test_erasure_leaves_no_code(published: Current):
    registered = desks.register("volunteers")
    assert SearchCode.objects.exists()
    erase(registered.person, actor=_person(registered), now=desks.moment())
    assert not SearchCode.objects.exists()


def test_retention_leaves_no_code(published: Current):
    registered, now = desks.register("volunteers"), desks.moment()
    Grant.objects.filter(person_id=registered.person).update(ends_at=now)
    expire(now + timedelta(minutes=1))
    assert not SearchCode.objects.exists()


@pytest.mark.parametrize("field", ["name", "email", "phone"])
def test_every_searched_value_has_codes(field: str, published: Current):
    registered = desks.register("membership")
    assert SearchCode.objects.filter(value=_value(registered, field)).exists()
