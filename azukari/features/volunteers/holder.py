"""What volunteering holds of a person: sign-ups with what they gave, what was looked at, the link of a calendar."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.vault.holders import HolderOfRows
from azukari.features.volunteers.models import Clearance, Feed, SignUp


class VolunteersHolder(HolderOfRows):
    """Sign-ups, clearances and calendar links, for the registry of holders. They go with their registration."""

    name = "volunteers"
    rows: ClassVar[Mapping[str, Any]] = {"shift": SignUp, "clearance": Clearance, "calendar": Feed}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "shift": _("Sign-ups for shifts"),
        "clearance": _("Notes of checks before shifts"),
        "calendar": _("Links of your calendar of shifts"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        rows = SignUp.objects.filter(person_id=person).select_related("shift__opening").order_by("shift__starts", "id")
        cleared = Clearance.objects.filter(person_id=person).select_related("requirement").order_by("cleared_on", "id")
        links = Feed.objects.filter(person_id=person).order_by("id")
        return {
            "shifts": [
                {
                    "registration": str(row.submission_id),
                    "opening": row.shift.opening.title,
                    "starts": row.shift.starts.isoformat(),
                    "ends": row.shift.ends.isoformat(),
                    "state": row.state,
                    "people": row.size,
                    "minutes": row.minutes,
                }
                for row in rows
            ],
            "clearances": [
                {
                    "registration": str(each.submission_id),
                    "what": each.requirement.name,
                    "on": each.cleared_on.isoformat(),
                    "until": each.until.isoformat() if each.until else None,
                }
                for each in cleared
            ],
            "calendar_links": [{"made_at": link.made_at.isoformat()} for link in links],
        }

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        for model in self.rows.values():
            delete(model, ended, by="submission")
            delete(model, restricted, by="person")
