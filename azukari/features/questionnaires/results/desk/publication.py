"""What is said of results before they are published, and the button that publishes them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.features.questionnaires.desk.door import PollDesk
from azukari.features.questionnaires.learning.asked import tables_of
from azukari.features.questionnaires.learning.precision import Sampling
from azukari.features.questionnaires.models import Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.counts import taken, version_to_show
from azukari.features.questionnaires.results.desk.door import reads_results
from azukari.features.questionnaires.results.items import ITEMS, missing
from azukari.features.questionnaires.results.models import Draft, Publication
from azukari.features.questionnaires.results.publish_results import crossable, publish_results
from azukari.features.questionnaires.terms import terms_of
from azukari.lib.conflict import StaleVersion
from azukari.lib.joining import gap
from azukari.shells.staff.fields import Answers, Fields, One, Questions, Some, by_language, in_each_language
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.step import ask

_SAMPLINGS = (
    (Sampling.SELF_SELECTED, gettext_lazy("Anybody who wanted to could answer")),
    (Sampling.PROBABILITY, gettext_lazy("People were drawn by chance")),
    (Sampling.EVERYBODY, gettext_lazy("Everybody was asked")),
)


@require_http_methods(["GET", "HEAD", "POST"])
@reads_results
def edit(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """The eleven items, in each language; kept as they are written, published when all of them are there."""
    draft = Draft.objects.filter(poll=desk.poll).first() or Draft(poll=desk.poll, changed_at=desk.now)
    version = version_to_show(desk.poll)
    last = Publication.objects.filter(poll=desk.poll).order_by("-number").first()

    def do(answers: Answers) -> HttpResponse:
        _keep(draft, answers, desk)
        here = reverse("console-results-publication", args=[desk.poll.slug])
        if request.POST.get("step") != "publish":
            return HttpResponseRedirect(f"{here}?done=kept")
        gaps = missing(draft.details, desk.policy.languages)
        if gaps:
            blank = [f"{item.slug}_{lang}" for item, lang in gaps]
            raise ValidationError(dict.fromkeys(blank, _("Results are published once this is filled in.")))
        publish_results(desk.poll, policy=desk.policy, actor=desk.who.actor, now=desk.now)
        return HttpResponseRedirect(f"{here}?done=published")

    def page(form: Questions, status: int) -> HttpResponse:
        context = {
            "poll": desk.poll,
            "form": form,
            "last": last,
            "size": taken(version).size if version else 0,
            "gaps": len({item.slug for item, _lang in missing(draft.details, desk.policy.languages)}),
            "done": outcome_of(request),
        }
        return render(request, "results/desk/publication.html", context, status=status)

    fields = _fields(desk, draft, version, fixed=last is not None)
    return ask(request, fields, do, page, last=LastChange(at=None if draft._state.adding else draft.changed_at))


def _fields(desk: PollDesk, draft: Draft, version: Version | None, *, fixed: bool) -> Fields:
    tables = crossable(tables_of(questionnaire_of(version))) if version and not version.linked else []
    fields: dict[str, Any] = {"sampling": One(_("How people came into the sample"), _SAMPLINGS, usual=draft.sampling)}
    most = terms_of(desk.poll).crossings
    if tables and most and not fixed:
        fields["crossings"] = Some(
            _("Show the results by group"),
            [(table.id, table.label[desk.lang]) for table in tables],
            required=False,
            initial=draft.crossings,
            help_text=_("Questions at most: %(most)s. They stay what they are for later publications.")
            % {"most": most},
            validators=[partial(_not_too_many, most)],
        )
    for item in ITEMS:
        label = f"{item.title}{gap(desk.lang)}(%(lang)s)"
        held: Mapping[str, str] = draft.details.get(item.slug, {})
        asked = in_each_language(item.slug, label, desk.policy, held, rows=2, max_length=3000, required=False)
        next(iter(asked.values())).help_text = str(item.hint)
        fields |= asked
    return fields


def _not_too_many(most: int, chosen: list[str]) -> None:
    if len(chosen) > most:
        raise ValidationError(_("These are too many. Choose fewer questions."))


def _keep(draft: Draft, answers: Answers, desk: PollDesk) -> None:
    """
    Raises:
        StaleVersion: somebody saved it since ``draft`` was read.
    """
    draft.sampling = answers["sampling"]
    draft.crossings = list(answers.get("crossings", draft.crossings))
    draft.details = {item.slug: by_language(item.slug, answers, desk.policy) for item in ITEMS}
    draft.changed_at = desk.now
    with transaction.atomic():
        stands = Draft.objects.select_for_update().filter(poll=desk.poll).first()
        if stands and stands.revision != draft.revision:
            raise StaleVersion
        draft.revision += 1
        draft.save()
