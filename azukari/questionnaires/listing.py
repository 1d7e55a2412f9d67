"""Public list of the questionnaires that everybody can answer now."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from azukari.questionnaires.models import Poll, PollState
from azukari.questionnaires.open import is_open
from azukari.questionnaires.publish import newest, questionnaire_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A questionnaire in a list, with its words in one language."""

    slug: str
    title: str
    lead: str
    linked: bool
    closes_at: datetime | None


@require_safe
def show_list(request: HttpRequest, lang: str) -> HttpResponse:
    """Questionnaires that everybody can answer now."""
    now, found = timezone.now(), []
    for poll in Poll.objects.filter(state=PollState.OPEN, by_invitation=False).order_by("-changed_at"):
        version = newest(poll)
        if version and is_open(poll, now):
            told = questionnaire_of(version)
            found.append(Shown(poll.slug, told.title[lang], told.lead[lang], poll.linked, poll.closes_at))
    return render(request, "questionnaires/list.html", {"questionnaires": found})
