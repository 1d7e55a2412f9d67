"""Optimistic reading: values and the keys that open them are read one after the other, and again where somebody was
erased, or joined to another, in between.

No lock is taken, for many look while few go. At the second look whoever went is not there any more, and whoever was
joined is found with the key that they have now. What still does not open is damaged.
"""

from collections.abc import Callable

from django.db import IntegrityError

from azukari.vault.cipher import CannotOpen

_TRIES = 3


def reread[T](read: Callable[[], T]) -> T:
    """What ``read`` returns; it reads values, then keys, and may record what it opened in a transaction of its own.

    Raises:
        CannotOpen: as often as it was tried.
    """
    for _try in range(_TRIES - 1):
        try:
            return read()
        except (CannotOpen, IntegrityError):  # no key any more; or the entry of the trail found no person
            continue
    return read()
