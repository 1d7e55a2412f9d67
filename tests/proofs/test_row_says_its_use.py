"""Whoever changes in the database whose a value is, or what it may be used for, closes it (P03, P14)."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.utils import timezone

from azukari.core.vault.cipher import PLACE, CannotOpen
from azukari.core.vault.index_token import token_of
from azukari.core.vault.inspect import orphans
from azukari.core.vault.join import move_values
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import SealedValue, SearchCode
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import open_all, release
from azukari.lib.identifier import new_id
from azukari.policy.terms import OWN_ACCESS, Actor, ActorKind, Category
from tests.cast import Known

pytestmark = pytest.mark.django_db

_COLUMNS = {field.attname for field in SealedValue._meta.concrete_fields}
_TIMES = {"created_at", "corrected_at"}  # say when, and give nobody anything: the grants' own times rule its use


def test_every_column_is_bound_or_looked_at() -> None:
    assert {*PLACE, "sealed", "token"} | _TIMES == _COLUMNS


def _changed(amelia: Known) -> Mapping[str, Any]:
    return {
        "id": new_id(),
        "person_id": amelia.id,
        "submission_id": amelia.submission.id,
        "field": "fax",
        "category": "fax",
        "purposes": "membership magazine volunteers",
        "version": 1,
        "sealed": bytes(SealedValue.objects.filter(person_id=amelia.id).first().sealed),
    }


@pytest.mark.parametrize("column", [*PLACE, "sealed"])
def test_a_changed_row_does_not_open(column: str, hanako: Known, amelia: Known) -> None:
    SealedValue.objects.filter(submission_id=amelia.submission.id, field="phone").delete()  # so that there is room
    SearchCode.objects.all().delete()  # else they would refer to a row that is called otherwise
    value = SealedValue.objects.get(person_id=hanako.id, field="phone")
    open_all([value])
    new = _changed(amelia)[column]
    SealedValue.objects.filter(id=value.id).update(**{column: new})
    changed = SealedValue.objects.get(id=new if column == "id" else value.id)
    with pytest.raises(CannotOpen):
        open_all([changed])
    assert [one.value for one in orphans(timezone.now())] == [changed.id]


def test_no_page_shows_it(hanako: Known) -> None:
    SealedValue.objects.filter(person_id=hanako.id, field="phone").update(purposes="membership magazine")
    with pytest.raises(CannotOpen):
        release(
            [hanako.id],
            purpose=OWN_ACCESS,
            categories=frozenset(Category),
            actor=Actor(ActorKind.PERSON, str(hanako.id)),
            reason=Reason.OWN,
            now=timezone.now(),
        )


def test_the_token_of_another_address_is_found(hanako: Known) -> None:
    """By it whoever reads that mail would be taken for the owner of this record."""
    value = SealedValue.objects.get(person_id=hanako.id, category=Category.EMAIL)
    assert not list(orphans(timezone.now()))
    SealedValue.objects.filter(id=value.id).update(token=token_of(Category.EMAIL, "mallory@example.org"))
    assert [(one.value, one.code) for one in orphans(timezone.now())] == [(value.id, "sealed-elsewhere")]


def test_what_moves_to_another_submission_is_sealed_for_it(hanako: Known) -> None:
    value = SealedValue.objects.get(person_id=hanako.id, field="phone")
    before = open_all([value])[hanako.id][0].text
    other = new_id()
    move_values(value.submission_id, to=other, fields=["phone"])
    moved = SealedValue.objects.get(id=value.id)
    assert moved.submission_id == other
    assert moved.sealed != value.sealed
    assert open_all([moved], data_keys([hanako.id]))[hanako.id][0].text == before
