"""P35: a break opens a finding by itself, what is not checked is not kept, and nobody audits their own work."""

from datetime import timedelta

import pytest
from django.utils import timezone

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.granting import change_duties
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.vault.models import SealedValue
from azukari.features.audits.audits import begin, close, plan_year
from azukari.features.audits.day_notes import write_due
from azukari.features.audits.independence import Independence
from azukari.features.audits.models import Audit, Finding
from azukari.features.audits.observe import THIS, known, standing
from azukari.lib.control import ControlState, controls, find
from azukari.shells.worker.controlling import look
from tests.console import desks

pytestmark = pytest.mark.usefixtures("charter")


def test_a_round_finds_what_is_broken_by_itself():
    now = timezone.now()
    look(now)
    before = set(Finding.objects.values_list("control", flat=True))
    person = Person.objects.create(created_at=now)
    SealedValue.objects.create(
        person=person, submission_id=person.id, field="email", category="email", purposes="membership",
        sealed=b"x" * 40, created_at=now,
    )  # fmt: skip
    write_due(now + timedelta(hours=6))  # a day may have ended in between
    look(now + timedelta(hours=6))
    assert set(Finding.objects.values_list("control", flat=True)) - before == {"vault-orphans"}
    finding = Finding.objects.get(control="vault-orphans")
    assert (finding.closed_at, finding.owner) == (None, "")
    assert standing(known().values(), now + timedelta(hours=6))[3][0] is ControlState.BROKEN


def test_when_the_rounds_stop_nobody_is_told_that_all_is_checked():
    now = timezone.now()
    look(now)
    its = find(THIS)
    assert its is not None
    assert known()[THIS].at_time(now) is ControlState.KEPT
    assert known()[THIS].at_time(now + its.shelf + timedelta(hours=1)) is ControlState.UNKNOWN
    automatic = [each for each in controls() if not each.manual]
    assert max(each.shelf for each in automatic) <= timedelta(days=3)


def test_nobody_audits_their_own_work_at_any_step():
    now, policy = timezone.now(), current().policy
    plan_year(now.year, policy, actor=desks.OPERATOR, now=now)
    planned = {audit.duty: audit for audit in Audit.objects.all()}
    both = actor_of(desks.staff("auditor", "membership", email="both@staff.example.org"))
    with pytest.raises(Independence):
        begin(planned["membership"].id, policy, actor=both, now=now)
    alone = desks.staff("auditor")
    begin(planned["feedback"].id, policy, actor=actor_of(alone), now=now)
    change_duties(alone, ["auditor", "feedback"], policy=policy, actor=desks.OPERATOR, now=now + timedelta(hours=1))
    with pytest.raises(Independence):
        close(planned["feedback"].id, actor=actor_of(alone), now=now + timedelta(hours=2))
