"""Questionnaires on the person's own page: which ones they answered so that it is known here, and when."""

from collections.abc import Mapping
from typing import Any

from azukari.features.questionnaires.models import PollState, Response
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.shells.self_service.guard import Visit


def responses(visit: Visit) -> Mapping[str, Any] | None:
    """What the person answered, newest first; None where there is nothing. One query."""
    found = Response.objects.filter(person_id=visit.person).select_related("version__poll", "submission")
    shown = [
        (each, questionnaire_of(each.version).title[visit.lang], each.version.poll.state == PollState.OPEN)
        for each in found.order_by("-pk")
    ]
    return {"responses": shown} if shown else None
