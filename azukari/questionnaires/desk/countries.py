"""A country's questionnaire: made of a master, with the same questions, whose options may be put otherwise there."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.desk import step
from azukari.desk.fields import Answers, Fields, Text, by_language, in_each_language
from azukari.lib.country import country
from azukari.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.questionnaires.desk.settings import of_questionnaire
from azukari.questionnaires.document import write
from azukari.questionnaires.models import Poll

_LONGEST = 40
"""Characters of a questionnaire's name."""


@require_http_methods(["GET", "HEAD", "POST"])
@serves_questionnaires
def new(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Make one: for which country, and what it is called there."""
    master = desk.questionnaire
    if master.master:
        raise Http404
    fields: Fields = {
        "country": Text(
            _("Country (two letters, such as TW)"), max_length=2, check=_code, attrs={"autocapitalize": "characters"}
        ),
        **in_each_language("title", _("Title (%(lang)s)"), desk.policy, master.title),
    }

    def do(answers: Answers, version: int) -> str:
        del version
        code = answers["country"].upper()
        slug = f"{master.slug}-{code.lower()}"
        if len(slug) > _LONGEST or Poll.objects.filter(slug=slug).exists():
            raise ValidationError(_("There is one for this country already, or the name would become too long."))
        made = replace(
            master, slug=slug, title=by_language("title", answers, desk.policy), master=master.slug, country=code
        )
        Poll.objects.create(slug=slug, draft=write(made), linked=made.linked, changed_at=desk.now)
        return reverse("console-questionnaire", args=[slug])

    lead = _(
        "It begins with the same questions. Put the options as they are in that country; leave the words of the"
        " questions, so that answers can be compared."
    )
    return step.answer(request, of_questionnaire(desk, _("For another country"), lead, fields, do))


def _code(text: str) -> str:
    known = len(text) == 2 and text.isascii() and country(text.upper(), "en") != text.upper()
    return "" if known else str(_("Write the country's code of two letters, such as TW."))
