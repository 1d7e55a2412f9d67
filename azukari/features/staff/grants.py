"""The second person: a yes or a no to duties that a colleague gave, or that they looked at what was given alone."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.accounts.granting import decline, may_second, second, unseen
from azukari.core.accounts.invitation import path_of
from azukari.core.accounts.models import DutyGrant
from azukari.core.accounts.staff import Invitation
from azukari.features.staff.letters import DUTIES_CHANGED, tell
from azukari.features.staff.page import done, page
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff.acts import Doer, needs_act
from azukari.shells.staff.fields import Answers
from azukari.shells.staff.invitation import send
from azukari.shells.staff.needs import Need
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import carry_out


@post_only("console-staff")
@needs_act(Act.STAFF, fresh=True)
def say_yes(request: HttpRequest, who: Doer, grant_id: UUID) -> HttpResponse:
    """The duties count from now on; somebody who was invited gets the link now."""
    waited = DutyGrant.objects.filter(id=grant_id, waits=True).exists()

    def do(_answers: Answers) -> HttpResponse:
        grant = second(grant_id, policy=who.policy, actor=who.actor, now=who.now)
        if not waited:
            return done("looked-at")
        if grant.user.invited_at is not None:
            sent = send(Invitation(grant.user, path_of(grant.user)), policy=who.policy, lang=who.lang)
            return done("invited" if sent else "invited-unsent")
        return done("approved" if tell(grant.user, DUTIES_CHANGED, policy=who.policy) else "changed-unsent")

    return carry_out(request, do, partial(page, request, who))


@post_only("console-staff")
@needs_act(Act.STAFF, fresh=True)
def say_no(request: HttpRequest, who: Doer, grant_id: UUID) -> HttpResponse:
    """Nothing is given."""

    def do(_answers: Answers) -> HttpResponse:
        decline(grant_id, actor=who.actor, now=who.now)
        return done("declined")

    return carry_out(request, do, partial(page, request, who))


def waiting(actor: Actor, policy: Policy, now: datetime) -> list[Need]:  # noqa: ARG001 - as every provider is asked
    """The line at home of whoever can be the second person."""
    if not may_act(policy, Act.STAFF, actor) or not any(may_second(grant, actor) for grant in unseen()):
        return []
    words = _("A colleague was given duties, which wait for you as the second person.")
    return [Need(words, reverse("console-staff"), "key", urgent=True)]
