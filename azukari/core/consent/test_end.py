"""A grant's end is moved, and moved again in a restored database: once, by the newest word, and by no older one."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from azukari.core.consent import end
from azukari.core.consent.end import end_again, hold_again, move_ends, take_turn
from azukari.core.consent.models import EndReason, Grant
from azukari.core.consent.service import Kept, keep_records, resume_service
from azukari.core.people.removals import RemovalKind, Removed
from azukari.core.policy_versions.current import at
from azukari.policy.decide import grant_end
from azukari.policy.terms import Ground
from tests.cast import NOW, Known

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def grant(hanako: Known) -> Grant:
    one = Grant.objects.filter(person=hanako.id).order_by("id")[0]
    Grant.objects.filter(id=one.id).update(begins_at=NOW - DAY, ends_at=None, end_reason="", turn=2, settled_at=None)
    return fresh(one)


def fresh(grant: Grant) -> Grant:
    return Grant.objects.get(id=grant.id)


def state(grant: Grant) -> tuple[object, str, int]:
    now = fresh(grant)
    return now.ends_at, now.end_reason, now.turn


def removed(grant: Grant, *, turn: int = 3, until: datetime | None = NOW) -> Removed:
    return Removed(RemovalKind.ENDED, grant.id, grant.person_id, NOW, turn=turn, until=until)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Removed]:
    told: list[Removed] = []
    monkeypatch.setattr(end, "write_removals", told.extend)
    return told


def test_an_end_is_moved_and_told_with_all_that_a_restore_needs(grant: Grant, written: list[Removed]):
    move_ends([(grant, NOW)], reason=EndReason.SERVICE, now=NOW)
    assert state(grant) == (NOW, EndReason.SERVICE, 3)
    (told,) = written
    assert (told.kind, told.about, told.person, told.at) == (RemovalKind.ENDED, grant.id, grant.person_id, NOW)
    assert (told.purpose, told.turn, told.until) == (grant.purpose, 3, NOW)
    assert told.submissions == (grant.submission_id,)


def test_another_day_keeps_the_reason_and_going_on_drops_it(grant: Grant, written: list[Removed]):
    move_ends([(grant, NOW)], reason=EndReason.SERVICE, now=NOW, kind=RemovalKind.WITHDRAWN)
    move_ends([(fresh(grant), NOW + DAY)], reason=None, now=NOW)
    assert state(grant) == (NOW + DAY, EndReason.SERVICE, 4)
    move_ends([(fresh(grant), None)], reason=None, now=NOW)
    assert state(grant) == (None, "", 5)
    assert [(one.kind, one.turn, one.until) for one in written] == [
        (RemovalKind.WITHDRAWN, 3, NOW),
        (RemovalKind.ENDED, 4, NOW + DAY),
        (RemovalKind.ENDED, 5, None),
    ]


def test_nothing_moved_is_nothing_told(written: list[Removed]):
    move_ends([], reason=EndReason.SERVICE, now=NOW)
    assert written == []


@pytest.mark.parametrize(("turn", "again"), [(1, False), (2, False), (3, True), (9, True)])
def test_a_restored_grant_ends_by_a_newer_word_alone(grant: Grant, turn: int, again: bool):
    before = state(grant)
    assert end_again(removed(grant, turn=turn)) is again
    assert state(grant) == ((NOW, EndReason.EXPIRED, turn) if again else before)
    assert not end_again(removed(grant, turn=turn))


def test_a_restored_grant_keeps_its_reason_never_ends_before_it_began_and_may_go_on(grant: Grant):
    Grant.objects.filter(id=grant.id).update(end_reason=EndReason.SERVICE)
    assert end_again(removed(grant, until=NOW - 9 * DAY))
    assert state(grant) == (grant.begins_at, EndReason.SERVICE, 3)
    assert end_again(removed(grant, turn=4, until=None))
    assert state(grant) == (None, "", 4)


def test_what_was_settled_or_is_not_there_stays(grant: Grant):
    Grant.objects.filter(id=grant.id).update(settled_at=NOW)
    assert not end_again(removed(grant))
    assert take_turn(removed(grant), NOW) is None
    assert not end_again(Removed(RemovalKind.ENDED, uuid4(), None, NOW, turn=9, until=NOW))


def test_a_consent_that_was_taken_back_is_taken_back_again_with_the_turn_it_had(grant: Grant):
    with transaction.atomic():
        for turn in (1, 2):
            assert take_turn(removed(grant, turn=turn), NOW) is None
        found = take_turn(removed(grant, turn=7), NOW)
    assert found == grant
    assert fresh(grant).turn == 6
    with transaction.atomic():
        assert take_turn(removed(grant, turn=7), NOW) == grant
    assert fresh(grant).turn == 6
    Grant.objects.filter(id=grant.id).update(ends_at=NOW)
    assert take_turn(removed(grant, turn=8), NOW) is None, "it is over by itself"


def test_a_hold_begins_again_where_what_it_kept_is(grant: Grant):
    id = uuid4()
    told = Removed(
        RemovalKind.HELD, id, grant.person_id, NOW, purpose="hold", until=NOW + DAY, submissions=(grant.submission_id,)
    )
    assert hold_again(told)
    made = Grant.objects.get(id=id)
    assert (made.person_id, made.submission_id, made.purpose) == (grant.person_id, grant.submission_id, "hold")
    assert (made.ground, made.begins_at, made.ends_at) == (Ground.LAW, NOW, NOW + DAY)
    assert made.charter_id == grant.charter_id
    assert not hold_again(told), "it is known"
    elsewhere = Removed(RemovalKind.HELD, uuid4(), UUID(int=1), NOW, purpose="hold", submissions=(uuid4(),))
    assert not hold_again(elsewhere)


def test_a_service_goes_on_for_its_own_registration_and_for_what_ended_with_it(hanako: Known, amelia: Known):
    Grant.objects.update(ends_at=NOW + DAY, end_reason=EndReason.SERVICE)
    mine = Grant.objects.filter(submission_id=hanako.submission.id)
    mine.filter(purpose="magazine").update(end_reason=EndReason.WITHDRAWN)
    with transaction.atomic():
        assert resume_service(hanako.submission.id, now=NOW) == 2
    assert {*mine.endless().values_list("purpose", "end_reason")} == {("membership", ""), ("dues-record", "")}
    assert not Grant.objects.exclude(submission_id=hanako.submission.id).endless().exists()


def test_the_books_run_from_the_last_payment_and_end_without_any(hanako: Known, amelia: Known):
    books = Grant.objects.filter(purpose="dues-record")
    books.delete()

    def keep(known: Known, *days: int) -> list[str]:
        recorded = [NOW - DAY * day for day in days]
        with transaction.atomic():
            books = Kept(known.submission.id, known.id, "membership", 1, recorded)
            return keep_records([books], now=NOW).get(known.submission.id, [])

    assert keep(hanako) == []
    assert not books.exists(), "Nothing was paid."
    assert keep(hanako, 30, 400) == keep(amelia, 30) == ["dues-record"]
    first, other = books.get(person=hanako.id), books.get(person=amelia.id)
    assert first.ends_at == other.ends_at == grant_end(at(1).policy, "dues-record", confirmed_at=NOW - DAY * 30)
    assert (first.submission_id, first.begins_at, first.ground) == (hanako.submission.id, NOW, Ground.LAW)
    assert keep(hanako, 1, 30, 400) == [], "They have begun."
    assert state(first) == (grant_end(at(1).policy, "dues-record", confirmed_at=NOW - DAY), "", 1)
    assert keep(hanako) == []
    assert state(first) == (NOW, EndReason.EXPIRED, 2)
    assert state(other) == (other.ends_at, "", 0), "Another's books are not touched."
    assert keep(amelia, 9999) == []
    assert state(other) == (NOW, EndReason.EXPIRED, 1)
    assert books.count() == 2
    assert not Grant.objects.filter(purpose="membership", end_reason=EndReason.EXPIRED).exists()


def test_of_several_grants_only_the_one_that_is_told_of_is_ended_again(hanako: Known, grant: Grant):
    last = Grant.objects.filter(person=hanako.id).order_by("-id")[0]
    Grant.objects.filter(id=last.id).update(begins_at=NOW - DAY, ends_at=None, end_reason="", turn=2, settled_at=None)
    assert last.id != grant.id
    with transaction.atomic():
        taken = take_turn(removed(last), NOW)
    assert taken is not None
    assert taken.id == last.id
    with transaction.atomic():
        assert end_again(removed(last, turn=4))
    assert state(last)[0] == NOW
    assert state(grant) == (None, "", 2)
