"""What of the vault is backed up apart from the rest: the keys. Without them, what lies sealed in a backup is noise.

A backup of the data may live for years, a backup of the keys for weeks: whoever is erased is unreadable everywhere as
soon as the last backup of the keys that knew theirs is gone.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import models

from azukari.core.database.rows import insert
from azukari.core.people.models import Person
from azukari.core.vault.keys import OWN_KEYS, new_key
from azukari.core.vault.models import BatchKey, KeyEpoch, KeyGroup, KeyUse, PersonKey, Suppression

WHOLE: Sequence[type[models.Model]] = (KeyEpoch, KeyGroup, PersonKey)
"""Tables all of whose rows are keys, or what keys are wrapped by; none before one that it refers to."""

WRAPPED: Sequence[type[models.Model]] = tuple(model for model in OWN_KEYS if model is not BatchKey)
"""Tables whose rows have a key of their own, which is in the column ``wrapped``. What lies under the key of a batch is
opened for a backup, which must be readable for longer than an epoch.
"""

WITH_KEY = ("wrapped", "master", "epoch_id")
"""The columns of these that say the key, and by what it is wrapped: all of the same moment."""

NEWEST: Sequence[type[models.Model]] = (Suppression,)
"""Tables that a restore takes as they were last, since what they say protects people whatever else is restored."""


def make_room() -> None:
    """Leave no epoch of the new database, before those of the backup come in."""
    KeyEpoch.objects.all().delete()


def keyless(limit: int) -> list[UUID]:
    """People whose data key is not here though their data is: they were erased after that data was backed up."""
    keyed = PersonKey.objects.filter(use=KeyUse.DATA).values("person_id")
    people = Person.objects.exclude(id__in=keyed).order_by("id")
    return list(people.values_list("id", flat=True)[:limit])


def give_keys(people: Sequence[UUID]) -> None:
    """Fresh keys for people who have none, so that the verbs which erase them find some. They open nothing."""
    insert(PersonKey, [new_key(person, use).row for person in people for use in (KeyUse.DATA, KeyUse.LEDGER)])


def drop_keyless_rows() -> int:
    """Remove sealed rows whose own key is not here; returns how many."""
    return sum(model._base_manager.filter(wrapped=b"").delete()[0] for model in WRAPPED)


def drop_keys_of_strangers() -> int:
    """Remove keys of people who are not here: they came in after that data was backed up; returns how many."""
    return PersonKey.objects.exclude(person_id__in=Person.objects.values("id")).delete()[0]
