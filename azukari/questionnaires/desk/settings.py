"""Settings of a questionnaire: title, opening words, linked or not, from when until when, quotas."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.desk import step
from azukari.desk.fields import Answers, Fields, Moment, One, Text, by_language
from azukari.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.questionnaires.desk.fields import heading_fields
from azukari.questionnaires.desk.pages import changed
from azukari.questionnaires.models import Poll
from azukari.questionnaires.shape import Questionnaire, Quota


@require_http_methods(["GET", "HEAD", "POST"])
@serves_questionnaires
def settings(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Title, opening words, linked or not, from when until when, quotas."""
    questionnaire, zone = desk.questionnaire, ZoneInfo(desk.policy.organisation.timezone)
    fields: Fields = {
        **heading_fields(questionnaire.title, questionnaire.lead, desk.policy, linked=questionnaire.linked),
        "opens_at": Moment(_("Opens at"), zone, required=False, initial=_local(desk.poll.opens_at, zone)),
        "closes_at": Moment(_("Closes at"), zone, required=False, initial=_local(desk.poll.closes_at, zone)),
        **_who_fields(desk.poll, linked=questionnaire.linked),
        **_quota_fields(questionnaire),
    }

    def do(answers: Answers, version: int) -> str:
        def change(before: Questionnaire) -> Questionnaire:
            return replace(
                before,
                title=by_language("title", answers, desk.policy),
                lead=by_language("lead", answers, desk.policy),
                linked=answers["linked"] == "yes",
                quotas=_quotas(answers, len(before.quotas)),
            )

        onward = changed(desk, change, version)
        poll = Poll.objects.filter(slug=desk.poll.slug)
        poll.update(opens_at=answers["opens_at"], closes_at=answers["closes_at"])
        if "who" in answers:
            invited = answers["who"] == "invited" and answers["linked"] != "yes"
            poll.filter(answered=False).update(by_invitation=invited)
        return onward

    return step.answer(
        request,
        of_questionnaire(
            desk,
            _("Settings"),
            _("Opening and closing times hold at once; the rest with the next publication."),
            fields,
            do,
        ),
    )


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _who_fields(poll: Poll, *, linked: bool) -> Fields:
    """Who answers: asked of unlinked ones alone, until the first answer."""
    if linked or poll.answered:
        return {}
    choices = [("everybody", _("Everybody")), ("invited", _("Only who was invited, once, without being recognised"))]
    return {"who": One(_("Who answers"), choices, initial="invited" if poll.by_invitation else "everybody")}


def _quota_fields(questionnaire: Questionnaire) -> Fields:
    fields: dict[str, Text] = {}
    for number in range(len(questionnaire.quotas) + 2):
        held = questionnaire.quotas[number] if number < len(questionnaire.quotas) else None
        said = {"number": number + 1}
        fields[f"quota{number}_where"] = Text(
            _("Quota %(number)s: for whom") % said,
            initial=held.where if held else "",
            required=False,
            max_length=1000,
            help_text="" if number else _("A condition, such as: age < 30"),
        )
        fields[f"quota{number}_most"] = Text(
            _("Quota %(number)s: how many at most") % said, initial=str(held.most) if held else "", required=False
        )
    return fields


def _quotas(answers: Answers, held: int) -> tuple[Quota, ...]:
    found = []
    for number in range(held + 2):
        where, most = answers.get(f"quota{number}_where", "").strip(), answers.get(f"quota{number}_most", "").strip()
        if where or most:
            found.append(Quota(f"quota-{number + 1}", where, int(most) if most.isascii() and most.isdigit() else 0))
    return tuple(found)


def of_questionnaire(desk: PollDesk, title: str, lead: str, fields: Fields, do: step.Do) -> step.Step:
    """A page that asks one thing about a questionnaire."""
    above: Sequence[tuple[str, str]] = [
        (reverse("console-questionnaires"), _("Questionnaires")),
        (reverse("console-questionnaire", args=[desk.poll.slug]), desk.questionnaire.title[desk.lang]),
    ]
    return step.Step(title, lead, _("Save"), above, fields, do, version=desk.poll.revision)
