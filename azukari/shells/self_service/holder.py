"""What the own page holds of a person: links that were asked for, and open sessions."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.vault.holders import HolderOfRows
from azukari.shells.self_service.models import OwnSession, SignIn
from azukari.shells.self_service.session import end_all


class OwnHolder(HolderOfRows):
    """Sign-ins and sessions, for the registry of holders."""

    name = "own"
    rows: ClassVar = {"session": OwnSession, "link": SignIn}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "session": _("Open sessions of your own page"),
        "link": _("Sign-in links"),
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

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended
        end_all(restricted)

    def reassign(self, person: UUID, to: UUID) -> None:
        """Nobody's open page becomes another's: they end."""
        del to
        end_all([person])
