"""What many people's values are opened for together: a public page, totals, a recipient. Each opens what its own grant
lets be used for it now, and nothing of anybody else.
"""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import current
from azukari.core.vault.cipher import open_value, seal_value
from azukari.core.vault.events import TRANSFER_MADE, VALUE_COUNTED
from azukari.core.vault.hand_over import hand_over
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import KeyUse, PersonKey, SealedValue
from azukari.core.vault.publication import open_published
from azukari.core.vault.totals import before_they_change, for_totals, may_count
from azukari.lib.identifier import new_id
from azukari.policy.terms import Category
from tests.console import desks

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
NAME, EMAIL, PHONE = Category.NAME, Category.EMAIL, Category.PHONE


@pytest.fixture
def two(db: None) -> tuple[desks.Registered, desks.Registered]:
    desks.publish()
    return (
        desks.register("membership", {"email": "aoba@example.org", "name": "Marker Aoba"}),
        desks.register("membership", {"email": "blue@example.org", "name": "Marker Blue"}),
    )


def serving(row: SealedValue, purposes: str) -> None:
    """The same words in a field that says other purposes."""
    key = data_keys([row.person_id])[row.person_id]
    text = open_value(row.sealed, key=key, place=row.place)
    row.purposes = purposes
    row.sealed = seal_value(text, key=key, place=row.place)
    row.save()


def field(one: desks.Registered, name: str) -> SealedValue:
    return SealedValue.objects.get(submission_id=one.submission, field=name)


def totals(*some: desks.Registered, now=None, **more: object) -> dict[UUID, str]:
    told = {"field": "name", "purpose": "membership", "category": NAME, **more}
    with transaction.atomic():
        return dict(for_totals([one.submission for one in some], now=now or desks.moment(), **told))  # type: ignore[arg-type]


def counted() -> list[dict[str, object]]:
    return [json.loads(row.payload) for row in Pending.objects.filter(kind=VALUE_COUNTED.name).order_by("id")]


def test_what_is_counted_is_one_field_of_those_who_let_it(two: tuple[desks.Registered, desks.Registered]) -> None:
    one, other = two
    assert totals(one, other) == {one.submission: "Marker Aoba", other.submission: "Marker Blue"}
    assert counted() == [{"purpose": "membership", "count": 2}]
    assert totals(one) == {one.submission: "Marker Aoba"}
    assert totals(one, other, recorded=False, field="phone", category=PHONE)
    assert totals(one, other, purpose="volunteers") == {}
    assert len(counted()) == 2, "of one alone, or as they come in, nothing is said; of none that there was none"
    assert counted()[1]["count"] == 0
    now = desks.moment()
    Grant.objects.filter(person_id=other.person, purpose="membership").update(ends_at=now)
    assert totals(one, other, now=now) == {one.submission: "Marker Aoba"}
    serving(field(one, "name"), "dues-record")
    assert totals(one, other, now=now) == {}
    Grant.objects.filter(person_id=one.person, purpose="membership").update(opens="name")
    PersonKey.objects.filter(person_id=one.person, use=KeyUse.DATA).delete()
    assert totals(one, other, now=now) == {}, "erased at this very moment"


def test_what_the_policy_does_not_allow_is_not_counted(two: tuple[desks.Registered, desks.Registered]) -> None:
    policy, now = current().policy, desks.moment()
    assert may_count(policy, purpose="membership", category=NAME, now=now)
    assert not may_count(policy, purpose="membership", category=Category.MESSAGE, now=now)
    assert not may_count(policy, purpose="nothing", category=NAME, now=now)


def test_what_is_about_to_change_is_told_by_registration_whatever_ended(
    two: tuple[desks.Registered, desks.Registered],
) -> None:
    one, other = two
    Grant.objects.all().delete()
    rows = [field(each, "name") for each in two]
    for row in rows:
        SealedValue.objects.filter(id=row.id).update(category=Category.ANSWER)
        row.refresh_from_db()
    key = {row.id: data_keys([row.person_id])[row.person_id] for row in rows}
    for row, text in zip(rows, ("yes", "no"), strict=True):
        row.sealed = seal_value(text, key=key[row.id], place=row.place)
        row.save()
    ids = [row.id for row in rows]
    assert before_they_change(ids, field="name") == {one.submission: "yes", other.submission: "no"}
    assert before_they_change(ids[:1], field="name") == {one.submission: "yes"}
    assert before_they_change(ids, field="phone") == {}
    PersonKey.objects.filter(person_id=one.person, use=KeyUse.DATA).delete()
    assert before_they_change(ids, field="name") == {other.submission: "no"}
    rows[1].category = NAME
    rows[1].save()
    assert before_they_change(ids[1:], field="name") == {}


def shown(*some: desks.Registered, category: Category = NAME, now=None) -> dict[UUID, str]:
    at = now or desks.moment()
    found = open_published([one.submission for one in some], purpose="membership", category=category, now=at)
    return dict(found)


def test_on_a_public_page_stands_the_first_value_of_each_who_agreed(
    two: tuple[desks.Registered, desks.Registered],
) -> None:
    one, other = two
    assert shown(one, other) == {one.submission: "Marker Aoba", other.submission: "Marker Blue"}
    assert shown(one) == {one.submission: "Marker Aoba"}
    assert {*shown(one, other, category=EMAIL).values()} == {"aoba@example.org", "blue@example.org"}
    now = desks.moment()
    Grant.objects.filter(person_id=other.person, purpose="membership").update(ends_at=now)
    assert shown(one, other, now=now) == {one.submission: "Marker Aoba"}
    assert {*shown(one, other, now=now - SECOND / 1000)} == {one.submission, other.submission}
    serving(field(one, "name"), "dues-record")
    assert shown(one, other, now=now) == {}
    serving(field(one, "name"), "membership")
    PersonKey.objects.filter(person_id=one.person, use=KeyUse.DATA).delete()
    assert shown(one, other, now=now - SECOND / 1000) == {other.submission: "Marker Blue"}


def test_what_a_law_has_handed_over_is_of_those_people_and_kinds_of_data_alone(
    two: tuple[desks.Registered, desks.Registered],
) -> None:
    one, other = two
    payload = {"actor": "system", "recipient": "tax-office", "ground": "law"}
    now = desks.moment()
    with transaction.atomic():
        found = hand_over([one.person, new_id()], purpose=None, categories=frozenset({NAME, EMAIL}), payload=payload,
                          now=now)  # fmt: skip
    assert {*found} == {one.person}
    assert {(value.category, value.text) for value in found[one.person]} == {
        (NAME, "Marker Aoba"), (EMAIL, "aoba@example.org"),
    }  # fmt: skip
    (entry,) = Pending.objects.filter(kind=TRANSFER_MADE.name)
    assert json.loads(entry.payload) == payload
    assert Trail.objects.get(entry_id=entry.id).person_id == one.person
    assert other.person not in found
