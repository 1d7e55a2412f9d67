"""P44: requests are answered swiftly, under the law: a simulated clock triggers the warnings, and nobody forgets."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.core.cases import lifecycle
from azukari.core.cases.clocks import clock_of
from azukari.lib.control import controls, examine
from azukari.policy.casework import CaseKind
from azukari.policy.deadline import DeadlineStatus
from azukari.shells.staff.needs import needs
from tests.rights.casework import ask

FRIDAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # noon in Tokyo; then a weekend and a public holiday


@pytest.fixture
def case(officer, membership_desk):
    return ask(CaseKind.ELIMINATION, actor=officer.actor, now=FRIDAY)


def sentences(staff, charter, now):
    return [need.sentence for need in needs(staff.actor, charter.policy, now) if "R-2026" in need.sentence]


def test_the_owner_is_warned_before_the_target_and_the_case_is_escalated_after(case, officer, charter):
    seen = []
    for hours in range(24 * 16):
        moment = FRIDAY + timedelta(hours=hours)
        standing = clock_of(case, moment).standing
        seen.append(standing)
        warned = bool(sentences(officer, charter, moment))
        assert warned == (standing is not DeadlineStatus.CALM), moment
    assert list(dict.fromkeys(seen)) == [
        DeadlineStatus.CALM,
        DeadlineStatus.SOON,
        DeadlineStatus.ESCALATED,
        DeadlineStatus.OVERDUE,
    ]


def test_the_deputy_takes_part_once_the_target_has_passed(case, officer, charter):
    from azukari.core.accounts.models import StaffDuty

    deputy = case.deputy
    StaffDuty.objects.create(user=deputy, duty="privacy")
    actor = type(officer)(deputy, frozenset({"privacy"})).actor
    before, after = FRIDAY + timedelta(days=5), FRIDAY + timedelta(days=7)
    assert not needs_about(actor, charter, before)
    assert needs_about(actor, charter, after)


def needs_about(actor, charter, now):
    return [need for need in needs(actor, charter.policy, now) if "R-2026" in need.sentence]


def test_what_is_over_its_time_turns_doctor_red_until_it_is_answered(case, officer):
    control = next(control for control in controls() if control.name == "requests-in-time")
    late = FRIDAY + timedelta(days=15)
    assert examine(control, FRIDAY + timedelta(days=14)).passed
    assert not examine(control, late).passed
    lifecycle.take_back(case, actor=officer.actor, now=late)
    assert examine(control, late).passed
