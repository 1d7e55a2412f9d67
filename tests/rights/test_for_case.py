"""What the desk may see of the person whom a request is about: the least that a step takes, for no other desk."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from azukari.core.ledger.models import Pending
from azukari.core.vault import for_case
from azukari.core.vault.events import VALUE_REFUSED, VALUE_SEARCHED
from azukari.core.vault.for_case import find_for_case, release_for_case
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import open_all
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW
from tests.console import desks

CLERK = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-0000000000c1", frozenset({"membership"}))
LATER = NOW + timedelta(hours=12)


def test_no_other_desk_asks_whether_an_address_is_known(amelia) -> None:
    with pytest.raises(Refused):
        find_for_case(Category.EMAIL, "amelia@example.org", case=uuid4(), actor=CLERK, now=LATER)
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).exists()
    assert not Pending.objects.filter(kind=VALUE_SEARCHED.name).exists()


def test_who_confirmed_an_address_is_found_by_it_and_who_never_did_is_not(officer, amelia) -> None:
    desks.register("volunteers", {"email": "nobody@example.org"}, confirmed=False)
    found = [
        find_for_case(Category.EMAIL, typed, case=uuid4(), actor=officer.actor, now=LATER)
        for typed in (amelia.email, "nobody@example.org", "no address")
    ]
    assert found == [[amelia.id], [], []]
    told = Pending.objects.filter(kind=VALUE_SEARCHED.name).values_list("payload", flat=True)
    assert sorted(json.loads(payload)["count"] for payload in told) == [0, 0, 1]  # whoever is found


def test_no_other_desk_opens_the_record_behind_a_request(amelia) -> None:
    with pytest.raises(Refused):
        release_for_case(amelia.id, frozenset({Category.PHONE}), case=uuid4(), actor=CLERK, now=LATER)


def test_the_desk_opens_the_kinds_that_the_step_takes_and_no_more(officer, amelia) -> None:
    opened = release_for_case(amelia.id, frozenset({Category.PHONE}), case=uuid4(), actor=officer.actor, now=LATER)
    assert {value.category for value in opened} == {Category.PHONE}


def test_of_nobody_else_is_anything_opened(officer, amelia, monkeypatch) -> None:
    desks.register("volunteers", {"email": "other@example.org"})
    opened: list[object] = []

    def noting(values):
        opened.extend(value.person_id for value in values)
        return open_all(values)

    monkeypatch.setattr(for_case, "open_all", noting)
    release_for_case(amelia.id, frozenset({Category.PHONE}), case=uuid4(), actor=officer.actor, now=LATER)
    assert set(opened) == {amelia.id}
