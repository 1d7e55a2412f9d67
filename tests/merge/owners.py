"""Who owns what, read from the rows, without the code that moves them."""

from collections.abc import Mapping
from uuid import UUID

from django.apps import apps
from django.db import models

from azukari.core.people.models import Person, Trail
from azukari.core.vault.cipher import open_value
from azukari.core.vault.keys import data_keys
from azukari.core.vault.merge import merge, part
from azukari.core.vault.models import Merge, MergedRow, SealedValue
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

STAFF = Actor(ActorKind.STAFF, "00000000-0000-0000-0000-000000000007", frozenset({"membership"}))
_NOT = {"vault.Merge", "vault.MergedRow", "vault.PersonKey", "people.Trail"}

type Owners = Mapping[tuple[str, str], UUID | None]


def owners() -> Owners:
    """The owner of every row that has one, by table and key."""
    found: dict[tuple[str, str], UUID | None] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Person and model._meta.label not in _NOT:
                for key, owner in model._base_manager.values_list("pk", field.attname):
                    found[f"{model._meta.label}.{field.name}", str(key)] = owner
    return found


def trails() -> Mapping[UUID, UUID]:
    return dict(Trail.objects.values_list("entry_id", "person_id"))


def people() -> Mapping[UUID, tuple[object, object]]:
    return {
        id: (created, confirmed)
        for id, created, confirmed in Person.objects.values_list("id", "created_at", "confirmed_at")
    }


def words() -> Mapping[UUID, tuple[UUID, str]]:
    """What each value says, opened with its owner's key: a value that is sealed for another does not open."""
    values = list(SealedValue.objects.all())
    keys = data_keys({value.person_id for value in values})
    return {v.id: (v.person_id, open_value(v.sealed, key=keys[v.person_id], place=v.place)) for v in values}


def join(merged: UUID, into: UUID) -> UUID:
    return merge(merged, into=into, purpose="membership", actor=STAFF, now=desks.moment())


def take_apart(id: UUID) -> UUID:
    return part(id, actor=STAFF, now=desks.moment())


def left_over() -> tuple[int, int]:
    return Merge.objects.count(), MergedRow.objects.count()
