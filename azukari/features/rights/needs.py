"""What the desk's people have to do today: cases of theirs whose time runs short, or that wait for them, and
whatever is due before one of these.
"""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.cases.clocks import PRESSING, URGENT, counted_to, open_cases
from azukari.core.cases.lifecycle import number
from azukari.core.cases.models import Case
from azukari.core.cases.words import clock_in_words, kind_in_words
from azukari.policy.casework import CaseState
from azukari.policy.deadline import DeadlineStatus
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff.needs import Need

MOST = 8


def pressing(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """Cases of ``actor``, and as deputy those that have passed their target. None of their own whose time runs is left
    out while one that is due on a later day is shown.
    """
    if not may_act(policy, Act.RIGHTS, actor):
        return []
    found = open_cases(now, policy)
    due = {case.id: counted_to(clock, policy) for case, clock in found}
    asking = [case.id for case, clock in found if _concerns(case, clock.standing, actor)][:MOST]
    before = max((due[id] for id in asking), default=date.min)
    return [
        Need(
            _("Request %(number)s, %(kind)s: %(time)s")
            % {
                "number": number(case, zone=policy.organisation.timezone),
                "kind": kind_in_words(case.kind),
                "time": clock_in_words(clock, policy, now),
            },
            reverse("console-rights-case", args=[case.id]),
            icon="clock",
            urgent=clock.standing in URGENT,
            due=due[case.id],
        )
        for case, clock in found
        if case.id in asking or (due[case.id] < before and _runs(case, clock.standing, actor))
    ]


def _concerns(case: Case, standing: DeadlineStatus, actor: Actor) -> bool:
    if str(case.owner.reference) == actor.reference:
        return standing in PRESSING or case.state in (CaseState.READY, CaseState.DONE) or bool(case.failure)
    return str(case.deputy.reference) == actor.reference and standing in URGENT


def _runs(case: Case, standing: DeadlineStatus, actor: Actor) -> bool:
    """Whether it is the actor's own and its time does not stand still."""
    return str(case.owner.reference) == actor.reference and standing is not DeadlineStatus.PAUSED
