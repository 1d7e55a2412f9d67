"""Whose each row is: found in every column that refers to a person, written down, and given back to whom it was."""

from uuid import UUID

import pytest
from django.db import models

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.people.models import Person
from azukari.core.vault import ownership
from azukari.core.vault.models import Merge, MergedRow, PersonKey, SealedValue
from azukari.core.vault.ownership import columns, give_back, hand_over, move_rest, rows_of, strays, write_down
from azukari.lib.identifier import new_id
from tests.console import desks

pytestmark = pytest.mark.django_db

VALUES, GRANTS, KEYS, SUBMISSIONS = (
    "vault.SealedValue.person",
    "consent.Grant.person",
    "vault.PersonKey.person",
    "forms.Submission.person",
)


@pytest.fixture
def two(db: None) -> tuple[desks.Registered, desks.Registered]:
    desks.publish()
    return tuple(desks.register("membership", {"email": f"{color}@example.org"}) for color in ("aoba", "blue"))  # type: ignore[return-value]


def merge_of(one: desks.Registered) -> UUID:
    now = desks.moment()
    return Merge.objects.create(
        survivor_id=one.person, merged_id=new_id(), merged_created_at=now, purpose="membership", at=now, ends_at=now
    ).id


def count(model: type[models.Model], person: UUID) -> int:
    return model._base_manager.filter(person_id=person).count()


def test_every_column_of_a_person_is_known_but_what_goes_another_way(db: None) -> None:
    known = columns()
    assert {VALUES, GRANTS, KEYS, SUBMISSIONS} <= {*known}
    assert all(field.related_model is Person for field in known.values())
    for another in ("people.Trail", "vault.Proposal", "vault.FormerValue", "vault.Mention", "vault.ListLine"):
        assert not [name for name in known if name.startswith(f"{another}.")]


def test_what_belongs_to_somebody_is_found_row_by_row(two: tuple[desks.Registered, desks.Registered]) -> None:
    one, _other = two
    found = sorted(rows_of(one.person))
    assert (SUBMISSIONS, str(one.submission)) in found
    for name, model in ((VALUES, SealedValue), (GRANTS, Grant), (KEYS, PersonKey)):
        keys = {str(key) for key in model._base_manager.filter(person_id=one.person).values_list("pk", flat=True)}
        assert {key for column, key in found if column == name} == keys
    assert len(found) == len({*found})


@pytest.mark.parametrize("at_a_time", [1, 2, 500])
def test_what_was_written_down_is_given_back_as_far_as_it_is_still_theirs(
    two: tuple[desks.Registered, desks.Registered], monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(ownership, "BATCH", at_a_time)
    one, other = two
    back = Person.objects.create(created_at=desks.moment())
    mine, theirs = merge_of(one), merge_of(one)
    values = [*SealedValue.objects.filter(person_id=one.person).values_list("id", flat=True)]
    grants = [*Grant.objects.filter(person_id=one.person).values_list("id", flat=True)]
    elsewhere = SealedValue.objects.filter(person_id=other.person)[0].id
    rows = [(VALUES, str(id)) for id in (*values[:3], elsewhere, new_id())] + [(GRANTS, str(grants[0]))]
    write_down(mine, rows, survivor=one.person)
    write_down(theirs, [(VALUES, str(values[3]))], survivor=one.person)
    told = MergedRow.objects.filter(merge_id=mine).values_list("person_id", "column", "row")
    assert sorted(told) == sorted((one.person, column, row) for column, row in rows)
    give_back(mine, owner=one.person, to=back.id, keep=(GRANTS,))
    assert {*SealedValue.objects.filter(person_id=back.id).values_list("id", flat=True)} == {*values[:3]}
    assert SealedValue.objects.get(id=elsewhere).person_id == other.person
    assert count(Grant, back.id) == 0
    give_back(mine, owner=one.person, to=back.id)
    assert [*Grant.objects.filter(person_id=back.id).values_list("id", flat=True)] == grants[:1]


def test_with_a_submission_goes_what_belongs_to_it_of_that_owner(
    two: tuple[desks.Registered, desks.Registered],
) -> None:
    one, other = two
    back = Person.objects.create(created_at=desks.moment())
    before = {model: count(model, one.person) for model in (SealedValue, Grant, PersonKey)}
    hand_over([], owner=one.person, to=back.id)
    assert count(Submission, one.person) == 1
    hand_over([one.submission, other.submission], owner=one.person, to=back.id, keep=(VALUES,))
    assert Submission.objects.get(id=one.submission).person_id == back.id
    assert (count(Grant, one.person), count(Grant, back.id)) == (0, before[Grant])
    assert (count(SealedValue, one.person), count(SealedValue, back.id)) == (before[SealedValue], 0)
    assert count(PersonKey, one.person) == before[PersonKey], "a key is of no registration"
    assert Submission.objects.get(id=other.submission).person_id == other.person
    assert count(Grant, other.person) > 0


def test_what_is_left_moves_but_what_is_joined_anew(two: tuple[desks.Registered, desks.Registered]) -> None:
    one, other = two
    before = {model: count(model, one.person) for model in (SealedValue, Grant, PersonKey)}
    move_rest(one.person, to=other.person)
    assert {model: count(model, one.person) for model in before} == before
    assert count(Submission, one.person) == 0
    assert count(Submission, other.person) == 2


def test_a_row_that_names_another_than_the_row_it_hangs_on_is_a_stray(
    two: tuple[desks.Registered, desks.Registered],
) -> None:
    one, other = two
    assert [*strays()] == []
    id = merge_of(one)
    MergedRow.objects.create(merge_id=id, person_id=one.person, column=VALUES, row="1")
    from_payment = [*strays()]
    Submission.objects.filter(id=one.submission).update(person_id=other.person)
    found = dict(strays())
    assert from_payment == []
    assert found
    assert all(name.endswith(".submission") for name in found)
    assert all(number >= 1 for number in found.values())
