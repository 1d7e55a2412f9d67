"""What incidents hold of a person: that one of them concerns them, and when they were told."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from azukari.database.cascade import delete
from azukari.stewardship.incidents.models import Affected


class IncidentsHolder:
    """People whom an incident concerns, for the registry of holders. The incident's own counts stay, about nobody."""

    name = "incidents"
    models = frozenset({"incidents.Affected"})

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {"incident": Affected.objects.filter(person_id__in=people)}

    def export(self, person: UUID) -> Mapping[str, Any]:
        """Of drills nothing: nothing happened."""
        found = Affected.objects.filter(person_id=person, incident__drill=False).select_related("incident")
        return {
            "incidents": [
                {"incident": str(row.incident_id), "told": row.told_at.isoformat() if row.told_at else None}
                for row in found.order_by("id")
            ]
        }

    def erase(self, people: Collection[UUID]) -> None:
        delete(Affected, people, by="person")

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended, restricted  # it belongs to no registration; whoever was concerned, was, while they are here

    def reassign(self, person: UUID, to: UUID) -> None:
        """Whoever is concerned in both records is concerned once."""
        there = Affected.objects.filter(person_id=to).values("incident")
        theirs = Affected.objects.filter(person_id=person)
        theirs.filter(incident__in=list(there.values_list("incident", flat=True))).delete()
        theirs.update(person_id=to)
