"""A hold keeps what it is set on until its end and no other's; each is set, moved and lifted on the record (P41)."""

import json
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.consent.models import EndReason, Grant
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Removal
from azukari.core.people.removals import RemovalKind, told_by
from azukari.core.vault.erase_unheld import erase_unheld
from azukari.core.vault.events import HOLD_LIFTED, HOLD_SET
from azukari.core.vault.legal_holds import LegalHold, NothingToHold, holds_on, lift_hold, obliged, set_hold
from azukari.core.vault.models import SealedValue
from azukari.lib.identifier import new_id
from azukari.policy.casework import Hold
from azukari.policy.terms import Ground
from azukari.shells.self_service.subject_timeline import entries_of
from tests import cast
from tests.cast import Known, Staff

pytestmark = pytest.mark.django_db

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NOW = cast.NOW + timedelta(hours=1)  # when all have come in
CASE = UUID("01900000-0000-7000-8000-0000000000ca")
UNTIL = NOW + 9 * DAY


def held(person: UUID) -> list[Grant]:
    return list(Grant.objects.filter(person_id=person, purpose__in=[*Hold]).order_by("begins_at", "id"))


def told(kinds: Iterable[str]) -> list[dict[str, object]]:
    rows = Pending.objects.filter(kind__in=kinds).order_by("at", "id").values_list("payload", flat=True)
    return [json.loads(row) for row in rows]


@pytest.fixture
def do(officer: Staff):
    """Sets a hold on somebody."""

    def hold(person: UUID, hold: Hold = Hold.CLAIM, *, until=UNTIL, now=NOW, purpose: str = "") -> int:
        return set_hold(person, hold, until=until, actor=officer.actor, now=now, case=CASE, purpose=purpose)

    return hold


def test_it_lies_on_each_registration_of_the_person_and_on_nobody_else_s(hanako: Known, amelia: Known, do, officer):
    assert do(hanako.id) == 1
    (grant,) = held(hanako.id)
    assert (grant.submission_id, grant.purpose, grant.ground) == (hanako.submission.id, Hold.CLAIM, Ground.LAW)
    assert (grant.begins_at, grant.ends_at, grant.charter_id) == (NOW, UNTIL, 1)
    assert held(amelia.id) == []
    assert told([HOLD_SET.name]) == [
        {"actor": actor_reference(officer.actor), "reason": "hold-claim", "case": str(CASE), "until": "2026-12-03"}
    ]
    assert HOLD_SET in {entry.kind for entry in entries_of(hanako.id)}
    removed = told_by(Removal.objects.get(kind=RemovalKind.HELD))
    assert (removed.about, removed.person, removed.at, removed.until) == (grant.id, hanako.id, NOW, UNTIL)
    assert (removed.purpose, removed.submissions) == (Hold.CLAIM, (hanako.submission.id,))


def test_set_again_until_the_same_day_it_changes_nothing(hanako: Known, do):
    do(hanako.id)
    before = [*held(hanako.id), *told([HOLD_SET.name])], Removal.objects.count()
    assert do(hanako.id, now=NOW + DAY) == 1
    assert ([*held(hanako.id), *told([HOLD_SET.name])], Removal.objects.count()) == before


@pytest.mark.parametrize("days", [5, 30])
def test_set_until_another_day_it_ends_then_and_stays_one(hanako: Known, do, days):
    do(hanako.id)
    assert do(hanako.id, until=NOW + days * DAY, now=NOW + DAY) == 1
    (grant,) = held(hanako.id)
    assert (grant.begins_at, grant.ends_at, grant.end_reason) == (NOW, NOW + days * DAY, "")
    assert len(told([HOLD_SET.name])) == 2


def test_two_kinds_of_holds_stand_beside_each_other(hanako: Known, do, officer):
    one, other = list(Hold)[:2]
    do(hanako.id, one)
    do(hanako.id, other, until=UNTIL + DAY)
    assert {grant.purpose: grant.ends_at for grant in held(hanako.id)} == {one: UNTIL, other: UNTIL + DAY}
    assert lift_hold(hanako.id, one, actor=officer.actor, now=NOW + DAY, case=CASE)
    assert [hold.hold for hold in holds_on([hanako.id], NOW + DAY)[hanako.id]] == [other]


def test_a_hold_on_one_purpose_lies_where_that_is_in_force(hanako: Known, do):
    assert do(hanako.id, purpose="membership") == 1
    for purpose in ("volunteers", "no-such-purpose", Hold.CLAIM.value):
        with pytest.raises(NothingToHold):
            do(hanako.id, Hold.CLAIM, until=UNTIL + DAY, purpose=purpose)


def test_nothing_is_held_of_nobody_and_of_whom_nothing_is_in_force(hanako: Known, do):
    for person in (new_id(), None):
        Grant.objects.filter(person_id=hanako.id).update(ends_at=NOW)
        with pytest.raises(NothingToHold):
            do(person or hanako.id)
    assert told([HOLD_SET.name]) == []
    assert held(hanako.id) == []


def test_an_end_to_the_second(hanako: Known, do, officer):
    do(hanako.id)
    assert Hold.CLAIM in obliged(hanako.id, UNTIL - SECOND)
    assert Hold.CLAIM not in obliged(hanako.id, UNTIL)
    assert holds_on([hanako.id], UNTIL - SECOND) == {hanako.id: [LegalHold(Hold.CLAIM, NOW, UNTIL, 1)]}
    assert holds_on([hanako.id], UNTIL) == {}
    assert not lift_hold(hanako.id, Hold.CLAIM, actor=officer.actor, now=UNTIL, case=CASE)
    assert lift_hold(hanako.id, Hold.CLAIM, actor=officer.actor, now=UNTIL - SECOND, case=CASE)


def test_what_a_law_keeps_is_told_of_one_person_and_by_purpose_once(hanako: Known, amelia: Known, do):
    laws = obliged(hanako.id, NOW)
    assert laws == sorted({g.purpose for g in Grant.objects.filter(person_id=hanako.id, ground=Ground.LAW)})
    do(amelia.id)
    assert obliged(hanako.id, NOW) == laws
    assert obliged(amelia.id, NOW) == [Hold.CLAIM]
    assert set(holds_on([hanako.id, amelia.id], NOW)) == {amelia.id}
    assert holds_on([hanako.id], NOW) == {}


def test_what_only_a_hold_kept_goes_with_it_and_not_before(amelia: Known, hanako: Known, do, officer):
    values = SealedValue.objects.filter(person_id=amelia.id)
    count, others = values.count(), SealedValue.objects.filter(person_id=hanako.id).count()
    do(amelia.id)
    do(hanako.id)
    with transaction.atomic():
        Grant.objects.filter(person_id=amelia.id).exclude(purpose=Hold.CLAIM).update(ends_at=NOW)
        erase_unheld([amelia.id], now=NOW)
    assert values.count() == count > 0
    assert lift_hold(amelia.id, Hold.CLAIM, actor=officer.actor, now=NOW + DAY, case=CASE)
    assert values.count() == 0
    assert SealedValue.objects.filter(person_id=hanako.id).count() == others
    assert [grant.ends_at for grant in held(hanako.id)] == [UNTIL]
    assert told([HOLD_LIFTED.name]) == [
        {"actor": actor_reference(officer.actor), "reason": "hold-claim", "case": str(CASE)}
    ]


def test_lifted_it_is_over_by_time_and_lifting_is_recorded_once(hanako: Known, do, officer):
    do(hanako.id)
    assert lift_hold(hanako.id, Hold.CLAIM, actor=officer.actor, now=NOW + DAY, case=CASE)
    (grant,) = held(hanako.id)
    assert (grant.ends_at, grant.end_reason) == (NOW + DAY, EndReason.EXPIRED)
    assert not lift_hold(hanako.id, Hold.CLAIM, actor=officer.actor, now=NOW + DAY, case=CASE)
    assert not lift_hold(new_id(), Hold.CLAIM, actor=officer.actor, now=NOW, case=CASE)
    assert len(told([HOLD_LIFTED.name])) == 1
    assert do(hanako.id, now=NOW + 2 * DAY) == 1, "and may be set anew"
