"""A column of JSON that may lie sealed by the key of a batch, and that is opened as it is read."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from azukari.core.vault.batch_keys import is_sealed, opened
from azukari.core.vault.cipher import CannotOpen


class Opened(dict[str, Any]):
    """What was sealed. Written back, it stays as it was sealed.

    Args:
        name: what it is known by.
        text: as it was sealed.
    """

    def __init__(self, kept: dict[str, Any], *, name: str, text: str) -> None:
        super().__init__(kept)
        self.name, self.text = name, text


@dataclass(frozen=True, slots=True)
class Lost:
    """What does not open, since its key is gone or it was changed. Written back, it stays as it is.

    Args:
        text: as it was sealed.
    """

    text: str


def insist_that_it_opens(value: object) -> None:
    """Pass if what was read is not lost.

    Raises:
        CannotOpen: it is.
    """
    if isinstance(value, Lost):
        raise CannotOpen


class SealedJSONField(models.JSONField):
    """An object or a list in JSON. `Sealing.seal` makes what is to be stored; what lies open is read as it is."""

    def deconstruct(self) -> Any:
        """As a column it is no other than one of plain JSON."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """What is kept, opened; or that it is lost, which must not keep the rest from being read.

        Raises:
            InstanceError: the key file of its epoch is missing.
        """
        found = super().from_db_value(value, expression, connection)
        if not is_sealed(found):
            return found
        try:
            name, kept = opened(found, using=connection.alias)
        except CannotOpen:
            return Lost(found)
        return Opened(kept, name=name, text=found) if isinstance(kept, dict) else kept

    def get_prep_value(self, value: Any) -> Any:
        """What is stored."""
        return super().get_prep_value(value.text if isinstance(value, Opened | Lost) else value)
