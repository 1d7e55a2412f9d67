"""Who gets into the editor: whose duty writes the policy. An attempt is recorded before it is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from azukari.core.policy_versions.draft import may_draft
from azukari.core.policy_versions.publish import record_refusal
from azukari.lib.conflict import StaleVersion
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff.answer import moved_on
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.reader import reader
from azukari.shells.staff.refusals import refused


@dataclass(frozen=True, slots=True)
class Officer:
    """Whoever writes the policy, now."""

    actor: Actor
    ruling: Policy | None
    lang: str
    now: datetime


type View[**P] = Callable[Concatenate[HttpRequest, Officer, P], HttpResponse]


def officers_only[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Gives the view an `Officer`; 403 and a record for everybody else. Where the draft moved on, the page says so.

    Whoever only approves may read all of it; a change needs the act of writing. That an approval needs its own act is
    `draft.approve`'s to see to.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        who, now = reader(request), timezone.now()
        verdict = may_draft(who.actor, who.policy)
        at = request.resolver_match.url_name if request.resolver_match else ""
        if not verdict and (request.method in ("GET", "HEAD") or at == "console-policy-approve"):
            verdict = may_act(who.policy, Act.POLICY_APPROVE, who.actor) or verdict
        if not verdict:
            record_refusal(verdict.code, actor=who.actor, now=now)
            return refused(request, verdict)
        try:
            return view(request, Officer(who.actor, who.policy, get_language() or "ja", now), *args, **kwargs)
        except StaleVersion:
            return moved_on(request)

    return opens_to(Opens.ACT, Act.POLICY_EDIT, Act.POLICY_APPROVE)(guarded)
