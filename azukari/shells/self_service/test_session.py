"""The session of the own page: two hours idle, eight hours in all, one person's alone; what is over is deleted."""

from datetime import timedelta
from uuid import UUID

import pytest

from azukari.core.people.models import Person
from azukari.lib.identifier import new_id
from azukari.policy.terms import ActorKind
from azukari.shells.self_service import session
from azukari.shells.self_service.models import OwnSession, SignIn
from azukari.shells.self_service.session import Opened, find, open_session
from tests.cast import NOW

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)
HOURS = tuple(timedelta(hours=count) for count in range(12))


def _person() -> UUID:
    return Person.objects.create(id=new_id(), created_at=NOW, confirmed_at=NOW).id


def _sign_in(person: UUID, *, hours: int) -> SignIn:
    return SignIn.objects.create(
        id=new_id(), person_id=person, created_at=NOW, expires_at=NOW + timedelta(hours=hours), page=""
    )


def test_it_opens_one_person_s_page_to_whoever_has_its_secret() -> None:
    opened, other = open_session(_person(), now=NOW), open_session(_person(), now=NOW)
    assert find(opened.secret, now=NOW) == opened
    assert find(other.secret, now=NOW) == other
    assert opened.secret != other.secret
    row = OwnSession.objects.get(id=opened.id)
    assert opened.secret not in (row.digest, str(row.id))
    for wrong in ("", row.digest, opened.secret[:-1], str(opened.id)):
        assert find(wrong, now=NOW) is None
    assert (opened.actor.kind, opened.actor.reference) == (ActorKind.PERSON, str(opened.person))
    assert opened.posted_by_us(opened.csrf)
    assert not opened.posted_by_us(other.csrf)
    assert not opened.posted_by_us("")


def test_it_ends_after_two_hours_without_a_visit() -> None:
    opened = open_session(_person(), now=NOW)
    assert find(opened.secret, now=NOW + HOURS[2]) is None
    assert find(opened.secret, now=NOW + HOURS[2] - TICK) == opened
    assert find(opened.secret, now=NOW + HOURS[4] - 2 * TICK) == opened


def test_a_visit_is_noted_to_the_minute() -> None:
    opened, minute = open_session(_person(), now=NOW), timedelta(minutes=1)
    open_session(_person(), now=NOW)
    for passed, noted in ((minute, NOW), (minute + TICK, NOW + minute + TICK)):
        assert find(opened.secret, now=NOW + passed)
        assert OwnSession.objects.get(id=opened.id).seen_at == noted
    assert OwnSession.objects.exclude(id=opened.id).get().seen_at == NOW


def test_it_ends_after_eight_hours_however_often_it_is_used() -> None:
    opened = open_session(_person(), now=NOW)
    for hour in HOURS[1:8]:
        assert find(opened.secret, now=NOW + hour) == opened
    assert find(opened.secret, now=NOW + HOURS[8] - TICK) == opened
    assert find(opened.secret, now=NOW + HOURS[8]) is None


def test_signing_out_ends_this_one_and_being_let_go_all_of_theirs() -> None:
    mine, other = _person(), _person()
    first, second, theirs = (open_session(person, now=NOW) for person in (mine, mine, other))
    links = [_sign_in(person, hours=1).id for person in (mine, other)]
    session.end(first)
    assert _living(first, second, theirs) == [second, theirs]
    assert SignIn.objects.count() == 2
    session.end_all([mine])
    assert _living(second, theirs) == [theirs]
    assert list(SignIn.objects.values_list("id", flat=True)) == links[1:]


def _living(*known: Opened) -> list[Opened]:
    return [one for one in known if find(one.secret, now=NOW)]


def test_what_can_be_used_no_more_is_deleted() -> None:
    person = _person()
    for _ in range(3):
        open_session(person, now=NOW)
    idle, over, used = OwnSession.objects.order_by("id").values_list("id", flat=True)
    OwnSession.objects.filter(id=over).update(seen_at=NOW + HOURS[8])
    OwnSession.objects.filter(id=used).update(seen_at=NOW + HOURS[1], expires_at=NOW + HOURS[9])
    kept = [_sign_in(person, hours=hours).id for hours in (2, 9)][1:]
    assert session.purge(NOW + HOURS[2] - TICK) == 0
    assert session.purge(NOW + HOURS[2]) == 2  # the idle one, and a link
    assert set(OwnSession.objects.values_list("id", flat=True)) == {over, used}
    assert session.purge(NOW + HOURS[3] - TICK) == 0
    assert session.purge(NOW + HOURS[8]) == 2
    assert list(SignIn.objects.values_list("id", flat=True)) == kept
    assert idle not in set(OwnSession.objects.values_list("id", flat=True))
