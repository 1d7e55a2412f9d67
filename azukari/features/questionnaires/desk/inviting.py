"""Inviting to a questionnaire at the desk: for which purpose people are written to, and a reminder.

Staff see how many, and never who.
"""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from azukari.core.vault.authorize import authorize
from azukari.core.vault.refusal import refuse
from azukari.core.vault.ways import insist_that_it_serves
from azukari.features.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.features.questionnaires.desk.settings import of_questionnaire
from azukari.features.questionnaires.invited.inviting import (
    KIND,
    InvitationsOver,
    NobodyToInvite,
    invite,
    may_invite,
    remind,
)
from azukari.features.questionnaires.models import PollState
from azukari.lib.joining import gap
from azukari.policy.terms import Category
from azukari.shells.staff import step
from azukari.shells.staff.fields import Answers, One

_WHY = {
    InvitationsOver: gettext_lazy(
        "Who was invited is not known any more: that goes a month after the questionnaire was closed, and with a"
        " restore. Begin a new questionnaire, so that nobody answers this one twice."
    ),
    NobodyToInvite: gettext_lazy("There is nobody left to write to for this purpose. Nothing was sent."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@serves_questionnaires
def invite_them(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Invite whoever registered for a purpose, or remind those who have not drawn a ticket."""
    if not desk.poll.by_invitation or desk.poll.state != PollState.OPEN:
        raise Http404
    scope = frozenset(desk.who.scope.purposes)
    chosen, reached = request.POST.get("purpose", ""), may_invite(desk.policy, scope)
    if chosen in scope:
        insist_that_it_serves(KIND.way, chosen, actor=desk.who.actor, now=desk.now, policy=desk.policy)
    purposes = [(slug, desk.policy.purposes[slug].title[desk.lang]) for slug in reached]
    new, again = ("new", _("Invite those not yet invited")), ("again", _("Remind those who have not begun"))
    fields = {
        "purpose": One(_("To everybody who registered for"), purposes),
        "whom": One(_("What is sent"), [new, again], initial="new"),
    }

    def do(answers: Answers, version: int) -> str:
        del version
        purpose = answers["purpose"]
        verdict = authorize(
            desk.policy, purpose=purpose, categories=frozenset({Category.EMAIL}), actor=desk.who.actor, now=desk.now
        )
        if not verdict:
            refuse(verdict, people=(), purpose=purpose, actor=desk.who.actor, now=desk.now)
        send = remind if answers["whom"] == "again" else invite
        try:
            sent = send(desk.poll, purpose=purpose, actor=desk.who.actor, now=desk.now)
        except tuple(_WHY) as error:
            raise ValidationError(_WHY[type(error)]) from error
        return f"{reverse('console-questionnaire', args=[desk.poll.slug])}?done=invited&left={sent.left_out}"

    lead = _(
        "Each gets an email with a link that is good for one answer. You see how many were invited, and how many have"
        " drawn a ticket, but not who; and nobody can tell whose an answer is."
    )
    if scope - {*reached}:
        lead += gap(desk.lang) + _("Purposes that do not allow invitations are not offered.")
    asked = of_questionnaire(desk, _("Invite"), lead, fields, do)
    return step.answer(request, replace(asked, button=_("Send the invitations"), icon="mail"))
