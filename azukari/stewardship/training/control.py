"""The control of training: nobody whose training has lapsed can open data. It asks the gate itself, with the rows read
on their own beside it, so that it can only find a fault: a gate that is not plugged in, or that lets somebody through.
"""

from datetime import datetime

from django.utils.translation import gettext_noop

from azukari.accounts.readiness import closed_to
from azukari.charter.current import ruling_policy
from azukari.lib.control import Control, Findings
from azukari.lib.danger import LAW
from azukari.lib.sentence import Sentence
from azukari.policy.terms import Actor, ActorKind
from azukari.policy.training import worst
from azukari.stewardship.training.overview import trained

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


CONTROL = Control(
    "training",
    gettext_noop("Personal data opens to nobody whose training has lapsed."),
    (33, 34),
    _lapsed_but_open,
    danger=LAW,
)
