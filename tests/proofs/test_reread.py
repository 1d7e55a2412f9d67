"""Somebody is erased between two looks of a release: they are not there, and nobody sees an error."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from azukari.core.people.models import Trail
from azukari.core.vault import for_case
from azukari.core.vault import release as module
from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.erase import erase
from azukari.core.vault.keys import both_keys
from azukari.core.vault.models import KeyUse, PersonKey
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import ReleaseOptions, open_all, release
from azukari.core.vault.reread import reread
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW
from tests.vault_search.crowd import gather

LATER = NOW + timedelta(hours=1)
SYSTEM = Actor(ActorKind.SYSTEM, "worker")
NAME = frozenset({Category.NAME})


@pytest.fixture(params=["before their keys are read", "before it is recorded"])
def gone_in_between(request, monkeypatch, amelia):
    """Amelia is erased after her values were read."""
    whole, left = both_keys, [amelia.id]

    def late(people):
        keys = whole(people) if request.param == "before it is recorded" else None
        if left:
            erase(left.pop(), actor=SYSTEM, now=LATER)
        return keys or whole(people)

    monkeypatch.setattr(module, "both_keys", late)


@pytest.mark.django_db(transaction=True)
def test_whoever_was_erased_meanwhile_is_not_there(amelia, gone_in_between, volunteer_desk):
    with pytest.raises(Refused):
        release(
            [amelia.id],
            purpose="volunteers",
            categories=NAME,
            actor=volunteer_desk.actor,
            reason=Reason.SERVICE,
            now=LATER,
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["before their keys are read", "before it is recorded"])
def test_however_often_somebody_goes_the_others_are_opened(when, moment, monkeypatch):
    people = gather(6, lambda n: {"email": f"reader{n}@example.org"}, form="magazine")
    whole, left = both_keys, list(people)

    def late(asked):
        keys = whole(asked) if when == "before it is recorded" else None
        erase(left.pop(), actor=SYSTEM, now=moment)
        return keys or whole(asked)

    monkeypatch.setattr(module, "both_keys", late)
    wanted = frozenset({Category.EMAIL})
    opened = release(
        people,
        purpose="magazine",
        categories=wanted,
        actor=SYSTEM,
        reason=Reason.DELIVERY,
        now=moment,
        options=ReleaseOptions(letter=""),
    )
    assert {*opened} == {*left}
    assert len(left) == len(people) - 3, "one went at each look"
    assert {*Trail.objects.filter(person_id__in=people).values_list("person_id", flat=True)} == {*left}


@pytest.mark.django_db(transaction=True)
def test_nor_for_a_case(amelia, officer, monkeypatch):
    whole, left = open_all, [amelia.id]

    def late(values):
        if left:
            erase(left.pop(), actor=SYSTEM, now=LATER)
        return whole(values)

    monkeypatch.setattr(for_case, "open_all", late)
    assert for_case.release_for_case(amelia.id, NAME, case=amelia.submission.id, actor=officer.actor, now=LATER) == ()


@pytest.mark.django_db(transaction=True)
def test_whose_key_is_gone_though_they_are_there_is_no_empty_answer(amelia, volunteer_desk):
    """Somebody has tampered with the keys: that is damage, and not an erasure."""
    PersonKey.objects.filter(person_id=amelia.id, use=KeyUse.DATA).delete()
    before = Trail.objects.count()
    with pytest.raises(CannotOpen):
        release(
            [amelia.id],
            purpose="volunteers",
            categories=NAME,
            actor=volunteer_desk.actor,
            reason=Reason.SERVICE,
            now=LATER,
        )
    assert Trail.objects.count() == before


def test_it_is_looked_at_three_times_the_last_one_holding_those_who_are_there():
    """Two looks without a lock, for many look while few go."""
    looks: list[str] = []

    def fails(how: str, until: int = 9) -> str:
        looks.append(how)
        if len(looks) < until:
            raise IntegrityError if len(looks) % 2 else CannotOpen
        return how

    assert reread(lambda: fails("looks", 2)) == "looks"
    assert reread(lambda: fails("looks again", 2)) == "looks again"
    assert looks == ["looks", "looks", "looks again"]
    looks.clear()
    assert reread(lambda: fails("looks", 3), holding=lambda: fails("holds", 3)) == "holds"
    assert looks == ["looks", "looks", "holds"]
    for holding in (None, lambda: fails("holds")):
        looks.clear()
        with pytest.raises((CannotOpen, IntegrityError)):
            reread(lambda: fails("looks"), holding=holding)
        assert looks == ["looks", "looks", "holds" if holding else "looks"]
