"""A row that came into the vault past the intake is found by `doctor`, however well it is disguised (P03, law 1)."""

import os
from typing import Any
from uuid import UUID

import pytest

from azukari.core.database.rows import insert
from azukari.core.people.models import Person
from azukari.core.vault.cipher import Place, seal_value
from azukari.core.vault.index_token import token_of
from azukari.core.vault.inspect import orphans
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import SealedValue
from azukari.core.vault.store import NewValue, seal
from azukari.lib.control import controls, examine
from azukari.lib.identifier import new_id
from azukari.policy.terms import Category
from tests.cast import NOW, Known

pytestmark = pytest.mark.django_db


def _found() -> list[str]:
    return sorted(orphan.code for orphan in orphans(NOW))


def _slip_in(person: UUID, submission: UUID, **changed: Any) -> None:
    """A row by raw SQL, as somebody with the database in hand would write it."""
    key = data_keys([person])[person]
    id = new_id()
    where: dict[str, Any] = {
        "id": id,
        "person": person,
        "submission": submission,
        "field": "fax",
        "category": "fax",
        "purposes": "membership",
    } | {name: told for name, told in changed.items() if name in Place._fields}
    row = {
        **where,
        "sealed": seal_value("03-1111-2222", key=key, place=Place(**where)),
        "token": None,
        "created_at": NOW,
        "corrected_at": None,
        "version": 0,
    } | changed
    insert(SealedValue, [tuple(row.values())])


def test_what_came_by_the_door_is_no_orphan(hanako: Known, amelia: Known) -> None:
    assert _found() == []


def test_a_foreign_ciphertext_is_found(hanako: Known) -> None:
    SealedValue.objects.filter(submission_id=hanako.submission.id, field="fax").delete()
    _slip_in(hanako.id, hanako.submission.id, sealed=b"\x01" + os.urandom(40))
    assert _found() == ["sealed-elsewhere"]


def test_plain_text_in_the_place_of_a_ciphertext_is_found(hanako: Known) -> None:
    SealedValue.objects.filter(submission_id=hanako.submission.id, field="fax").delete()
    _slip_in(hanako.id, hanako.submission.id, sealed=b"03-1111-2222")
    assert _found() == ["sealed-elsewhere"]


def test_a_row_of_no_submission_is_found(hanako: Known) -> None:
    _slip_in(hanako.id, new_id())
    assert _found() == ["no-origin"]


def test_a_field_that_the_form_does_not_ask_is_found(hanako: Known) -> None:
    _slip_in(hanako.id, hanako.submission.id, field="birthdate", category="answer")
    assert _found() == ["not-asked"]


def test_a_field_under_another_category_is_found(hanako: Known) -> None:
    SealedValue.objects.filter(submission_id=hanako.submission.id, field="fax").delete()
    _slip_in(hanako.id, hanako.submission.id, category="message")
    assert _found() == ["not-asked"]


def test_a_value_moved_to_another_person_is_found(hanako: Known, amelia: Known) -> None:
    moved = SealedValue.objects.filter(person=hanako.id, field="name").first()
    assert moved is not None
    SealedValue.objects.filter(id=moved.id).update(person_id=amelia.id)
    assert _found() == ["no-origin"]


def test_a_value_moved_with_its_submission_s_name_is_found(hanako: Known, amelia: Known) -> None:
    SealedValue.objects.filter(submission_id=amelia.submission.id, field="name").delete()
    SealedValue.objects.filter(person=hanako.id, field="name").update(
        person_id=amelia.id, submission_id=amelia.submission.id
    )
    assert _found() == ["sealed-elsewhere"]


def test_a_copied_row_is_found(hanako: Known, amelia: Known) -> None:
    original = SealedValue.objects.get(person=amelia.id, field="name")
    SealedValue.objects.filter(person=hanako.id, field="name").delete()
    _slip_in(hanako.id, hanako.submission.id, field="name", category="name", sealed=bytes(original.sealed))
    assert _found() == ["sealed-elsewhere"]


def test_two_values_that_changed_places_are_found(hanako: Known) -> None:
    phone = SealedValue.objects.get(person=hanako.id, field="phone")
    address = SealedValue.objects.get(person=hanako.id, field="address")
    SealedValue.objects.filter(id=phone.id).update(sealed=address.sealed)
    SealedValue.objects.filter(id=address.id).update(sealed=phone.sealed)
    assert _found() == ["sealed-elsewhere", "sealed-elsewhere"]


@pytest.mark.parametrize("field", ["email", "address"])
def test_a_value_that_is_found_by_what_another_says_is_found(hanako: Known, amelia: Known, field: str) -> None:
    """By it, somebody would be taken for its owner. An address of a house is looked up by nobody."""
    others = token_of(Category.EMAIL, amelia.email)
    assert SealedValue.objects.filter(person=hanako.id, field=field).update(token=others) == 1
    assert _found() == ["sealed-elsewhere"]


def test_a_value_sealed_by_our_own_code_for_nobody_s_submission_is_found(hanako: Known) -> None:
    Person.objects.create(id=(stranger := new_id()), created_at=NOW)
    made = seal(
        [NewValue("name", Category.NAME, ("membership",), "Nobody")], person=stranger, submission=new_id(), now=NOW
    )
    for model, rows in made.rows.items():
        insert(model, rows)
    assert _found() == ["no-origin"]


def test_the_control_names_no_value(hanako: Known) -> None:
    _slip_in(hanako.id, new_id())
    control = next(control for control in controls() if control.name == "vault-orphans")
    outcome = examine(control, NOW)
    assert not outcome.passed
    assert "did not come in by a form" in outcome.findings[0]
    assert "03-1111-2222" not in "".join(outcome.findings)
