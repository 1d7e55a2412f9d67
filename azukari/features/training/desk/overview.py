"""The overview for the officer: who has passed what, until when, and who lapsed. A pass can be withdrawn here."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from azukari.core.appearance.outcome import outcome_of
from azukari.core.ledger.events import actor_reference
from azukari.features.training.course import title_of
from azukari.features.training.desk.mine import OVERSEE
from azukari.features.training.overview import Trained, trained
from azukari.features.training.take import withdraw
from azukari.policy.decide import may_act
from azukari.policy.terms import Act
from azukari.policy.training import LessonState
from azukari.shells.staff.acts import Doer, form_behind, page_behind
from azukari.shells.staff.fields import Answers, Some
from azukari.shells.staff.step import Step, answer


@page_behind(*OVERSEE)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """Everybody, whoever lapsed first."""
    rows = sorted(trained(who.policy, who.now), key=lambda row: not row.closed)
    context = {
        "rows": [
            {
                "of": row,
                "duties": [who.policy.duties[d].title for d in row.duties],
                "owed": [
                    {"title": title_of(each.lesson, who.policy), "standing": each}
                    for each in row.lessons
                    if each.state is not LessonState.VALID
                ],
                "passed": _passed(row),
            }
            for row in rows
        ],
        "lapsed": sum(bool(row.closed) for row in rows),
        "studying": sum(any(each.state is not LessonState.VALID for each in row.lessons) for row in rows),
        "may_withdraw": bool(may_act(who.policy, Act.STAFF, who.actor)),
        "withdrawn": outcome_of(request) == "withdrawn",
    }
    return render(request, "training/desk/overview.html", context)


def _passed(row: Trained) -> list[str]:
    """The lessons that have been passed, and can be said not to count any more."""
    counted = {each.lesson for each in row.history.passed if each.withdrawn is None}
    return [each.lesson for each in row.lessons if each.lesson in counted]


@form_behind(Act.STAFF)
def withdraw_of(request: HttpRequest, who: Doer, reference: UUID) -> HttpResponse:
    """Say that lessons of somebody do not count any more: their data closes until they pass them again."""
    row = next((one for one in trained(who.policy, who.now) if one.user.reference == reference), None)
    if row is None:
        raise Http404
    choices = [(lesson, title_of(lesson, who.policy)[who.lang]) for lesson in _passed(row)]

    def do(answers: Answers, _version: int) -> str:
        for lesson in answers["lessons"]:
            withdraw(reference, lesson, actor=actor_reference(who.actor), now=who.now)
        return f"{reverse('console-training-staff')}?done=withdrawn"

    step = Step(
        title=_("Withdraw a pass"),
        lead=_(
            "%(name)s can no longer open personal data in any tab until the lesson is passed again."
            " Do this where it turned out that the rules are not known."
        )
        % {"name": row.user.name},
        button=_("Withdraw the pass"),
        icon="undo",
        above=[(reverse("console-training-staff"), _("Training of the staff"))],
        fields={"lessons": Some(pgettext("training", "Lessons"), choices)},
        do=do,
        danger=True,
    )
    return answer(request, step)
