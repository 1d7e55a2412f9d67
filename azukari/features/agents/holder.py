"""What is held of a person because an agent asks for them: that its request waits for their word."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.vault.holders import HolderOfRows
from azukari.features.agents.models import AskedPerson


class AgentHolder(HolderOfRows):
    """Whom agents' requests were mailed to, for the registry of holders.

    The request stays; to the agent it looks like any (P43).
    """

    name = "agents"
    rows: ClassVar[Mapping[str, Any]] = {"agent": AskedPerson}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "agent": _("Requests by agents that waited for you to confirm them"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        rows = AskedPerson.objects.filter(person_id=person).select_related("request__agent").order_by("pk")
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

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended
        delete(AskedPerson, restricted, by="person")
