"""What questionnaires hold of a person: that they answered, by which version, and that they were invited."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from azukari.database.cascade import delete
from azukari.questionnaires.models import Invitation, Response
from azukari.questionnaires.tallies import ask_for_recount


class QuestionnairesHolder:
    """Responses, for the registry of holders. They go with the registration, and their version is counted again."""

    name = "questionnaires"
    models = frozenset({"questionnaires.Response", "questionnaires.Invitation"})

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {
            "response": Response.objects.filter(person_id__in=people),
            "invitation": Invitation.objects.filter(person_id__in=people),
        }

    def export(self, person: UUID) -> Mapping[str, Any]:
        found = Response.objects.filter(person_id=person).select_related("version").order_by("pk")
        return {
            "responses": [
                {"registration": str(r.pk), "questionnaire": r.version.poll_id, "version": r.version.number}
                for r in found
            ],
            "invitations": [
                {"questionnaire": one.poll_id, "ticket_drawn": bool(one.asked)}
                for one in Invitation.objects.filter(person_id=person).order_by("poll")
            ],
        }

    def erase(self, people: Collection[UUID]) -> None:
        self._delete(Response.objects.filter(person_id__in=people))
        delete(Invitation, people, by="person")

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del restricted  # a response that only a law keeps stands with its registration
        self._delete(Response.objects.filter(submission_id__in=ended))

    def _delete(self, found: QuerySet[Response]) -> None:
        ask_for_recount(found.values_list("version", flat=True), timezone.now())
        found.delete()

    def reassign(self, person: UUID, to: UUID) -> None:
        Response.objects.filter(person_id=person).update(person_id=to)
        there = Invitation.objects.filter(person_id=to).values("poll")
        Invitation.objects.filter(person_id=person).exclude(poll__in=there).update(person_id=to)
        Invitation.objects.filter(person_id=person).delete()
