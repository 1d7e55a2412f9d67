"""What of the magazine waits for somebody at the desk: issues that are held until a second person approves them, and
lists whose setting the policy has yet to say.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.features.magazine.life import IssueState
from azukari.features.magazine.lists import lists
from azukari.features.magazine.models import Issue, ListSettings
from azukari.features.magazine.second_person import is_held
from azukari.features.magazine.words import titles
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff.needs import Need
from azukari.shells.staff.scope import scope_of


def unwritten(actor: Actor, policy: Policy, now: datetime) -> list[Need]:  # noqa: ARG001 - as every provider is asked
    """A line for each list that was set to take two people while the policy does not say so, for whoever may write it
    there. One query.
    """
    if not may_act(policy, Act.POLICY_EDIT, actor):
        return []
    silent = {slug: of for slug, of in lists(policy).items() if not of.takes_two}
    found = ListSettings.objects.filter(form__in=silent, takes_two=True).order_by("form") if silent else ()
    words = _("%(list)s was set to take two people for each issue, and the policy does not say so: write it there")
    return [
        Need(
            words % {"list": silent[one.form].title[get_language() or "ja"]},
            reverse("console-policy"),
            "alert",
        )
        for one in found
    ]


def held(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """A line for each issue that is held, for those whose duty serves its list. Two queries where the policy asks for
    a second person.
    """
    served = scope_of(actor, policy).forms
    asking = {slug: of for slug, of in lists(policy).items() if of.takes_two and slug in served}
    if not asking:
        return []
    before = (IssueState.APPROVED, IssueState.SCHEDULED)
    found = Issue.objects.filter(form__in=asking, state__in=before).prefetch_related("texts")
    words = _("“%(title)s” is held until a second person approves it")
    return [
        Need(
            words % {"title": titles(issue, get_language() or "ja")},
            reverse("console-magazine-issue", args=[issue.form, issue.id]),
            "mail",
            urgent=issue.scheduled_at is not None and issue.scheduled_at <= now,
        )
        for issue in found.order_by("created_at", "id")
        if is_held(issue, asking[issue.form])
    ]
