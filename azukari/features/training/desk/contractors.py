"""Contractors' staff at the desk: who was invited to the lesson, who passed it; and inviting somebody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.appearance.outcome import outcome_of
from azukari.features.training import contractors as verbs
from azukari.policy.decide import may_act
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind, page_behind
from azukari.shells.staff.fields import Answers, Email, Language, One, Text
from azukari.shells.staff.step import Step, answer


@page_behind(Act.SUPERVISE, Act.AUDIT)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """Everybody who was invited."""
    context = {
        "rows": verbs.trainees(who.policy, who.now),
        "may_invite": bool(may_act(who.policy, Act.SUPERVISE, who.actor)),
        "invited": outcome_of(request) == "invited",
    }
    return render(request, "training/desk/contractors.html", context)


@form_behind(Act.SUPERVISE)
def invite(request: HttpRequest, who: Doer) -> HttpResponse:
    """Mail somebody the link."""
    known = {row.slug: row for row in verbs.contractors()}

    def do(answers: Answers, _version: int) -> str:
        verbs.invite(
            known[answers["company"]],
            name=" ".join(answers["name"].split()),
            email=answers["email"],
            lang=answers["lang"],
            actor=who.actor,
            now=who.now,
        )
        return f"{reverse('console-training-contractors')}?done=invited"

    step = Step(
        title=_("Invite somebody to the lesson"),
        lead=_("They get an email with a link that works for a month, read the lesson, and answer four questions."),
        button=_("Send the invitation"),
        above=[(reverse("console-training-contractors"), _("Contractors’ staff"))],
        fields={
            "company": One(_("Contractor"), [(slug, row.called(who.lang)) for slug, row in known.items()]),
            "name": Text(_("Name of the person there"), max_length=120),
            "email": Email(_("Their email address at work"), max_length=200),
            "lang": Language(_("Language of the email and the lesson"), who.policy, usual=who.lang),
        },
        do=do,
        icon="mail",
    )
    return answer(request, step)
