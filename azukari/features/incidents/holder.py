"""What incidents hold of a person: that one of them concerns them, and when they were told."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.vault.holders import HolderOfRows
from azukari.features.incidents.models import Affected


class IncidentsHolder(HolderOfRows):
    """People whom an incident concerns, for the registry of holders. The incident's own counts stay, about nobody."""

    name = "incidents"
    rows: ClassVar[Mapping[str, Any]] = {"incident": Affected}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "incident": _("Notes that an incident touched your data"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        """Of drills nothing: nothing happened."""
        found = Affected.objects.filter(person_id=person, incident__drill=False).select_related("incident")
        return {
            "incidents": [
                {"incident": str(row.incident_id), "told": row.told_at.isoformat() if row.told_at else None}
                for row in found.order_by("id")
            ]
        }

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended, restricted  # it belongs to no registration; whoever was concerned, was, while they are here

    def reassign(self, person: UUID, to: UUID) -> None:
        """Whoever is concerned in both records is concerned once."""
        there = Affected.objects.filter(person_id=to).values("incident")
        Affected.objects.filter(person_id=person, incident__in=list(there.values_list("incident", flat=True))).delete()
        super().reassign(person, to)
