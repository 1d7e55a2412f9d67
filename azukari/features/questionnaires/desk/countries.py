"""A country's questionnaire: made of a master, with the same questions, whose options may be put otherwise there."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.features.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.features.questionnaires.desk.settings import of_questionnaire
from azukari.features.questionnaires.document import write
from azukari.features.questionnaires.document_reader import LONGEST_NAME
from azukari.features.questionnaires.models import Poll
from azukari.lib.country import countries
from azukari.shells.staff import step
from azukari.shells.staff.fields import Answers, Fields, One, by_language, in_each_language


@require_http_methods(["GET", "HEAD", "POST"])
@serves_questionnaires
def new(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Make one: for which country, and what it is called there."""
    master = desk.questionnaire
    if master.master:
        raise Http404
    fields: Fields = {
        "country": One(
            _("Country or region"),
            [("", _("Please choose")), *countries(desk.lang)],
            missing=_("Choose the country."),
            shown="list",
        ),
        **in_each_language("title", _("Title (%(lang)s)"), desk.policy, master.title),
    }

    def do(answers: Answers, version: int) -> str:
        del version
        code = answers["country"]
        slug = f"{master.slug}-{code.lower()}"
        if len(slug) > LONGEST_NAME or Poll.objects.filter(slug=slug).exists():
            raise ValidationError(_("There is one for this country already, or the name would become too long."))
        made = replace(
            master, slug=slug, title=by_language("title", answers, desk.policy), master=master.slug, country=code
        )
        Poll.objects.create(slug=slug, draft=write(made), linked=made.linked, changed_at=desk.now)
        return reverse("console-questionnaire", args=[slug])

    lead = _(
        "It begins with the same questions. Put the options as they are in that country, and keep the wording of the"
        " questions, so that answers can be compared."
    )
    return step.answer(request, of_questionnaire(desk, _("For another country or region"), lead, fields, do))
