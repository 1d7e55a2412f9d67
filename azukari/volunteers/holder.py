"""What volunteering holds of a person: their sign-ups, with what they gave, and the link of their calendar."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from azukari.volunteers.models import Feed, SignUp

_MODELS = (SignUp, Feed)


class VolunteersHolder:
    """Sign-ups and calendar links, for the registry of holders. They go with the registration that they belong to."""

    name = "volunteers"
    models = frozenset(f"volunteers.{model.__name__}" for model in _MODELS)

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {
            "shift": SignUp.objects.filter(person_id__in=people),
            "calendar": Feed.objects.filter(person_id__in=people),
        }

    def export(self, person: UUID) -> Mapping[str, Any]:
        rows = SignUp.objects.filter(person_id=person).select_related("shift__opening").order_by("shift__starts", "id")
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
            "calendar_links": [{"made_at": link.made_at.isoformat()} for link in links],
        }

    def erase(self, people: Collection[UUID]) -> None:
        for model in _MODELS:
            model.objects.filter(person_id__in=people).delete()

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        for model in _MODELS:
            model.objects.filter(submission_id__in=ended).delete()
            model.objects.filter(person_id__in=restricted).delete()

    def reassign(self, person: UUID, to: UUID) -> None:
        for model in _MODELS:
            model.objects.filter(person_id=person).update(person_id=to)
