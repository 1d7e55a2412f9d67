"""The clock of retention: who goes first, what is said of each, how much at a time; and nobody before their time."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from azukari.core.consent.models import Grant
from azukari.core.database.id_set import Ids
from azukari.core.database.write_backoff import Spared
from azukari.core.ledger.models import Pending
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person
from azukari.core.vault import retention
from azukari.core.vault.events import VALUE_EXPIRED
from azukari.core.vault.models import MentionSearch, SealedValue
from azukari.core.vault.retention import due, expire, expire_some
from tests.console import desks

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def end(db: None) -> datetime:
    """When the time of some is over; everybody has come in before."""
    desks.publish()
    return desks.moment() + timedelta(days=9)


def reader(number: int, ends_at: datetime | None) -> UUID:
    person = desks.register("magazine", {"email": f"m{number}@example.org"}).person
    Grant.objects.filter(person_id=person).update(ends_at=ends_at)
    return person


def said() -> list[dict[str, object]]:
    return [json.loads(row.payload) for row in Pending.objects.filter(kind=VALUE_EXPIRED.name).order_by("id")]


def here() -> set[UUID]:
    return {*Person.objects.values_list("id", flat=True)}


@pytest.mark.parametrize("at_a_time", [1, 2, 100])
def test_whose_time_is_over_goes_to_the_second_the_longest_overdue_first(
    end: datetime, monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(retention, "BATCH", at_a_time)
    pauses, told, left = list[int](), list[int](), list[set[UUID]]()
    monkeypatch.setattr(Spared, "pause", lambda _self: pauses.append(1))
    third, first, second = (reader(n, end - timedelta(hours=hours)) for n, hours in enumerate((1, 3, 2)))
    stays = {reader(3, end + SECOND), reader(4, None)}
    grants = Grant.objects.ended(end).unsettled().count()
    assert due(end) == grants > 0
    assert due(end - timedelta(hours=3) - SECOND) == 0

    def progress(done: int) -> None:
        told.append(done)
        left.append(here() - stays)

    assert expire(end, progress) == 3
    if at_a_time == 1:
        assert left == [{third, second}, {third}, set()]
    assert told == {1: [1, 2, 3], 2: [2, 3], 100: [3]}[at_a_time]
    assert len(pauses) == len(told)
    assert here() == stays
    assert said() == [{"actor": "worker", "categories": ["email", "name"], "count": 2}] * 3
    assert (due(end), expire(end)) == (0, 0)
    assert MentionSearch.objects.count() == 3, "each is looked for in what others wrote"
    assert first not in here()


def test_a_restore_pauses_for_nobody_and_the_worker_goes_on_for_a_moment(
    end: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Spared, "pause", lambda _self: pytest.fail("nobody else is here"))
    reader(0, end)
    assert expire(end, alone=True) == 1
    monkeypatch.setattr(Spared, "pause", lambda _self: None)
    monkeypatch.setattr(retention, "BATCH", 1)
    monkeypatch.setattr(retention, "SLICE", 0.0)
    for number in (1, 2):
        reader(number, end)
    assert [expire_some(end) for _ in range(3)] == [1, 1, 0]
    monkeypatch.setattr(retention, "SLICE", 600.0)
    for number in (3, 4):
        reader(number, end)
    assert expire_some(end) == 2


def test_whose_time_was_prolonged_at_the_last_moment_stays(end: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = reader(0, end), reader(1, end)
    values = SealedValue.objects.filter(person_id=one).count()
    whole = lock_people

    def prolonged(people: Ids) -> set[UUID]:
        Grant.objects.filter(person_id=one).update(ends_at=None)
        return whole(people)

    monkeypatch.setattr(retention, "lock_people", prolonged)
    assert expire(end, alone=True) == 1
    assert here() == {one}
    assert SealedValue.objects.filter(person_id=one).count() == values
    assert len(said()) == 1
    assert other not in here()


def test_of_whom_another_purpose_holds_something_that_stays_and_the_rest_is_told(end: datetime) -> None:
    member = desks.register("membership", {"email": "m9@example.org", "consent.magazine": "on"}).person
    kept = Grant.objects.filter(person_id=member, ground="law")
    assert kept
    Grant.objects.filter(person_id=member).exclude(ground="law").update(ends_at=end)
    before = [*SealedValue.objects.filter(person_id=member).values_list("category", flat=True)]
    assert expire(end, alone=True) == 1
    left = [*SealedValue.objects.filter(person_id=member).values_list("category", flat=True)]
    gone = [*before]
    for category in left:
        gone.remove(category)
    assert gone
    assert said() == [{"actor": "worker", "categories": sorted({*gone}), "count": len(gone)}]
    assert member in here()
