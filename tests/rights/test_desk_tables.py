"""Small tables of the desk: when a posted code fits, what may be handed over, and which requests concern whom today."""

import json
from datetime import timedelta
from itertools import product

import pytest

from azukari.core.cases.clocks import PRESSING, URGENT, counted_to, open_cases
from azukari.core.cases.lifecycle import NoSuchRecord
from azukari.core.cases.models import Case, CasePart, CaseStep, CaseSubject
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import current
from azukari.features.rights import hand_over, needs, post_code
from azukari.features.rights.desk.case import _now_at as now_at
from azukari.features.rights.hand_over import locked_document, may_hand_over
from azukari.lib.identifier import new_id
from azukari.policy.casework import CaseKind, CaseState
from azukari.policy.deadline import DeadlineStatus
from azukari.shells.self_service.events import ARCHIVE_TAKEN
from tests.cast import NOW
from tests.rights.casework import ask

LATER = NOW + timedelta(hours=12)


@pytest.fixture
def case(officer, membership_desk, hanako) -> Case:
    return ask(CaseKind.RELEASE, actor=officer.actor, now=LATER, person=hanako.id)


def told(case: Case, digits: str, actor) -> bool:
    return post_code.fits(case, digits, actor=actor, now=LATER)


def tries(case: Case) -> list[tuple[str, object]]:
    return list(CaseStep.objects.filter(case=case, event="wrong-code").values_list("actor", "at"))


def test_the_code_is_of_this_case_and_is_eight_digits_however_they_are_grouped(case, officer, hanako):
    other = ask(CaseKind.RELEASE, actor=officer.actor, now=LATER, person=hanako.id)
    code = post_code.code_for(case)
    assert len(code) == 8
    assert code.isdecimal()
    assert code != post_code.code_for(other)
    for said in (code, f"{code[:4]} {code[4:]}", f" {code[:4]}-{code[4:]} "):
        assert told(case, said, officer.actor)
    assert tries(case) == []
    for said in (post_code.code_for(other), code[:-1], code + "0", ""):
        assert not told(case, said, officer.actor)
    assert tries(case) == [(actor_reference(officer.actor), LATER)] * 4
    assert tries(other) == []


@pytest.mark.parametrize(("wrong", "counts"), [(0, True), (4, True), (5, False), (6, False)])
def test_after_five_wrong_ones_none_fits(case, officer, wrong, counts):
    for _ in range(wrong):
        assert not told(case, "0", officer.actor)
    assert told(case, post_code.code_for(case), officer.actor) is counts
    assert len(tries(case)) == wrong


@pytest.mark.parametrize(("kind", "state", "ground"), list(product(CaseKind, CaseState, ["", "kept-by-law"])))
def test_handed_over_is_what_was_asked_for_and_granted(case, kind, state, ground):
    Case.objects.filter(id=case.id).update(kind=kind, state=state, outcome="granted", kept_until=LATER)
    CasePart.objects.create(case=case, ground=ground, work_id=new_id())
    case.refresh_from_db()
    granted = state in {CaseState.DONE, CaseState.CLOSED} and not ground
    assert may_hand_over(case) is (granted and kind in {CaseKind.RELEASE, CaseKind.PORTABILITY})


def test_what_is_handed_over_is_recorded_on_the_trail_and_in_the_case(case, officer, hanako, monkeypatch):
    with pytest.raises(NoSuchRecord):
        locked_document(case, "word", actor=officer.actor, now=LATER)
    Case.objects.filter(id=case.id).update(state=CaseState.DONE)
    CasePart.objects.create(case=case, work_id=new_id())
    case.refresh_from_db()
    sealed: list[tuple[object, ...]] = []
    monkeypatch.setattr(hand_over, "sealed_pdf", lambda archive, word, *, lang: sealed.append((archive, word, lang)))
    locked_document(case, "word", actor=officer.actor, now=LATER)
    ((archive, word, lang),) = sealed
    assert (word, lang) == ("word", "en")
    (entry,) = Pending.objects.filter(kind=ARCHIVE_TAKEN.name).values_list("payload", flat=True)
    assert json.loads(entry) == {
        "actor": actor_reference(officer.actor),
        "archive": archive["archive"],
        "case": str(case.id),
        "count": len(archive["values"]),
    }
    (step,) = CaseStep.objects.filter(case=case, event="handed-over")
    assert (step.actor, step.at) == (actor_reference(officer.actor), LATER)
    CaseSubject.objects.filter(case=case).delete()
    with pytest.raises(NoSuchRecord):
        locked_document(case, "word", actor=officer.actor, now=LATER)
    assert len(sealed) == 1


@pytest.mark.parametrize("standing", DeadlineStatus)
def test_a_request_concerns_its_owner_early_its_deputy_when_it_is_urgent_and_nobody_else(
    case, officer, membership_desk, volunteer_desk, standing
):
    case.state = CaseState.CHECKING
    assert needs._concerns(case, standing, officer.actor) is (standing in PRESSING)
    assert needs._concerns(case, standing, membership_desk.actor) is (standing in URGENT)
    assert not needs._concerns(case, standing, volunteer_desk.actor)


@pytest.mark.parametrize("state", CaseState)
def test_calm_or_not_what_waits_for_its_owner_concerns_them(case, officer, membership_desk, state):
    case.state = state
    waits = state in {CaseState.READY, CaseState.DONE}
    assert needs._concerns(case, DeadlineStatus.CALM, officer.actor) is waits
    case.failure = "scan"
    assert needs._concerns(case, DeadlineStatus.CALM, officer.actor)
    assert not needs._concerns(case, DeadlineStatus.CALM, membership_desk.actor)


UNDECIDED_STEPS = {
    (True, "", False): "record",
    (True, "", True): "identity",
    (True, "call-back", False): "decide",
    (True, "call-back", True): "decide",
    (False, "", False): "decide",
    (False, "", True): "decide",
}
"""By whether the request needs to know who asks, how that is known, and whether the record is: the open step."""


@pytest.mark.parametrize(("needed", "identity", "known"), UNDECIDED_STEPS)
@pytest.mark.parametrize("state", CaseState)
def test_the_open_step_of_a_request_is_the_next_that_is_to_be_done(state, needed, identity, known):
    case = Case(state=state, identity=identity)
    at = now_at(case, known=known, needs_identity=needed)
    if state in {CaseState.RECEIVED, CaseState.CHECKING, CaseState.READY}:
        assert at == UNDECIDED_STEPS[needed, identity, known]
    else:
        assert at == ("tell" if state is CaseState.DONE else "")


def test_the_request_of_whose_time_least_is_left_stands_first(officer, membership_desk, hanako):
    """Whichever day is counted: late ones first, and nobody whose aim is long past between those who have more time."""
    days = (1, 3, 6, 8, 10, 13, 15, 17, 30)
    for ago in days:
        ask(CaseKind.OBJECTION, actor=officer.actor, now=LATER - timedelta(days=ago), person=hanako.id)
    pairs, policy = open_cases(LATER), current().policy
    counted = [counted_to(clock, policy) for _case, clock in pairs]
    assert len(counted) == len(days)
    assert counted == sorted(counted)
    late = [clock.standing is DeadlineStatus.OVERDUE for _case, clock in pairs]
    assert late == sorted(late, reverse=True)
    assert 0 < sum(late) < len(late)
