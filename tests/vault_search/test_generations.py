"""Generations of the index: when the next is due, what moves over, and that each value keeps to its own codes."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault import index_rebuild, index_renew
from azukari.core.vault.correct import correct
from azukari.core.vault.index import leave_index, newest_index
from azukari.core.vault.index_code import bits_for
from azukari.core.vault.index_rebuild import begin, fits, rebuild, tend, unindexed
from azukari.core.vault.index_renew import in_use, is_behind, outdated, record_rotation, renew, renew_of
from azukari.core.vault.index_token import begins, token_of
from azukari.core.vault.models import KeyUse, PersonKey, SealedValue, SearchCode, SearchIndex
from azukari.policy.terms import Actor, ActorKind, Category
from tests.console import desks

type Codes = dict[tuple[UUID, int], tuple[int, int, int, UUID]]


def member(number: int) -> UUID:
    own = {"name": f"Marker {number}", "email": f"m{number}@example.org", "phone": f"03-1234-{5000 + number}"}
    return desks.register("membership", own).person


def codes(*people: UUID) -> Codes:
    rows = SearchCode.objects.filter(person_id__in=people) if people else SearchCode.objects.all()
    return {
        (row.value_id, row.position): (row.index_id, row.lane, row.code, row.person_id)
        for row in rows.order_by("value")
    }


def test_the_first_is_begun_by_whoever_comes_first_and_the_newest_is_written_to(published: Current) -> None:
    SearchIndex.objects.all().delete()
    now = desks.moment()
    made = newest_index(now)
    assert (made.number, made.key, made.bits, made.begun_at) == (1, 1, bits_for(0), now)
    assert newest_index(now + timedelta(days=1)).number == 1
    assert SearchIndex.objects.count() == 1
    for number in (3, 2):
        SearchIndex.objects.create(number=number, key=1, bits=number + 2, begun_at=now)
    newest = newest_index(now)
    assert (newest.number, newest.key, newest.bits) == (3, 1, 5)


@pytest.mark.parametrize(("more", "enough"), [(-3, False), (-2, True), (0, True), (1, True), (2, False)])
def test_an_index_fits_within_an_eighth_and_four_times_as_many(
    published: Current, monkeypatch: pytest.MonkeyPatch, more: int, enough: bool
) -> None:
    member(1)
    monkeypatch.setattr(index_rebuild, "bits_for", lambda _people: 7)
    SearchIndex.objects.update(bits=7 + more)
    now = desks.moment()
    assert fits(now) is enough
    tend(now)
    numbers = {*SearchIndex.objects.values_list("number", "bits")}
    assert numbers == ({(1, 7 + more)} if enough else {(1, 7 + more), (2, 7)})
    tend(now)
    assert {*SearchIndex.objects.values_list("number", "bits")} == ({(1, 7 + more)} if enough else {(2, 7)})
    assert {row[0] for row in codes().values()} == {1 if enough else 2}


def test_the_next_begins_for_another_key_or_number_of_bits_and_for_nothing_else(
    published: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(1)
    now = desks.moment()
    first = newest_index(now)
    assert begin(now).number == begin(now, key=first.key).number == 1
    second = begin(now + timedelta(hours=1), key=2)
    assert (second.number, second.key, second.bits) == (2, 2, first.bits)
    assert SearchIndex.objects.get(number=2).begun_at == now + timedelta(hours=1)
    monkeypatch.setattr(index_rebuild, "bits_for", lambda _people: first.bits + 1)
    third = begin(now)
    assert (third.number, third.key, third.bits) == (3, 2, first.bits + 1)


@pytest.mark.parametrize("at_a_time", [1, 2, 500])
def test_what_opens_moves_over_and_what_does_not_is_left_out_and_counted_by_nobody(
    published: Current, monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(index_rebuild, "BATCH", at_a_time)
    people = [member(number) for number in range(3)]
    before = codes(people[0])
    keyless = SealedValue.objects.filter(person_id=people[1])
    broken = SealedValue.objects.get(person_id=people[2], category=Category.PHONE)
    PersonKey.objects.filter(person_id=people[1], use=KeyUse.DATA).delete()
    SealedValue.objects.filter(id=broken.id).update(sealed=b"\x01 something else")
    now = desks.moment()
    SearchIndex.objects.create(number=2, key=1, bits=9, begun_at=now)
    told: list[int] = []
    assert rebuild(now, told.append) == 3 + 2
    assert told[-1] == 5
    assert told == sorted({*told}), "nothing is told of a batch in which nothing was done"
    after = codes()
    assert {row[0] for row in after.values()} == {2}
    assert [*SearchIndex.objects.values_list("number", flat=True)] == [2]
    assert {key for key, row in after.items() if row[3] == people[0]} == {*before}
    coded = {id for id, _position in after}
    assert coded.isdisjoint({broken.id, *keyless.values_list("id", flat=True)})
    assert rebuild(now, told.append) == 0
    assert told[-1] == 5
    assert unindexed() == keyless.filter(token__isnull=False).count() + 1


def test_a_correction_and_a_restriction_touch_the_codes_of_that_person_alone(published: Current) -> None:
    one, other = member(1), member(2)
    before, others = codes(one), codes(other)
    name = SealedValue.objects.get(person_id=one, category=Category.NAME)
    actor = Actor(ActorKind.PERSON, str(one))
    correct(name.id, "Somebody Else Altogether", person=one, actor=actor, now=desks.moment())
    after = codes(one)
    assert {key: row for key, row in after.items() if key[0] != name.id} == {
        key: row for key, row in before.items() if key[0] != name.id
    }
    assert len([key for key in after if key[0] == name.id]) == 3
    with transaction.atomic():
        leave_index([one])
    assert codes(one) == {}
    correct(name.id, "Another Name", person=one, actor=actor, now=desks.moment())
    assert codes(one) == {}, "what is not found stays so"
    assert codes(other) == others


@pytest.mark.parametrize("at_a_time", [1, 2, 500])
def test_tokens_of_an_older_key_are_made_anew_and_no_others(
    published: Current, monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(index_renew, "BATCH", at_a_time)
    people = [member(number) for number in range(3)]
    values = SealedValue.objects.filter(token__isnull=False)
    right = {row.id: bytes(row.token or b"") for row in values}
    assert (outdated().count(), in_use(), is_behind()) == (0, frozenset({1}), False)
    old = values.filter(person_id__in=people[:2])
    old.update(token=begins(0) + b"from an older one")
    SealedValue.objects.filter(person_id=people[2], category=Category.PHONE).update(token=begins(2) + b"from a newer")
    SealedValue.objects.filter(person_id=people[2], category=Category.NAME).update(token=None)
    assert outdated().count() == 3 + 3 + 1
    assert is_behind()
    with transaction.atomic():
        assert renew_of([people[2]]) == 1
        assert renew_of([people[2]]) == 0
    PersonKey.objects.filter(person_id=people[1], use=KeyUse.DATA).delete()
    told: list[int] = []
    assert renew(told.append) == 6
    assert told[-1] == 6
    assert told == sorted({*told})
    for row in SealedValue.objects.filter(id__in=right):
        if row.person_id == people[1]:
            assert row.token != right[row.id], "it is found by nothing"
            assert bytes(row.token or b"").startswith(begins(1))
        elif row.person_id == people[2] and row.category == Category.NAME:
            assert row.token is None
        else:
            assert bytes(row.token or b"") == right[row.id]
    assert (renew(told.append), is_behind()) == (0, False)


def test_an_index_under_an_older_key_is_behind_and_its_key_in_use(published: Current) -> None:
    member(1)
    SearchIndex.objects.update(key=7)
    assert in_use() == {1, 7}
    assert is_behind()
    SealedValue.objects.update(token=None)
    assert in_use() == {7}


def test_a_rotation_is_written_down_once(published: Current) -> None:
    record_rotation(3, now=desks.moment())
    (entry,) = Pending.objects.filter(kind="vault:key:rotated").values_list("payload", flat=True)
    assert entry.replace(" ", "") == '{"kind":"index","version":3}'
    assert token_of(Category.EMAIL, "m1@example.org") is not None
