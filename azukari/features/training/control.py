"""The control of training: nobody whose training has lapsed can open data. It asks the gate itself, with the rows read
on their own beside it, so that it can only find a fault: a gate that is not plugged in, or that lets somebody through.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from azukari.core.accounts.models import User
from azukari.core.accounts.readiness import closed_to
from azukari.core.policy_versions.current import ruling_policy
from azukari.features.training.overview import trained
from azukari.lib.control import Control, Findings
from azukari.lib.danger import LAW
from azukari.lib.sentence import Sentence
from azukari.policy.terms import Actor, ActorKind
from azukari.policy.training import OPEN, LessonState, worst

_OPEN = Sentence(
    "Personal data opens to %(count)d members of staff although their training has lapsed. That is a fault of the"
    " program: cut them off on the page of the staff until it is mended, and report it."
)


def _lapsed_but_open(now: datetime) -> Findings:
    if (policy := ruling_policy()) is None:
        return
    count = 0
    for row in trained(policy, now):
        opening = [slug for slug in row.duties if policy.duties[slug].purposes]
        lapsed = [d for d in opening if (found := worst(policy, d, row.history, now)) and not found.is_open]
        actor = Actor(ActorKind.STAFF, str(row.user.reference), frozenset(row.duties))
        count += any(closed_to(actor, policy, now, by=[duty]) is None for duty in lapsed)
    yield from _OPEN.counted(count)


_START = timedelta(days=30)
"""So long somebody who is new may take until they have learned what their duty opens; meanwhile it is closed."""
_LAPSED = Sentence(
    "The training of %(count)d members of staff has lapsed, and they have a duty that opens personal data. It stays"
    " closed to them; see that they study: the page Training."
)
_NEVER = Sentence(
    "%(count)d members of staff have worked here for a month with a duty that opens personal data, and have not learned"
    " it. See that they study: the page Training."
)


def _untrained(now: datetime) -> Findings:
    """Whoever works with people's data has learned how, and again when the policy changed."""
    if (policy := ruling_policy()) is None:
        return
    lapsed = never = 0
    for row in trained(policy, now):
        opening = [slug for slug in row.duties if policy.duties[slug].purposes]
        states = {found.state for duty in opening if (found := worst(policy, duty, row.history, now))} - OPEN
        if states - {LessonState.MISSING}:
            lapsed += 1
        elif states and now - row.user.created_at > _START:
            never += 1
    yield from _LAPSED.counted(lapsed)
    yield from _NEVER.counted(never)


LEARNED = Control(
    "learned",
    gettext_noop("Everyone whose duty opens personal data has passed the training, including changes."),
    (33, 34),
    _untrained,
    size=User.objects.filter(is_active=True).count,
)
CONTROL = Control(
    "training",
    gettext_noop("Personal data opens to nobody whose training has lapsed."),
    (33, 34),
    _lapsed_but_open,
    danger=LAW,
    size=User.objects.filter(is_active=True).count,
)
