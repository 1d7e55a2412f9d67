"""Holders: everything that keeps something of a person, so that nothing is forgotten when the person goes.

A package that has rows about people registers one holder. An architecture test finds models without one.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet


class Holder(Protocol):
    """What a package keeps of people.

    Attributes:
        name: the package, as certificates name it.
        models: labels (``app.Model``) of all its models that refer to a person, directly or through a submission.
    """

    name: str
    models: frozenset[str]

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        """The rows that are held, by their sort, to be counted; the sorts are slugs, ``submission``, ``message``. What
        is asked for depends on ``people`` alone.
        """

    def export(self, person: UUID) -> Mapping[str, Any]:
        """What is held, as JSON, for the person's own archive. Values of the vault are not repeated."""

    def erase(self, people: Collection[UUID]) -> None:
        """Delete all of it, in the caller's transaction; nothing to do is fine."""

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        """Delete what belongs to submissions of which nothing is left, in the caller's transaction.

        Args:
            ended: ids of those submissions.
            restricted: people whom only a law still keeps: nothing is done for them any more.
        """

    def reassign(self, person: UUID, to: UUID) -> None:
        """Hand what is held of ``person`` to ``to``, in the caller's transaction."""


_holders: dict[str, Holder] = {}


def register(holder: Holder) -> None:
    """Add a holder. Called once by the package's AppConfig."""
    _holders[holder.name] = holder


def holders() -> Iterable[Holder]:
    """All holders, the latest registered first: features before the core they stand on."""
    return tuple(reversed(_holders.values()))
