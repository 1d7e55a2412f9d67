"""Settings of a questionnaire: title, opening words, linked or not, from when until when, quotas."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.features.questionnaires.desk.conditions import Condition
from azukari.features.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.features.questionnaires.desk.fields import heading_fields, number_field, said_whole
from azukari.features.questionnaires.desk.pages import changed
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.shape import Questionnaire, Quota
from azukari.shells.staff import step
from azukari.shells.staff.fields import Answers, Fields, Moment, One, by_language
from azukari.shells.staff.overtaken import LastChange


@require_http_methods(["GET", "HEAD", "POST"])
@serves_questionnaires
def settings(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Title, opening words, linked or not, from when until when, quotas."""
    questionnaire, zone = desk.questionnaire, desk.policy.organisation.zone
    fields: Fields = {
        **heading_fields(questionnaire.title, questionnaire.lead, desk.policy, linked=questionnaire.linked),
        "opens_at": Moment(_("Opens at"), zone, required=False, initial=desk.poll.opens_at),
        "closes_at": Moment(_("Closes at"), zone, required=False, initial=desk.poll.closes_at),
        **_who_fields(desk.poll, linked=questionnaire.linked),
        **_quota_fields(desk),
    }

    def do(answers: Answers, version: int) -> str:
        said_whole(answers, desk.policy)
        _in_order(answers)

        def change(before: Questionnaire) -> Questionnaire:
            return replace(
                before,
                title=by_language("title", answers, desk.policy),
                lead=by_language("lead", answers, desk.policy),
                linked=answers["linked"],
                quotas=_quotas(desk, answers),
            )

        onward = changed(desk, change, version)
        poll = Poll.objects.filter(slug=desk.poll.slug)
        poll.update(opens_at=answers["opens_at"], closes_at=answers["closes_at"])
        if "who" in answers:
            poll.filter(answered=False).update(by_invitation=answers["who"] == "invited")
        return onward

    lead = _("Opening and closing times hold at once; the rest with the next publication.")
    asked = of_questionnaire(desk, _("Settings"), lead, fields, do)
    return step.answer(request, replace(asked, last=LastChange(at=desk.poll.changed_at)))


def _in_order(answers: Answers) -> None:
    """
    Raises:
        ValidationError: it would close before it opens, or recognise whoever is invited.
    """
    wrong = {}
    if answers["opens_at"] and answers["closes_at"] and answers["closes_at"] <= answers["opens_at"]:
        wrong["closes_at"] = _("It would close before it opens.")
    if answers.get("who") == "invited" and answers["linked"]:
        wrong["who"] = _(
            "People who are invited are not recognised, so the answers cannot be linked. Change one of the two."
        )
    if wrong:
        raise ValidationError(wrong)


def _who_fields(poll: Poll, *, linked: bool) -> Fields:
    """Who answers: asked of unlinked ones alone, until the first answer."""
    if linked or poll.answered:
        return {}
    choices = [
        ("everybody", _("Everybody")),
        ("invited", _("Only those who were invited, once each, without being recognised")),
    ]
    return {"who": One(_("Who answers"), choices, initial="invited" if poll.by_invitation else "everybody")}


def _quotas_held(desk: PollDesk) -> Sequence[tuple[Condition, Quota]]:
    """The quotas as they stand, and one more that is blank; each with its condition as it is edited."""
    questionnaire, blank = desk.questionnaire, Quota("", "", 0)
    asked = [question for question in questionnaire.questions if question.asks]
    return [
        (
            Condition(
                f"quota{number}_where", _("Quota %(number)s: for whom") % {"number": number + 1}, held.where,
                _("nobody: no quota"), asked, questionnaire, desk.lang,
            ),
            held,
        )
        for number, held in enumerate((*questionnaire.quotas, blank))
    ]  # fmt: skip


def _quota_fields(desk: PollDesk) -> Fields:
    fields: Fields = {}
    for number, (condition, held) in enumerate(_quotas_held(desk)):
        label = _("Quota %(number)s: how many at most") % {"number": number + 1}
        most = number_field(label, held.most if held.slug else None, least=0)
        fields = {**fields, **condition.fields(), f"quota{number}_most": most}
    return fields


def _quotas(desk: PollDesk, answers: Answers) -> tuple[Quota, ...]:
    found = []
    for number, (condition, _held) in enumerate(_quotas_held(desk)):
        where, most = condition.said(answers), answers[f"quota{number}_most"]
        if where or most is not None:
            found.append(Quota(f"quota-{number + 1}", where, most or 0))
    return tuple(found)


def of_questionnaire(desk: PollDesk, title: str, lead: str, fields: Fields, do: step.Do) -> step.Step:
    """A page that asks one thing about a questionnaire."""
    above: Sequence[tuple[str, str]] = [
        (reverse("console-questionnaires"), _("Questionnaires")),
        (reverse("console-questionnaire", args=[desk.poll.slug]), desk.questionnaire.title[desk.lang]),
    ]
    return step.Step(title, lead, _("Save"), above, fields, do, version=desk.poll.revision)
