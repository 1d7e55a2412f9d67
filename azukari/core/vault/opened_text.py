"""What values say, for the vault's own modules: who asks here decides what for, and records what leaves the room."""

from collections.abc import Collection, Iterator

from azukari.core.vault.cipher import CannotOpen, open_value
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import SealedValue


def text_of(value: SealedValue) -> str:
    """What one value says.

    Raises:
        CannotOpen: it was changed or moved, or its person's key is gone.
    """
    key = data_keys([value.person_id]).get(value.person_id)
    if key is None:
        raise CannotOpen
    return open_value(value.sealed, key=key, place=value.place)


def texts_of(values: Collection[SealedValue]) -> Iterator[tuple[SealedValue, str]]:
    """Each of the values that opens, with what it says; one query. What does not open is left out: its person was
    erased meanwhile, or it was changed, of which `vault-orphans` tells.

    Raises:
        CannotOpen: the row of a key was changed.
    """
    keys = data_keys({value.person_id for value in values}) if values else {}
    for value in values:
        if value.person_id in keys:
            try:
                text = open_value(value.sealed, key=keys[value.person_id], place=value.place)
            except CannotOpen:
                continue
            yield value, text
