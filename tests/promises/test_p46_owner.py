"""P46: a department answers: every case has an owner and a deputy, and passes on when somebody leaves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from azukari.core.accounts.staff import disable
from azukari.core.cases.models import Case
from azukari.core.cases.staffing import NobodyAnswers, pass_on
from azukari.demo.people import SETTER
from azukari.lib.control import controls, examine
from azukari.policy.casework import CaseKind
from tests.cast import enrolled
from tests.rights.casework import ask

HOUR = timedelta(hours=1)


@pytest.fixture
def second_officer(charter, officer, now):
    return enrolled("privacy.two@example.org", "Futari Me", "privacy", actor=officer.actor, now=now)


def leaves(user, now):
    disable(user.email, actor=SETTER, now=now)


def test_a_case_without_an_owner_cannot_exist(officer, membership_desk, now):
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    for change in ({"owner": None}, {"deputy": None}, {"deputy": case.owner}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(id=case.id).update(**change)
    leaves(membership_desk.user, now)
    with pytest.raises(NobodyAnswers):
        ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    assert Case.objects.count() == 1


def test_whoever_has_the_fewest_gets_the_next(officer, second_officer, now):
    owners = [ask(CaseKind.QUESTION, actor=officer.actor, now=now).owner_id for _ in range(4)]
    assert sorted(owners) == sorted([officer.user.pk, second_officer.pk] * 2)


def test_the_deputy_steps_up_when_the_owner_leaves(officer, second_officer, membership_desk, now):
    assert pass_on(now) == 0, "Nobody has asked for anything yet."
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    owner, deputy = case.owner, case.deputy
    leaves(owner, now)
    assert pass_on(now + HOUR) == 1
    case.refresh_from_db()
    assert case.owner == deputy
    assert case.deputy not in (owner, deputy)
    assert case.deputy.is_active
    assert pass_on(now + HOUR) == 0


def test_a_new_deputy_is_found_when_the_deputy_leaves(officer, second_officer, membership_desk, now):
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    leaves(case.deputy, now)
    pass_on(now + HOUR)
    case.refresh_from_db()
    assert case.deputy == membership_desk.user


def test_a_duty_that_is_taken_away_passes_the_case_on_too(officer, second_officer, membership_desk, now):
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    case.owner.duties.all().delete()
    pass_on(now + HOUR)
    before = case.owner
    case.refresh_from_db()
    assert case.owner != before


def test_doctor_says_when_nobody_is_left_to_answer(officer, membership_desk, now):
    control = next(control for control in controls() if control.name == "department")
    ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    assert examine(control, now).passed
    leaves(officer.user, now)
    assert pass_on(now + HOUR) == 0
    findings = examine(control, now + HOUR).findings
    assert any("A request needs two members of staff" in finding for finding in findings)
    assert any("belong to somebody who no longer answers" in finding for finding in findings)
