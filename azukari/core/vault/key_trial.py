"""Trying the keys on what is stored: whether those that are here open the newest data, and find it.

A key file that is there says nothing: it may have been made anew over an older database, or belong to another instance.
One row that does not open was changed by somebody, of which other controls tell; a key is wrong where none of several
rows opens by it.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.index_token import begins, token_of, versions
from azukari.core.vault.keys import OWN_KEYS, OwnKeyed, raw_key
from azukari.core.vault.models import PersonKey, SealedValue
from azukari.core.vault.opened_text import texts_of
from azukari.core.vault.rotate import in_use
from azukari.core.vault.wrapping import forget_masters
from azukari.policy.terms import Category

_SAMPLE = 5
_VALUES = 20

type Row = PersonKey | OwnKeyed


def read_again() -> None:
    """Forget what this process has read of the master keys: other files may lie in the folder now."""
    forget_masters()


def missing_masters() -> list[int]:
    """The versions of the master key that wrap something and are not here."""
    return sorted(in_use() - {*settings.AZUKARI.master_versions()})


def wrong_masters() -> list[int]:
    """The versions of the master key that are here and open nothing: tried, in each table, on the newest rows of each
    version and on the oldest.

    Raises:
        InstanceError: a key file is damaged, or readable by others.
    """
    here = in_use() & {*settings.AZUKARI.master_versions()}
    return sorted(version for version in here if not all(map(_opens, _samples(version))))


def wrong_newest() -> list[int]:
    """The version of the master key that wraps the newest keys of people, if it does not open them. One query.

    Raises:
        InstanceError: its file is missing, damaged, or readable by others.
    """
    rows = list(PersonKey.objects.select_related("group").order_by("-id")[:_SAMPLE])
    return [] if _opens(rows) else [rows[0].group.master if rows[0].group else rows[0].master]


def _samples(version: int) -> list[list[Row]]:
    people = PersonKey.objects.select_related("group")
    wrapped: list[QuerySet[Any]] = [
        people.filter(group=None, master=version),
        people.filter(group__master=version),
        *(model._default_manager.filter(master=version) for model in OWN_KEYS),
    ]
    return [list(rows.order_by(order)[:_SAMPLE]) for rows in wrapped for order in ("-id", "id")]


def _opens(rows: Sequence[Row]) -> bool:
    """Whether one of these opens, if there are any."""
    for row in rows:
        try:
            raw_key(row)
        except CannotOpen:
            continue
        return True
    return not rows


def wrong_indexes() -> list[int]:
    """The versions of the index key that did not make the tokens which begin with their number.

    Raises:
        InstanceError: a key file is damaged, or readable by others.
    """
    return [version for version in versions() if not _finds(version)]


def _finds(version: int) -> bool:
    own = SealedValue.objects.filter(token__gte=begins(version), token__lt=begins(version + 1))
    try:
        opened = list(texts_of(list(own.order_by("-id")[:_VALUES])))
    except CannotOpen:
        return True  # the master key is told of
    return not opened or any(_found(value, text) for value, text in opened)


def _found(value: SealedValue, text: str) -> bool:
    token = token_of(Category(value.category), text)
    return token is not None and bytes(value.token or b"") in token.every
