"""What questionnaires hold of a person: that they answered, by which version, and that they were invited."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.vault.holders import HolderOfRows
from azukari.features.questionnaires.models import Invitation, Response
from azukari.features.questionnaires.tallies import ask_for_recount


class QuestionnairesHolder(HolderOfRows):
    """Responses, for the registry of holders. They go with the registration, and their version is counted again."""

    name = "questionnaires"
    rows: ClassVar[Mapping[str, Any]] = {"response": Response, "invitation": Invitation}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "response": _("Answers to questionnaires"),
        "invitation": _("Invitations to questionnaires"),
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
        self._recount(Response.objects.filter(person_id__in=people))
        super().erase(people)

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del restricted  # a response that only a law keeps stands with its registration
        self._recount(Response.objects.filter(submission_id__in=ended))
        delete(Response, ended, by="submission")

    def _recount(self, going: QuerySet[Response]) -> None:
        ask_for_recount(going.values_list("version", flat=True), timezone.now())

    def reassign(self, person: UUID, to: UUID) -> None:
        there = Invitation.objects.filter(person_id=to).values("poll")
        Invitation.objects.filter(person_id=person, poll__in=there).delete()
        super().reassign(person, to)
