"""The door of a page on which something is done: the policy gives the act to a duty, or the page stays closed.

An attempt is recorded before it is refused (law 5). Where an act weighs much, its page asks who it is once more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy, Verdict
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.events import ACT_REFUSED
from azukari.shells.staff.reader import reader
from azukari.shells.staff.reauthentication import ask_again
from azukari.shells.staff.refusals import refused


@dataclass(frozen=True, slots=True)
class Doer:
    """A member of staff whose duty includes the act of the page, now."""

    actor: Actor
    policy: Policy
    lang: str
    now: datetime

    @property
    def today(self) -> date:
        """The day on the organisation's wall."""
        return self.policy.organisation.day(self.now)


type View[**P] = Callable[Concatenate[HttpRequest, Doer, P], HttpResponse]
type Guarded[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def needs_act[**P](*acts: Act, fresh: bool = False) -> Callable[[View[P]], Guarded[P]]:
    """A decorator: the view gets a `Doer`; whoever holds none of ``acts`` gets 403, and it is recorded.

    Args:
        acts: one of them is enough.
        fresh: ask for the password or the second step again, unless that was a moment ago. What was sent is carried
            along on the page that asks, and kept nowhere.
    """

    def decorate(view: View[P]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            who, now = reader(request), timezone.now()
            verdict = judge(acts, who.actor, who.policy)
            if not verdict or who.policy is None:
                record_refusal(verdict, acts[0], actor=who.actor, now=now)
                return refused(request, verdict)
            if fresh and (asked := ask_again(request)) is not None:
                return asked
            return view(request, Doer(who.actor, who.policy, get_language() or "ja", now), *args, **kwargs)

        return opens_to(Opens.ACT, *acts)(guarded)

    return decorate


def page_behind[**P](*acts: Act) -> Callable[[View[P]], Guarded[P]]:
    """`needs_act` for a page to read: nothing is posted to it."""
    return lambda view: require_safe(needs_act(*acts)(view))


def form_behind[**P](*acts: Act, fresh: bool = False) -> Callable[[View[P]], Guarded[P]]:
    """`needs_act` for a page with a form, which is posted to it."""
    return lambda view: require_http_methods(["GET", "HEAD", "POST"])(needs_act(*acts, fresh=fresh)(view))


def judge(acts: tuple[Act, ...], actor: Actor, policy: Policy | None) -> Verdict:
    """The first yes, else the first no."""
    verdicts = [may_act(policy, act, actor) for act in acts]
    return next((verdict for verdict in verdicts if verdict), verdicts[0])


def record_refusal(verdict: Verdict, act: Act, *, actor: Actor, now: datetime) -> None:
    """Commit that somebody was refused."""
    with transaction.atomic(durable=True):
        record(done_by(actor, ACT_REFUSED, act=act.value, code=verdict.code, clause=verdict.clause), now=now)
