"""Legal holds out of a case: set with a reason and an end, lifted, and both written into the case."""

from datetime import datetime

from django.db import transaction

from azukari.core.cases.lifecycle import step, subject_of
from azukari.core.cases.models import Case
from azukari.core.vault.legal_holds import NothingToHold, lift_hold, set_hold
from azukari.policy.casework import Hold
from azukari.policy.terms import Actor


def hold(case: Case, reason: Hold, *, until: datetime, actor: Actor, now: datetime) -> None:
    """Keep what is held of the case's person until then, open to nobody.

    Raises:
        NothingToHold: the case is about nobody who is known, or nothing of theirs is left.
    """
    person = subject_of(case.id)
    if person is None:
        raise NothingToHold
    with transaction.atomic(durable=True):
        set_hold(person, reason, until=until, actor=actor, now=now, case=case.id)
        step(case, "hold-set", actor=actor, now=now, reason=reason.value)


def lift(case: Case, reason: Hold, *, actor: Actor, now: datetime) -> bool:
    """End a hold before its day; what only it kept goes at once. False if there was none."""
    person = subject_of(case.id)
    if person is None:
        return False
    with transaction.atomic(durable=True):
        lifted = lift_hold(person, reason, actor=actor, now=now, case=case.id)
        if lifted:
            step(case, "hold-lifted", actor=actor, now=now, reason=reason.value)
    return lifted
