"""An erasure: who may have what erased, until when a law keeps the rest, and what is looked at again."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from azukari.core.consent.models import EndReason, Grant
from azukari.core.people.models import Person, Removal
from azukari.core.people.removals import RemovalKind
from azukari.core.policy_versions.current import Current, current
from azukari.core.vault import erase as module
from azukari.core.vault.erase import KeptByLaw, carry_out, erase, obliged_until, resume, uncertified
from azukari.core.vault.erasure_report import erasure_report, inventory
from azukari.core.vault.models import Erasure, MentionSearch, SealedValue
from azukari.lib.identifier import new_id
from azukari.policy.casework import Hold
from azukari.policy.terms import Ground, RetentionStart
from tests.console import desks
from tests.merge.owners import STAFF

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def charter(db: None) -> Current:
    return desks.publish()


@pytest.fixture
def member(charter: Current) -> desks.Registered:
    desks.register("membership", {"email": "blue@example.org"})
    return desks.register("membership", {"email": "aoba@example.org", "consent.magazine": "on"})


def law(purpose: str, *, begins: datetime, ends: datetime | None) -> Grant:
    return Grant(purpose=purpose, ground=Ground.LAW, charter_id=1, begins_at=begins, ends_at=ends)


@pytest.mark.parametrize("known", [None, DAY, 9000 * DAY])
def test_a_law_lets_go_when_its_time_is_over_and_never_later_than_was_known(
    charter: Current, known: timedelta | None
) -> None:
    now = desks.moment()
    ends = now + known if known else None
    policy = charter.policy
    assert obliged_until(law(Hold.CLAIM.value, begins=now, ends=ends), policy, now) == ends
    record = law("dues-record", begins=now - DAY, ends=ends)
    assert not policy.purposes["dues-record"].retention.at_once
    assert obliged_until(record, policy, now) == ends, "it began with what was recorded"
    for start, since in ((RetentionStart.ENDED, now), (RetentionStart.CONFIRMED, now - DAY)):
        purpose = policy.purposes["dues-record"]
        told = replace(purpose, retention=replace(purpose.retention, start=start))
        other = replace(policy, purposes={**policy.purposes, "dues-record": told})
        until = obliged_until(record, other, now)
        assert until is not None
        lawful = since + timedelta(days=7 * 365 + 1)
        assert abs(until - min(lawful, ends or lawful)) < 3 * DAY
        without = replace(policy, purposes={"membership": policy.purposes["membership"]})
        assert obliged_until(record, without, now) == ends, "by the policy under which it was given"


def test_what_a_law_keeps_of_somebody_is_not_erased_by_itself_and_nothing_is_left_of_the_wish(
    member: desks.Registered,
) -> None:
    now = desks.moment()
    before = SealedValue.objects.count(), Grant.objects.count(), Removal.objects.count()
    with pytest.raises(KeptByLaw):
        erase(member.person, actor=STAFF, now=now, purpose="dues-record")
    with pytest.raises(Person.DoesNotExist):
        erase(new_id(), actor=STAFF, now=now)
    assert not Erasure.objects.exists()
    assert (SealedValue.objects.count(), Grant.objects.count(), Removal.objects.count()) == before
    reader = desks.register("magazine", {"email": "green@example.org"})
    assert erase(reader.person, actor=STAFF, now=desks.moment(), purpose="dues-record").certified_at
    assert SealedValue.objects.filter(person_id=reader.person).exists(), "of which they have none: nothing of it went"


@pytest.mark.parametrize("purpose", ["", "magazine"])
def test_what_was_asked_for_ends_now_and_what_a_law_says_at_its_time(member: desks.Registered, purpose: str) -> None:
    now = desks.moment()
    before = {grant.id: grant for grant in Grant.objects.all()}
    erase(member.person, actor=STAFF, now=now, purpose=purpose)
    for grant in Grant.objects.all():
        was = before[grant.id]
        mine = grant.person_id == member.person
        if mine and was.is_living(now) and purpose in ("", was.purpose) and was.ground != Ground.LAW:
            assert (grant.ends_at, grant.end_reason) == (now, EndReason.ERASED.value)
        else:
            assert grant.ends_at == was.ends_at
    assert MentionSearch.objects.filter(id__in=Erasure.objects.values("id")).exists() is not bool(purpose)


def test_the_account_says_until_when_somebody_looks_for_mentions_if_anybody_does(member: desks.Registered) -> None:
    now = desks.moment()
    done = erase(member.person, actor=STAFF, now=now)
    (mentions,) = [item for item in done.items if item["what"] == "mentions"]
    days = current().policy.draft_days
    assert mentions == {
        "what": "mentions",
        "until": (now + timedelta(days=30)).isoformat(),
        "saved_forms_days": days,
    }
    reader = desks.register("magazine", {"email": "green@example.org"}).person
    for purpose in ("volunteers", "magazine"):
        partly = erase(reader, actor=STAFF, now=desks.moment(), purpose=purpose)
        assert not [item for item in partly.items if item["what"] == "mentions"], "of one who stays nobody is asked"


def asked(person: UUID, now: datetime) -> UUID:
    """An erasure that a crash interrupted."""
    return Erasure.objects.create(person_id=person, actor="worker", requested_at=now, items=inventory(person)).id


def test_what_a_crash_interrupted_is_carried_out_once(member: desks.Registered) -> None:
    now = desks.moment()
    id, gone = asked(member.person, now), asked(new_id(), now)
    assert resume(now=now) == 2
    for each in (id, gone):
        row = Erasure.objects.get(id=each)
        assert (row.finished_at, row.certified_at) == (now, now)
    removed = Removal.objects.count()
    assert resume(now=now + DAY) == 0
    assert carry_out(id, now=now + DAY).finished_at == now
    assert Removal.objects.count() == removed
    records = [item for item in Erasure.objects.get(id=gone).items if item["what"] == "record"]
    assert records == [], "of whom nobody is here, the ledger says nothing"
    assert not Removal.objects.filter(kind=RemovalKind.ERASED).exists()


def test_what_is_contradicted_has_no_certificate_until_it_is_looked_at_again(
    member: desks.Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = desks.moment()
    left = ["newcomer: 1 found, 0 said"]
    monkeypatch.setattr(module, "found_against", lambda _request, *, now: left)
    done = erase(member.person, actor=STAFF, now=now)
    assert (done.finished_at, done.certified_at) == (now, None)
    assert [*uncertified()] == [done]
    asked_for = asked(new_id(), now)
    assert [*uncertified()] == [done], "what is not carried out is not contradicted"
    Erasure.objects.filter(id=asked_for).delete()
    assert resume(now=now + SECOND) == 0
    left.clear()
    assert resume(now=now + DAY) == 1
    done.refresh_from_db()
    assert (done.finished_at, done.certified_at) == (now, now + DAY)
    assert not uncertified().exists()
    assert not module._looked_again(done.id, now + DAY)


def test_of_each_kind_of_data_it_is_said_for_which_of_its_own_uses_it_is_kept(member: desks.Registered) -> None:
    items = erasure_report(Erasure(person_id=member.person, items=inventory(member.person)), desks.moment())
    kept = {item["category"]: set(item["kept_for"]) for item in items if item["what"] == "value"}
    uses: dict[str, set[str]] = {category: set() for category in kept}
    for value in SealedValue.objects.filter(person_id=member.person):
        uses[value.category] |= {*value.purposes.split()}
    assert all(kept[category] <= uses[category] for category in kept)
    assert "magazine" in kept["email"]
    assert not all("magazine" in purposes for purposes in kept.values())
