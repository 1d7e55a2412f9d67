"""What the own page holds of a person: links that were asked for, and open sessions."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from azukari.own.models import OwnSession, SignIn
from azukari.own.session import end_all


class OwnHolder:
    """Sign-ins and sessions, for the registry of holders."""

    name = "own"
    models = frozenset({"own.SignIn", "own.OwnSession"})

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {
            "session": OwnSession.objects.filter(person_id__in=people),
            "link": SignIn.objects.filter(person_id__in=people),
        }

    def export(self, person: UUID) -> Mapping[str, Any]:
        sessions = OwnSession.objects.filter(person_id=person).order_by("id")
        links = SignIn.objects.filter(person_id=person).order_by("id")
        return {
            "sessions": [{"opened": s.created_at.isoformat(), "ends": s.expires_at.isoformat()} for s in sessions],
            "links": [
                {"asked": link.created_at.isoformat(), "used": link.used_at.isoformat() if link.used_at else None}
                for link in links
            ],
        }

    def erase(self, people: Collection[UUID]) -> None:
        end_all(people)

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended
        end_all(restricted)

    def reassign(self, person: UUID, to: UUID) -> None:
        """Nobody's open page becomes another's: they end."""
        del to
        end_all([person])
