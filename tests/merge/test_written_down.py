"""What a merge writes down so that it can be undone, what the ledger and those who listen are told, and whose each
address is that came or changed since.
"""

import json
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person, Removal, Trail
from azukari.core.people.removals import RemovalKind, told_by
from azukari.core.vault import hooks
from azukari.core.vault import merge as module
from azukari.core.vault.correct import correct_on_request
from azukari.core.vault.events import PEOPLE_MERGED, PEOPLE_PARTED, VALUE_REFUSED
from azukari.core.vault.former import former_values
from azukari.core.vault.keys import NewKey, new_key, outer_of, raw_key
from azukari.core.vault.merge import merge, part, part_again, settle_merges
from azukari.core.vault.models import DuplicatePair, FormerValue, KeyUse, Merge, MergedRow, PersonKey, SealedValue
from azukari.core.vault.propose import propose, waiting
from azukari.core.vault.reasons import Channel
from azukari.core.vault.refusal import Refused
from azukari.core.vault.wrapping import Outer, wrap
from azukari.lib.identifier import new_id
from azukari.policy.merge import UNDOABLE
from azukari.policy.terms import Category
from tests.console import desks
from tests.merge.owners import STAFF

pytestmark = pytest.mark.django_db

A, B = "aoba-marker@example.org", "blue-marker@example.org"
HOUR = timedelta(hours=1)


@pytest.fixture
def one(db: None) -> desks.Registered:
    desks.publish()
    return desks.register("membership", {"email": A})


@pytest.fixture
def other(one: desks.Registered) -> desks.Registered:
    return desks.register("membership", {"email": B})


def recorded(kind, person: UUID) -> list[dict[str, object]]:
    entries = [*Trail.objects.filter(person_id=person).values_list("entry_id", flat=True)]
    return [json.loads(row.payload) for row in Pending.objects.filter(kind=kind.name, id__in=entries)]


def test_a_merge_keeps_what_the_other_record_was_and_each_is_told(
    one: desks.Registered, other: desks.Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    was, now = Person.objects.get(id=other.person), desks.moment()
    id = merge(other.person, into=one.person, purpose="membership", actor=STAFF, now=now)
    row = Merge.objects.get(id=id)
    assert (row.survivor_id, row.merged_id, row.purpose) == (one.person, other.person, "membership")
    assert (row.merged_created_at, row.merged_confirmed_at) == (was.created_at, was.confirmed_at)
    assert (row.at, row.ends_at) == (now, now + UNDOABLE)
    said = {"actor": f"staff:{STAFF.reference}", "purpose": "membership"}
    assert recorded(PEOPLE_MERGED, one.person) == [said]
    told: list[tuple[UUID, UUID]] = []
    monkeypatch.setattr(hooks.on_parted, "known", [lambda *two: told.append(two)])
    assert part(id, actor=STAFF, now=now + HOUR) == other.person
    assert told == [(one.person, other.person)]
    assert recorded(PEOPLE_PARTED, one.person) == recorded(PEOPLE_PARTED, other.person) == [said]
    back = Person.objects.get(id=other.person)
    assert (back.created_at, back.confirmed_at) == (was.created_at, was.confirmed_at)
    removed = told_by(Removal.objects.get(kind=RemovalKind.PARTED))
    assert (removed.about, removed.person, removed.at) == (id, other.person, now + HOUR)
    assert not MergedRow.objects.exists()
    uses = PersonKey.objects.filter(person_id=other.person).values_list("use", flat=True)
    assert sorted(uses) == [KeyUse.DATA, KeyUse.LEDGER]


def test_too_late_it_stays_one_and_the_refusal_is_on_the_survivors_trail(
    one: desks.Registered, other: desks.Registered
) -> None:
    now = desks.moment()
    id = merge(other.person, into=one.person, purpose="membership", actor=STAFF, now=now)
    with pytest.raises(Refused):
        part(id, actor=STAFF, now=now + UNDOABLE)
    (refusal,) = recorded(VALUE_REFUSED, one.person)
    assert refusal["purpose"] == "membership"


def test_whose_merge_has_had_its_time_is_forgotten_row_by_row_and_no_other(
    one: desks.Registered, other: desks.Registered
) -> None:
    third, now = desks.register("membership", {"email": "green-marker@example.org"}), desks.moment()
    merge(other.person, into=one.person, purpose="membership", actor=STAFF, now=now)
    rows = MergedRow.objects.count()
    later = merge(third.person, into=one.person, purpose="membership", actor=STAFF, now=now + HOUR)
    assert settle_merges(now + UNDOABLE) == rows
    assert {*MergedRow.objects.values_list("merge_id", flat=True)} == {later}


def test_suggestions_and_wishes_of_both_end_with_the_merge_and_no_others(
    one: desks.Registered, other: desks.Registered
) -> None:
    now = desks.moment()
    low, high = Person.objects.create(id=UUID(int=1), created_at=now), Person.objects.create(
        id=UUID(int=2**128 - 1), created_at=now
    )  # fmt: skip

    def pair(first: UUID, second: UUID) -> UUID:
        told = {"purpose": "membership", "signal": "name", "found_at": now}
        return DuplicatePair.objects.create(first_id=first, second_id=second, **told).id

    gone = [pair(low.id, other.person), pair(other.person, high.id), pair(*sorted([one.person, other.person]))]
    stays = [pair(low.id, one.person), pair(one.person, high.id), pair(low.id, high.id)]
    for each in (one, other):
        value = SealedValue.objects.get(person_id=each.person, category=Category.EMAIL)
        with transaction.atomic():
            propose(value.id, "new@example.org", person=each.person, now=now, until=now + HOUR)
    merge(other.person, into=one.person, purpose="membership", actor=STAFF, now=now)
    assert {*DuplicatePair.objects.values_list("id", flat=True)} == {*stays}
    assert gone
    assert waiting(one.person, now=now) is None
    assert Person.objects.filter(confirmed_at=None).count() == 2, "nobody stands in for anybody any more"


def test_a_wish_for_another_address_ends_with_the_parting(one: desks.Registered, other: desks.Registered) -> None:
    """Whoever made it saw both records."""
    now = desks.moment()
    id = merge(other.person, into=one.person, purpose="membership", actor=STAFF, now=now)
    value = SealedValue.objects.get(submission_id=one.submission, category=Category.EMAIL)
    with transaction.atomic():
        propose(value.id, "new@example.org", person=one.person, now=now, until=now + HOUR)
    part(id, actor=STAFF, now=now)
    assert waiting(one.person, now=now) is None


def test_what_comes_from_now_on_is_under_a_key_newer_than_all_that_the_two_had(
    one: desks.Registered, other: desks.Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = PersonKey.objects.filter(use=KeyUse.LEDGER)
    newest = max(keys.values_list("id", flat=True))
    data = PersonKey.objects.get(person_id=other.person, use=KeyUse.DATA)
    PersonKey.objects.filter(id=data.id).update(id=UUID(int=2**128 - 1), wrapped=_rewrapped(data))
    ids = (UUID(int=number) for number in (1, newest.int, newest.int + 1))

    def made(person: UUID, use: KeyUse) -> NewKey:
        key, id = new_key(person, use), next(ids)
        wrapped = wrap(key.raw, id=id, use=use, outer=Outer(*key.row[4:6]))
        return NewKey(id, key.raw, (id, person, use, wrapped, *key.row[4:]))

    monkeypatch.setattr(module, "new_key", made)
    merge(other.person, into=one.person, purpose="membership", actor=STAFF, now=desks.moment())
    assert max(keys.filter(person_id=one.person).values_list("id", flat=True)).int == newest.int + 1


def _rewrapped(key: PersonKey) -> bytes:
    raw = raw_key(key)
    return wrap(raw, id=UUID(int=2**128 - 1), use=key.use, outer=outer_of(key))


def test_what_was_said_before_goes_where_the_value_goes_and_opens_there(
    one: desks.Registered, other: desks.Registered
) -> None:
    now = desks.moment()
    for each in (one, other):
        phone = SealedValue.objects.get(submission_id=each.submission, category=Category.PHONE)
        correct_on_request({phone.id: "+81398765432"}, person=each.person, purpose="membership",
                           channel=Channel.PHONE, actor=STAFF, now=now)  # fmt: skip
    id = merge(other.person, into=one.person, purpose="membership", actor=STAFF, now=now)
    told = former_values(one.person, actor=desks.OPERATOR, now=now)
    assert [each.text for each in told] == ["03-1234-5678"] * 2
    part(id, actor=STAFF, now=now)
    for each in (one, other):
        (former,) = former_values(each.person, actor=desks.OPERATOR, now=now)
        assert former.text == "03-1234-5678"
    assert FormerValue.objects.count() == 2


@pytest.mark.parametrize("why", ["no such merge", "it was never a record of its own here"])
def test_a_parting_that_the_backup_knows_is_not_repeated(
    one: desks.Registered, other: desks.Registered, why: str
) -> None:
    now = desks.moment()
    id = merge(other.person, into=one.person, purpose="membership", actor=STAFF, now=now)
    if why == "no such merge":
        assert not part_again(new_id(), actor=STAFF, now=now)
    else:
        Person.objects.create(id=other.person, created_at=now)
        assert not part_again(id, actor=STAFF, now=now)
    assert Merge.objects.filter(id=id).exists()
    assert recorded(PEOPLE_PARTED, one.person) == []


# --- Whose is an address? --------------------------------------------------------------------------------------------

_THEIRS, _OURS, _BOTH, _NEW = b"theirs", b"ours", b"both", b"new"
_AT = desks.moment()
_BEFORE, _AFTER = _AT - HOUR, _AT + HOUR
_NOTHING, _GOES_ALONG, _CLOSED = "stays as it is", "goes with the record that comes back", "opens no page"
_ADDRESSES = [
    # whose, its token, since when, corrected when, what becomes of it
    ("own", _THEIRS, _BEFORE, None, _NOTHING),
    ("own", _BOTH, _BEFORE, _BEFORE, _NOTHING),
    ("the survivor's", _OURS, _BEFORE, None, _NOTHING),
    ("the survivor's", _BOTH, _BEFORE, _BEFORE, _NOTHING),
    ("own", _NEW, _BEFORE, _AT, _CLOSED),
    ("own", _OURS, _BEFORE, _AFTER, _CLOSED),
    ("own", _THEIRS, _BEFORE, _AFTER, _CLOSED),
    ("own", _THEIRS, _AT, None, _CLOSED),
    ("the survivor's", _THEIRS, _BEFORE, _AFTER, _CLOSED),
    ("the survivor's", _THEIRS, _AT, None, _GOES_ALONG),
    ("the survivor's", _THEIRS, _AFTER, None, _GOES_ALONG),
    ("the survivor's", _THEIRS, _AFTER, _AFTER, _CLOSED),
    ("the survivor's", _BOTH, _AFTER, None, _NOTHING),
    ("the survivor's", _OURS, _AFTER, None, _NOTHING),
    ("the survivor's", _NEW, _AFTER, None, _CLOSED),
]


def test_whose_an_address_is_that_came_or_changed_since_the_merge() -> None:
    numbers = count(1)
    rows = [
        SealedValue(id=UUID(int=n), submission_id=UUID(int=1000 + n), token=token, created_at=created,
                    corrected_at=changed)
        for n, (_whose, token, created, changed, _what) in zip(numbers, _ADDRESSES, strict=False)
    ]  # fmt: skip
    own = {row.id for row, (whose, *_more) in zip(rows, _ADDRESSES, strict=True) if whose == "own"}
    submissions, closed = module._later(Merge(at=_AT), rows, own)
    for row, told in zip(rows, _ADDRESSES, strict=True):
        goes, shut = row.submission_id in submissions, row.id in closed
        assert (goes, shut) == (told[-1] == _GOES_ALONG, told[-1] == _CLOSED), told
