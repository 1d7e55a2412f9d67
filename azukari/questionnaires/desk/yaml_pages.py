"""A questionnaire as a file: downloaded as YAML, and taken in again."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.desk import step
from azukari.desk.fields import Answers, Text
from azukari.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.questionnaires.desk.pages import changed
from azukari.questionnaires.desk.settings import of_questionnaire
from azukari.questionnaires.document import read
from azukari.questionnaires.fault import DocumentError
from azukari.questionnaires.yaml_file import from_yaml, to_yaml

_LONGEST = 200_000


@require_safe
@serves_questionnaires
def download(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """The draft as a file; it holds the organisation's words and nobody's answers."""
    del request
    response = HttpResponse(to_yaml(desk.questionnaire), content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{desk.poll.slug}.yaml"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@serves_questionnaires
def take_in(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Put a document in the place of the draft, or say line by line why not."""
    held = to_yaml(desk.questionnaire)
    fields = {
        "document": Text(
            _("Questionnaire as YAML"),
            rows=24,
            max_length=_LONGEST,
            initial=held,
            attrs={"spellcheck": "false", "class": "code", "lang": "en"},
        )
    }

    def do(answers: Answers, version: int) -> str:
        try:
            questionnaire = replace(read(from_yaml(answers["document"])), slug=desk.poll.slug)
        except DocumentError as error:
            told = [(fault.place, fault.sentence[desk.lang]) for fault in error.faults]
            lines = [f"{place}: {said}" if place else said for place, said in told]
            raise ValidationError(lines) from error
        return changed(desk, lambda before: questionnaire, version)  # noqa: ARG005 - nothing of it stays

    lead = _("Paste a document here, from another questionnaire or from a file. It takes the place of the draft.")
    return step.answer(request, of_questionnaire(desk, _("Import"), lead, fields, do))
