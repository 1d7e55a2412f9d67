"""Whoever goes is out of every list that waits to be fetched: erased, taken back, restricted, merged or parted.

A line says what was there when it was written. Rather than mend it, it is dropped: whoever is still there may be taken
out anew.
"""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.vault.hooks import Corrected, Ended
from azukari.core.vault.list_lines import drop_people, lines_about


class ListHolder:
    """Lines of lists, for the registry of holders."""

    name = "exports"
    models = frozenset({"vault.ListLine"})
    words: ClassVar[Mapping[str, Promise | str]] = {
        "list_line": _("Lines of lists that staff had yet to fetch"),
    }

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {"list_line": lines_about(people)}

    def export(self, person: UUID) -> Mapping[str, Any]:
        return {"lines_of_lists": lines_about([person]).count()}

    def erase(self, people: Collection[UUID]) -> None:
        drop_people(people)

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended  # who took something back is out already
        drop_people(restricted)

    def reassign(self, person: UUID, to: UUID) -> None:
        del to  # their line says what is theirs
        drop_people([person])


def when_ended(ended: Ended) -> None:
    """A purpose's right was taken back, or something erased."""
    drop_people([ended.person])


def when_corrected(corrected: Corrected) -> None:
    """A value says something else, or nothing any more."""
    drop_people([corrected.person])


def when_parted(survivor: UUID, back: UUID) -> None:
    """Two records are two again."""
    drop_people([survivor, back])
