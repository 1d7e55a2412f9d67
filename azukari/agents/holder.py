"""What is held of a person because an agent asks for them: that its request waits for their word."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from azukari.agents.models import AskedPerson


class AgentHolder:
    """Whom agents' requests were mailed to, for the registry of holders."""

    name = "agents"
    models = frozenset({"agents.AskedPerson"})

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {"agent": _of_agents(people)}

    def export(self, person: UUID) -> Mapping[str, Any]:
        rows = _of_agents([person]).select_related("request__agent").order_by("pk")
        return {
            "asked_by_agents": [
                {
                    "agent": row.request.agent.name,
                    "asked": row.request.exercise,
                    "received": row.request.received_at.isoformat(),
                    "declined": row.request.declined_at.isoformat() if row.request.declined_at else None,
                }
                for row in rows
            ]
        }

    def erase(self, people: Collection[UUID]) -> None:
        _of_agents(people).delete()

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended
        _of_agents(restricted).delete()

    def reassign(self, person: UUID, to: UUID) -> None:
        _of_agents([person]).update(person_id=to)


def _of_agents(people: Collection[UUID]) -> QuerySet[AskedPerson]:
    """That agents' requests were mailed to these people. The request stays; to the agent it looks like any (P43)."""
    return AskedPerson.objects.filter(person_id__in=people)
