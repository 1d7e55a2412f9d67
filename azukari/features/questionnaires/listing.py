"""Public list of the questionnaires that everybody can answer now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from azukari.core.mail.link_page import Way
from azukari.features.questionnaires.open import open_to_all
from azukari.features.questionnaires.publish import newest, questionnaire_of

LIST = Way("/questionnaires/", _("Questionnaires that are open"))
"""The way to it."""


@require_safe
def show_list(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - the page is in the language of its address
    """Questionnaires that everybody can answer now."""
    polls = open_to_all(timezone.now()).order_by("-changed_at")
    found = [(poll, questionnaire_of(version)) for poll in polls if (version := newest(poll))]
    return render(request, "questionnaires/list.html", {"questionnaires": found})
