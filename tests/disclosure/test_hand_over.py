"""What the vault hands to the gate: of the people and kinds asked for, for a purpose that lives, and no more.

The gate has judged before; this is what holds if it judged wrongly.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.vault.hand_over import hand_over
from azukari.core.vault.models import SealedValue
from azukari.policy.terms import Category
from tests.console import desks

NAME = frozenset({Category.NAME})
PAYLOAD = {"recipient": "kotori-mail", "ground": "law", "categories": ["name"]}


def _handed(people: list[UUID], purpose: str | None) -> dict[UUID, set[str]]:
    with transaction.atomic():
        found = hand_over(people, purpose=purpose, categories=NAME, payload=PAYLOAD, now=desks.moment())
    return {person: {value.text for value in values} for person, values in found.items()}


def test_a_warrant_about_one_person_opens_that_person_alone(ruling):
    meant, other = desks.register("volunteers"), desks.register("membership")
    assert _handed([meant.person], None) == {meant.person: {"Marker Kitagawa"}}
    assert SealedValue.objects.filter(person_id=other.person, category="name").exists()


def test_a_purpose_that_has_ended_hands_over_nothing(ruling):
    meant = desks.register("volunteers")
    assert _handed([meant.person], "volunteers") == {meant.person: {"Marker Kitagawa"}}
    minute, now = timedelta(minutes=1), desks.moment()
    Grant.objects.filter(person_id=meant.person).update(begins_at=now - 2 * minute, ends_at=now - minute)
    assert _handed([meant.person], "volunteers") == {}


def test_a_value_that_was_asked_for_something_else_stays(ruling):
    meant = desks.register("volunteers")
    SealedValue.objects.filter(person_id=meant.person).update(purposes="somewhat-else")
    Grant.objects.filter(person_id=meant.person).update(opens="")
    assert _handed([meant.person], "volunteers") == {}
