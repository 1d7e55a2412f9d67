"""Every holder minds one person alone: what somebody is given, what goes with them, and what another record takes over,
is theirs and nobody else's (P41, P42). A condition that is forgotten in one of them would hand over, or erase, the rows
of all.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models, transaction

from azukari.core.people.models import Person
from azukari.core.vault.holders import Holder, holders
from azukari.lib.identifier import new_id
from tests.console import desks
from tests.rights.one_row import NOON, labels, one_row

pytestmark = pytest.mark.django_db
type Rows = dict[str, models.Model]

_ENDS = {
    "own.OwnSession": "who was signed in signs in anew",
    "own.SignIn": "the same",
    "vault.ListLine": "a list that was taken out names whom it named then",
}
"""What another record does not take over."""
_WITH_THE_REGISTRATION = next(holder.models for holder in holders() if holder.name == "forms") | {"cases.CaseMessage"}
"""What no holder need erase: it goes with the row of the person, on whom all registrations hang."""


@pytest.fixture
def people() -> tuple[desks.Registered, desks.Registered]:
    """Two, of whom nothing else is kept than that they registered."""
    one, other = (f"{color}-marker@example.org" for color in ("aoba", "blue"))
    return desks.register("membership", {"email": one}), desks.register("membership", {"email": other})


def _keep(holder: Holder, of: desks.Registered) -> Rows:
    """One row of theirs in each table of a holder."""
    return {label: one_row(label, person=of.person, submission=of.submission) for label in labels(holder)}


def _of(label: str, person: UUID) -> int:
    model = apps.get_model(label)
    named = any(field.attname == "person_id" for field in model._meta.concrete_fields)
    by = {"person_id": person} if named else {"submission__person_id": person}
    return model._base_manager.filter(**by).count()


def _counts(holder: Holder, person: UUID) -> dict[str, int]:
    return {sort: rows.count() for sort, rows in holder.held([person]).items()}


def _each(holder: Holder) -> dict[str, Callable[..., Any]]:
    return {"export": holder.export, "held": lambda person: _counts(holder, person)}


@pytest.mark.parametrize("name", sorted(holder.name for holder in holders()))
def test_what_is_told_and_counted_is_of_one_person_alone(name, people):
    [holder] = [holder for holder in holders() if holder.name == name]
    one, other = people
    for what, tell in _each(holder).items():
        with transaction.atomic():
            before = tell(one.person), tell(other.person)
            _keep(holder, one)
            kept = tell(one.person)
            assert tell(other.person) == before[1], what
            _keep(holder, other)
            assert tell(one.person) == kept, what
            assert not any(_counts(holder, new_id()).values()), "Of a stranger nothing is held."
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(holder.name for holder in holders()))
def test_what_goes_and_what_is_taken_over_is_of_one_person_alone(name, people):
    [holder] = [holder for holder in holders() if holder.name == name]
    one, other = people
    heir = Person.objects.create(id=new_id(), created_at=NOON)
    does: dict[str, Callable[[], None]] = {
        "erase": lambda: holder.erase([one.person]),
        "delete_ended": lambda: holder.delete_ended([one.submission], [one.person]),
        "reassign": lambda: holder.reassign(one.person, heir.id),
    }
    for what, act in does.items():
        with transaction.atomic():
            _keep(holder, one)
            theirs = _keep(holder, other)
            before = {label: _of(label, other.person) for label in theirs}
            act()
            assert {label: _of(label, other.person) for label in theirs} == before, what
            if what != "delete_ended":
                stays = _WITH_THE_REGISTRATION if what == "erase" else frozenset()
                assert not [label for label in theirs if label not in stays and _of(label, one.person)], what
            if what == "reassign":
                assert not [label for label in theirs if not _of(label, heir.id) and label not in _ENDS]
            transaction.set_rollback(True)
