"""Killed before any statement that writes, a decided request is carried out by the next round: once, and all of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from azukari.core.cases.models import Case
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.vault.erase import resume
from azukari.core.vault.events import HOLD_SET, VALUE_CORRECTED
from azukari.core.vault.models import Erasure, SealedValue
from azukari.features.rights.carry_out import run
from azukari.features.rights.decision import DecisionPart, decide
from azukari.policy.casework import CaseKind, CaseState, Outcome
from tests.cast import NOW
from tests.rights.casework import ask
from tests.rights.killer import Killed, Killer, moments

MOST = 400
LATER = NOW + timedelta(hours=12)


class KilledHard(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


class HardKiller(Killer):
    def __call__(self, execute: Any, sql: str, *parts: Any) -> Any:
        try:
            return super().__call__(execute, sql, *parts)
        except Killed as error:
            raise KilledHard from error


def decided(kind, officer, amelia) -> Case:
    case = ask(kind, actor=officer.actor, now=LATER, person=amelia.id)
    if kind is CaseKind.CORRECTION:
        value = SealedValue.objects.get(person_id=amelia.id, field="phone")
        part = DecisionPart(value=value.id, text="03-9999-0000")
    else:
        part = DecisionPart(purpose="" if kind is CaseKind.ELIMINATION else "volunteers")
    return decide(case, Outcome.GRANTED, [part], actor=officer.actor, now=LATER)


def done_once(kind, case, amelia) -> None:
    case.refresh_from_db()
    assert (case.state, case.failure) == (CaseState.DONE, "")
    assert case.steps.filter(event="carried-out").count() == 1
    if kind is CaseKind.ELIMINATION:
        assert Erasure.objects.count() == 1
        assert not Person.objects.filter(id=amelia.id).exists()
    elif kind is CaseKind.CORRECTION:
        assert Pending.objects.filter(kind=VALUE_CORRECTED.name).count() == 1
    else:
        assert Erasure.objects.count() == 1
        assert Pending.objects.filter(kind=HOLD_SET.name).count() == 1


@pytest.mark.parametrize("kind", [CaseKind.ELIMINATION, CaseKind.CORRECTION, CaseKind.STOP_USE])
def test_wherever_it_stops_the_next_round_goes_on(kind, officer, membership_desk, amelia):
    case, killed = decided(kind, officer, amelia), 0
    for at in moments(MOST):
        attempt: Any = transaction.atomic()
        attempt._from_testcase = True
        with attempt:
            try:
                with connection.execute_wrapper(HardKiller(at)):
                    run(LATER)
                ended = True
            except KilledHard:
                ended = False
                killed += 1
                resume(now=LATER)
                run(LATER)
            done_once(kind, case, amelia)
            transaction.set_rollback(True)
        if ended:
            break
    assert killed
    assert at > 3
