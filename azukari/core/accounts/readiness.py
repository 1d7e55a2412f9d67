"""May this member of staff open personal data today? A socket: training plugs in here (P33), and whatever else may
close the vault to somebody whose duty would open it.

With nothing plugged in the answer is yes. A gate that fails closes the vault: nobody opens data because a check broke.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from azukari.both_languages import BothLanguages
from azukari.lib.failure import report
from azukari.lib.listeners import Listeners
from azukari.policy.terms import Actor, ActorKind, Policy, Text

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Closed:
    """Why not today.

    Args:
        code: stable, dotted, below ``ready``: ``ready.training-expired``.
        clause: where in the policy it stands: ``training.valid``.
        sentence: what is missing, and what to do.
        link: the path of the page where it is done.
    """

    code: str
    clause: str
    sentence: Text
    link: str = ""


register = Listeners[[Actor, Policy, datetime, Collection[str]], Closed | None]()
"""Adds a gate. It is asked with the duties of the actor by which data would open, and answers None to let them pass."""


def closed_to(actor: Actor, policy: Policy, now: datetime, *, by: Collection[str]) -> Closed | None:
    """What keeps ``actor`` from opening personal data at ``now``; None if nothing does.

    Only staff are asked, in person or by a token of theirs: the person concerned and the program itself need no
    training.

    Args:
        by: the duties of theirs that would open it; any of them is enough.
    """
    if actor.kind is not ActorKind.STAFF:
        return None
    try:
        return next(filter(None, register.answers(actor, policy, now, by)), None)
    except Exception as error:
        report(error, what="A gate to personal data failed and stays closed", log=_log)
        return _BROKEN


_BROKEN = Closed(
    "ready.unknown",
    "training",
    BothLanguages(
        "We could not check whether you may open personal data today, so it stays closed. If this continues, tell the "
        "system operator."
    ),
)
