"""Optimistic reading: values and the keys that open them are read one after the other, and again where somebody was
erased, or joined to another, in between.

No lock is taken, for many look while few go. At the second look whoever went is not there any more, and whoever was
joined is found with the key that they have now. Among hundreds somebody may go each time, so the third look holds those
who are there (`people.lock`) and leaves out the others. What still does not open is damaged.
"""

from collections.abc import Callable, Collection, Set
from uuid import UUID

from django.db import IntegrityError

from azukari.core.people.lock import lock_people
from azukari.core.vault.cipher import CannotOpen

_TRIES = 3


def reread[T](read: Callable[[], T], *, holding: Callable[[], T] | None = None) -> T:
    """What ``read`` returns; it reads values, then keys, and may record what it opened in a transaction of its own.

    Args:
        holding: how the third look is taken, else like the others.

    Raises:
        CannotOpen: as often as it was tried.
    """
    for _try in range(_TRIES - 1):
        try:
            return read()
        except (CannotOpen, IntegrityError):  # no key any more; or the entry of the trail found no person
            continue
    return holding() if holding else read()


def hold(people: Collection[UUID], gone: Set[UUID]) -> set[UUID]:
    """Those of these people who are still there, and stay until the end of the caller's transaction.

    Args:
        gone: whose key was not found.

    Raises:
        CannotOpen: one of those is there.
    """
    there = lock_people(people)
    if gone & there:
        raise CannotOpen
    return there
