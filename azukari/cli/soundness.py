"""Refusing a verb whose instance may not work: a key is missing or opens nothing, or the database was set back."""

from collections.abc import Set as AbstractSet

from django.db import DatabaseError

from azukari.lib.verb import Refusal
from azukari.shells.worker import standing


def refuse_unsound(*, despite: AbstractSet[str] = frozenset()) -> None:
    """Pass if the keys open what is stored and the database was not set back. A few queries.

    Args:
        despite: what the verb goes on in spite of (`lib.verb`).

    Raises:
        Refusal: not so; it says what to run.
    """
    try:
        found = standing.findings()
    except DatabaseError:  # a damaged page: the verb goes on, and the control of integrity says what to do
        return
    if not found.is_well and found.word not in despite:
        raise Refusal(" ".join(found.findings))
