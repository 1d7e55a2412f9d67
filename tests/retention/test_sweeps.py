"""What would go, and why, is told before it goes; asking changes nothing; what fails is counted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from azukari.core.accounts.models import StaffSession
from azukari.core.cases import lifecycle
from azukari.core.cases.models import Case
from azukari.core.consent.models import Grant
from azukari.core.vault.models import SealedValue
from azukari.lib import sweep
from azukari.lib.control import controls, examine
from azukari.lib.sweep import Going, Sweep, all_due, run_all
from azukari.policy.casework import CaseKind
from azukari.shells.worker.jobs import jobs
from tests.cast import NOW
from tests.rights.casework import ask

LATER = NOW + timedelta(days=1)


def end_membership():
    Grant.objects.filter(purpose="membership").update(ends_at=LATER)


def test_purposes_and_values_are_told_with_clause_and_without_words(hanako):
    end_membership()
    found = all_due(LATER)
    grant, value = found
    assert (grant.holder, grant.purpose, grant.clause, grant.count) == (
        "consent",
        "membership",
        "purposes.membership.retention",
        1,
    )
    assert (value.holder, value.what) == ("vault", "value")
    assert value.count == len(value.references) > 0
    assert hanako.visitor.name not in str(found)


def test_asking_changes_nothing_and_the_deed_is_what_was_told(hanako):
    end_membership()
    before = SealedValue.objects.count()
    told = next(going.count for going in all_due(LATER) if going.what == "value")
    assert SealedValue.objects.count() == before
    run_all(LATER)
    assert SealedValue.objects.count() == before - told
    assert all_due(LATER) == []


def test_nothing_is_due_before_its_time(hanako):
    end_membership()
    assert all_due(LATER - timedelta(seconds=1)) == []


def test_old_requests_and_sessions_are_told_too(officer, membership_desk):
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=NOW)
    lifecycle.take_back(case, actor=officer.actor, now=NOW)
    StaffSession.objects.create(session_key="k", session_data="", expire_date=NOW)
    far = NOW + timedelta(days=3 * 366)
    told = {(going.holder, going.what): going for going in all_due(far)}
    assert told["rights", "case"].references == (str(case.id),)
    assert told["rights", "case"].clause == "requests.cases_kept"
    assert told["accounts", "session"].count == 1
    assert StaffSession.objects.exists()
    run_all(far)
    assert not Case.objects.exists()
    assert not StaffSession.objects.exists()


@pytest.fixture
def broken(monkeypatch):
    monkeypatch.setattr(sweep, "_sweeps", dict(sweep._sweeps))
    sweep.register(Sweep("broken", lambda as_of: [Going("x", "thing", "", "x", 3)], lambda now: 1 // 0))


def test_a_sweep_that_fails_is_counted_and_stops_no_other(hanako, broken):
    end_membership()
    swept = {one.name: one for one in run_all(LATER)}
    assert swept["broken"].error == "ZeroDivisionError"
    assert swept["grants"].count == 1


def test_what_is_kept_too_long_turns_doctor_red(charter, broken):
    control = next(control for control in controls() if control.name == "retention")
    outcome = examine(control, timezone.now())
    assert outcome.findings == ("3 items (x: thing) have been kept a day too long.",)


def test_everything_that_the_worker_lets_go_of_by_time_is_told_before(db):
    """A job that purges has a sweep: nobody is surprised by what goes, and `doctor` sees what stays too long."""
    named = {one.name for one in sweep.sweeps()}
    assert {
        "grants", "requests", "unfetched-transfers", "transfer-records", "sent-mail", "saved-forms", "spent-challenges",
        "uploaded-files", "former-values", "mentions", "settled-merges", "page-statistics", "looks-before-transfers",
        "recipients-tokens", "staff-tokens", "staff-sessions", "own-pages",
    } <= named  # fmt: skip
    assert not [one for one in run_all(NOW) if one.error]


def test_the_worker_lets_go_of_everything_that_is_told_before(db):
    """A sweep has a job: else what is due stays until an operator asks, and `doctor` turns red."""
    bit_by_bit = {"grants", "unfetched-transfers"}  # by `vault.retention.expire_some` and `disclosure.work.clear_up`
    worked = {job.run for job in jobs()}
    assert {one.name for one in sweep.sweeps() if one.run not in worked} == bit_by_bit
