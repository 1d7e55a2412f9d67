"""Weighting at the desk: targets as a dated and sourced table, and what they make of the results.

Raking brings the sample to the targets; beside each weighted percent stand the unweighted one, the design effect and,
for a sample drawn by chance alone, the margin of error.
"""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.features.questionnaires.desk.door import PollDesk
from azukari.features.questionnaires.learning.asked import Asked, tables_of
from azukari.features.questionnaires.learning.weighting import weigh
from azukari.features.questionnaires.learning.weights import CannotWeightError
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.desk.door import reads_results, unlinked_version
from azukari.features.questionnaires.results.known_targets import known_targets, sampling_of
from azukari.features.questionnaires.results.models import Target
from azukari.features.questionnaires.results.publish_results import crossable
from azukari.features.questionnaires.results.refresh import each_of
from azukari.lib.conflict import StaleVersion
from azukari.shells.staff import step
from azukari.shells.staff.fields import Answers, Day, Fields, Text
from azukari.shells.staff.overtaken import LastChange

_WHOLE = 100.0
_HELD = ("shares", "source", "day")
_OFF = 0.5
_REASONS = {
    "Somebody is in a group for which there is no target.": gettext_lazy(
        "Someone is in a group that has no target. Give each group a percentage."
    ),
    "Nobody in the sample is in a group that has a target. Merge it.": gettext_lazy(
        "One of the groups has no answers, so it cannot be weighted."
    ),
    "No weights within these bounds reach the targets. Widen the bounds.": gettext_lazy(
        "Some groups are so rare among the answers that weights would have to be extreme. Leave out a table."
    ),
    "The targets contradict each other in this sample: raking does not settle.": gettext_lazy(
        "The tables contradict each other in this sample. Leave out one of them."
    ),
}


@require_safe
@reads_results
def show(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """The tables of targets, and the weighted results."""
    version = unlinked_version(desk)
    tables, sampling = tables_of(questionnaire_of(version)), sampling_of(desk.poll)
    targets = known_targets(desk.poll, crossable(tables))
    known = {target.asked.id: target for target in targets}
    context: dict[str, Any] = {
        "poll": desk.poll,
        "title": questionnaire_of(version).title[desk.lang],
        "offered": [(table, known.get(table.id)) for table in crossable(tables)],
        "sampling": sampling.value,
        "done": outcome_of(request),
    }
    if targets:
        people = [answers for _id, answers in each_of(version)]
        try:
            context["weighing"] = weigh(people, tables, targets, sampling=sampling)
        except CannotWeightError as error:
            context["refused"] = _REASONS.get(error.sentence, _("The answers cannot be brought to these targets."))
    return render(request, "results/desk/weights.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reads_results
def edit(request: HttpRequest, desk: PollDesk, question: str) -> HttpResponse:
    """The targets of one question: a percent for each answer, who counted, and for which day."""
    tables = {table.id: table for table in crossable(tables_of(questionnaire_of(unlinked_version(desk))))}
    table = tables.get(question)
    if table is None:
        raise Http404
    held = Target.objects.filter(poll=desk.poll, question=question).first()
    here = reverse("console-results-weights", args=[desk.poll.slug])

    def do(answers: Answers, version: int) -> str:
        del version
        with transaction.atomic():
            return keep(answers)

    def keep(answers: Answers) -> str:
        Poll.objects.select_for_update().get(pk=desk.poll.pk)
        if Target.objects.filter(poll=desk.poll, question=question).values(*_HELD).first() != (
            {name: getattr(held, name) for name in _HELD} if held else None
        ):
            raise StaleVersion
        typed = {value: answers[f"share{place}"] for place, value in enumerate(table.values)}
        if all(share is None for share in typed.values()):
            Target.objects.filter(poll=desk.poll, question=question).delete()
            return f"{here}?done=removed"
        shares = {value: share for value, share in typed.items() if share}
        if abs(sum(shares.values()) - _WHOLE) > _OFF:
            raise ValidationError(_("The percents have to come to 100."))
        if not answers["source"].strip() or not answers["day"]:
            raise ValidationError(_("Say who counted, and for which day the figures hold."))
        values = {"shares": shares, "source": answers["source"].strip(), "day": answers["day"]}
        Target.objects.update_or_create(poll=desk.poll, question=question, defaults=values)
        return f"{here}?done=kept"

    above = [(reverse("console-results"), _("Survey results")), (here, _("Weighting"))]
    lead = _("How the population divides by this question, in percent. Leave all of them blank to take the table away.")
    asked = step.Step(table.label[desk.lang], lead, _("Save"), above, _fields(table, held, desk.lang), do)
    return step.answer(request, replace(asked, last=LastChange()))


def _fields(table: Asked, held: Target | None, lang: str) -> Fields:
    fields: dict[str, Any] = {}
    said = _("Write a percent between 0 and 100, such as 51.4.")
    for place, (value, label) in enumerate(table.options):
        share = held.shares.get(value) if held else None
        fields[f"share{place}"] = forms.FloatField(
            label=_("%(answer)s, in percent") % {"answer": label[lang]},
            initial="" if share is None else f"{share:g}",
            required=False,
            min_value=0,
            max_value=_WHOLE,
            widget=forms.TextInput({"autocomplete": "off", "inputmode": "decimal"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
        )
    fields["source"] = Text(
        _("Source"), required=False, max_length=300, initial=held.source if held else "",
        help_text=_(
            "Needed with the percents. Who counted, and in which table: Statistics Bureau, Population Estimates,"
            " table 3."
        ),
    )  # fmt: skip
    fields["day"] = Day(
        _("Day for which the figures hold"), required=False, initial=held.day if held else None,
        help_text=_("Needed with the percents."),
    )  # fmt: skip
    return fields
