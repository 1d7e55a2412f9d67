"""Holders: everything that keeps something of a person, so that nothing is forgotten when the person goes.

A package that has rows about people registers one holder. An architecture test finds models without one.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise

from azukari.core.database.cascade import delete


class Holder(Protocol):
    """What a package keeps of people.

    Attributes:
        name: the package, as certificates name it.
        models: labels (``app.Model``) of all its models that refer to a person, directly or through a submission.
        words: what its sorts are called on the certificate of an erasure, in the plural.
    """

    name: str
    models: frozenset[str]

    @property
    def words(self) -> Mapping[str, Promise | str]: ...

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        """The rows that are held, by their sort, to be counted; the sorts are slugs, ``submission``, ``message``. What
        is asked for depends on ``people`` alone. Of whoever has none of them `export` has nothing to tell.
        """

    def export(self, person: UUID) -> Mapping[str, Any]:
        """What is held, as JSON, for the person's own archive, from the rows of `held` and what hangs on them. Values
        of the vault are not repeated.
        """

    def erase(self, people: Collection[UUID]) -> None:
        """Delete all of it, in the caller's transaction; nothing to do is fine."""

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        """Delete what belongs to submissions of which nothing is left, in the caller's transaction.

        Args:
            ended: ids of those submissions.
            restricted: people whom only a law still keeps: nothing is done for them any more.
        """

    def reassign(self, person: UUID, to: UUID) -> None:
        """Hand what is held of ``person`` to ``to``, in the caller's transaction."""


class HolderOfRows:
    """A holder whose rows each name their person, by which they are counted; and deleted and handed on, where it does
    not say otherwise.

    Attributes:
        rows: the models by the sort of their rows; what hangs on others stands before them.
    """

    name: str
    models: frozenset[str]
    rows: ClassVar[Mapping[str, Any]]
    words: ClassVar[Mapping[str, Promise | str]]

    def __init_subclass__(cls) -> None:
        cls.models = frozenset(model._meta.label for model in cls.rows.values())

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {sort: model.objects.filter(person_id__in=people) for sort, model in self.rows.items()}

    def erase(self, people: Collection[UUID]) -> None:
        for model in self.rows.values():
            delete(model, people, by="person")

    def reassign(self, person: UUID, to: UUID) -> None:
        for model in self.rows.values():
            model.objects.filter(person_id=person).update(person_id=to)


_holders: dict[str, Holder] = {}


def register(holder: Holder) -> None:
    """Add a holder. Called once by the package's AppConfig."""
    _holders[holder.name] = holder


def holders() -> Iterable[Holder]:
    """All holders, the latest registered first: features before the core they stand on."""
    return tuple(reversed(_holders.values()))
