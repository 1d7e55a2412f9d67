"""What auditors, webhooks and timelines read back from the ledger: of which kinds, of which time, in which order, how
much of it; whether it waits for its place or has one.
"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.ledger.catalogue import NOBODY, WHO, Kind, declare
from azukari.core.ledger.events import Event
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.looking import backlog, done_by, is_unwitnessed, newest_of, told
from azukari.core.ledger.models import Cosignature, Entry, Pending, Published
from azukari.core.ledger.reading import Recorded, last_at, last_index, matching, newest, placed, recorded
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import NUMBER
from tests.ledger.writer import NOW

MICRO, MILLI, SECOND = timedelta(microseconds=1), timedelta(milliseconds=1), timedelta(seconds=1)
AOI, BEN = "staff:1000001", "staff:1000002"


@pytest.fixture
def kind(db, catalogue_of_this_test) -> Kind:
    return declare("test:one:done", {"number": NUMBER, **WHO}, NOBODY, "Sample")


@pytest.fixture
def other(kind) -> Kind:
    return declare("test:other:done", {"number": NUMBER, **WHO}, NOBODY, "Sample")


def write(kind: Kind, at: datetime = NOW, number: int = 0, actor: str = AOI) -> UUID:
    with transaction.atomic():
        return record(Event(kind, {"number": number, "actor": actor}), now=at)


def integrated(kind: Kind, at: datetime = NOW, number: int = 0, actor: str = AOI) -> UUID:
    id = write(kind, at, number, actor)
    integrate_all(at)
    return id


def numbers(found) -> list[int]:
    return [one.payload["number"] for one in found]


def test_the_clock_is_held_against_the_newest_place_and_else_against_what_has_waited_longest(kind):
    assert last_at() is None
    for at in (NOW + SECOND, NOW, NOW + 2 * SECOND):
        write(kind, at)
    assert last_at() == NOW, "The newest of those may be of a clock that is wrong now."
    integrate_all(NOW)
    Pending.objects.all().delete()
    integrated(kind, NOW - SECOND)
    write(kind, NOW + 9 * SECOND)
    assert last_at() == NOW - SECOND, "The newest place, though others tell a later time."


def test_the_newest_place_is_told_and_of_an_empty_tree_none(kind):
    write(kind)
    assert last_index() == -1
    integrate_all(NOW)
    assert last_index() == 0
    integrated(kind)
    assert last_index() == 1


def test_what_waits_is_counted_with_the_time_that_the_oldest_has_waited(kind):
    assert backlog(NOW) == (0, 0)
    write(kind, NOW)
    write(kind, NOW + SECOND)
    assert backlog(NOW + 250 * MILLI) == (2, 0.25)
    assert backlog(NOW + 2 * SECOND) == (2, 2)
    assert backlog(NOW - SECOND) == (2, 0), "A clock that was set back makes nobody wait for less than nothing."


def test_entries_are_found_by_their_ids_newest_first_wherever_they_are(kind, other):
    first, second = integrated(kind, NOW, 1), integrated(other, NOW + SECOND, 2)
    integrated(kind, NOW, 9)
    third = write(kind, NOW + 2 * SECOND, 3)
    write(kind, NOW + 3 * SECOND, 4)
    found = recorded([first, third, second])
    assert [(one.id, one.at, one.kind, one.index) for one in found] == [
        (third, NOW + 2 * SECOND, kind, None),
        (second, NOW + SECOND, other, 1),
        (first, NOW, kind, 0),
    ]
    assert numbers(found) == [3, 2, 1]
    assert recorded([]) == []


def test_by_place_those_after_one_up_to_another_are_read_in_order_and_no_more_than_asked(kind, other):
    for number in range(6):
        integrated(other if number == 3 else kind, NOW, number)
    write(kind, NOW, 9)
    assert numbers(placed([kind], after=0, until=4, most=9)) == [1, 2, 4]
    assert numbers(placed([kind, other], after=-1, until=5, most=9)) == [0, 1, 2, 3, 4, 5]
    found = placed([kind], after=-1, until=5, most=2)
    assert [(one.index, one.kind, one.at) for one in found] == [(0, kind, NOW), (1, kind, NOW)]
    assert placed([kind], after=5, until=9, most=9) == []


def test_of_a_time_the_first_moment_counts_and_the_last_does_not(kind, other):
    since, until = NOW + 500 * MICRO, NOW + 5 * SECOND
    inside, outside = (since, since + MICRO, until - MICRO), (since - MICRO, until, until + MICRO, until + 3 * SECOND)
    wanted: list[UUID] = []
    for make in (integrated, write):
        wanted += [make(kind, at, 7) for at in inside]
        for at in outside:
            make(kind, at, 7)
        make(other, since, 7)
        make(kind, since, 8)
        make(kind, since, 7, BEN)
    pieces = ['"number":7', f'"{AOI}"']
    in_tree, waiting = matching([kind], mentioning=pieces, since=since, until=until)
    assert {row["id"] for row in in_tree} == {*wanted[:3]}
    assert {row["id"] for row in waiting} == {*wanted[3:]}
    everything, _waiting = matching([kind, other], mentioning=[], since=since, until=until)
    assert len(everything) == 6


def test_the_newest_of_several_are_those_that_were_made_last_whether_they_wait_or_not(kind, other):
    strange, unasked = integrated(other, NOW, 8), integrated(kind, NOW, 9)
    placed = {n: integrated(kind, NOW + n * SECOND, n) for n in (1, 3, 5)}
    ids = [placed.get(n) or write(kind, NOW + n * SECOND, n) for n in range(6)]

    def asked(
        found: list[UUID],
        *,
        kinds: tuple[Kind, ...] = (kind,),
        mentioning: tuple[str, ...] = (),
        before: UUID | None = None,
        most: int = 9,
    ) -> list[Recorded]:
        return newest(found, kinds=kinds, mentioning=mentioning, before=before, most=most)

    assert numbers(asked([*ids, strange])) == [5, 4, 3, 2, 1, 0]
    assert numbers(asked([*ids, strange], most=3)) == [5, 4, 3]
    assert numbers(asked(ids, before=ids[3])) == [2, 1, 0]
    assert numbers(asked(ids, mentioning=('"number":2', '"number":5'))) == [5, 2]
    assert sorted(numbers(asked([strange, unasked], kinds=(kind, other)))) == [8, 9]
    found = asked(ids[:2])
    assert [(one.id, one.at, one.kind, one.index) for one in found] == [
        (ids[1], NOW + SECOND, kind, Entry.objects.get(id=ids[1]).index),
        (ids[0], NOW, kind, None),
    ]


def test_an_auditor_is_told_the_entries_of_some_kinds_since_a_day_those_that_wait_last(kind, other):
    write(kind, NOW - 2 * SECOND, 0)
    write(kind, NOW - MILLI, 1)
    integrate_all(NOW)
    write(kind, NOW + MILLI, 2)
    integrate_all(NOW)
    write(kind, NOW - SECOND, 3)
    write(kind, NOW + SECOND, 4)
    write(other, NOW + SECOND, 5)
    assert numbers(told([kind])) == [0, 1, 2, 3, 4]
    assert numbers(told([kind], since=NOW)) == [2, 4]
    assert numbers(told([other])) == [5]
    (one,) = told([other])
    assert (one.at, one.kind) == (NOW + SECOND, other.name)


def test_of_the_first_moment_that_counts_every_entry_is_told(kind):
    write(kind, NOW - MICRO, 99)
    for number in range(16):
        write(kind, NOW, number)
    assert sorted(numbers(told([kind], since=NOW))) == [*range(16)]
    integrate_all(NOW)
    assert len(done_by(AOI, since=NOW, most=99)) == 16


def test_a_sample_of_an_audit_is_of_the_newest_entries_that_have_a_place(kind, other):
    ids = [integrated(kind, NOW + n * SECOND) for n in range(3)]
    integrated(other, NOW + 5 * SECOND)
    write(kind, NOW + 9 * SECOND)
    assert newest_of(kind, 2) == [ids[2], ids[1]]
    assert newest_of(kind, 9) == [*reversed(ids)]


def test_what_somebody_did_is_found_by_who_did_it_since_when_newest_first(kind, other):
    integrated(kind, NOW - MILLI)
    ids = [integrated(one, NOW + n * MILLI) for n, one in enumerate((kind, other, kind), 1)]
    integrated(kind, NOW + 9 * MILLI, actor=BEN)
    write(kind, NOW + 9 * MILLI)
    assert done_by(AOI, since=NOW, most=9) == [*reversed(ids)]
    assert done_by(AOI, since=NOW, most=2) == [ids[2], ids[1]]
    assert len(done_by(BEN, since=NOW, most=9)) == 1
    assert done_by("staff:100000", since=NOW, most=9) == []


@pytest.mark.parametrize(
    ("shown", "cosigned", "unwitnessed"),
    [
        ([(4, SECOND)], [], None),  # nobody ever cosigned: there may be no witness at all
        ([(4, SECOND)], [4], False),
        ([(4, SECOND), (5, SECOND)], [2, 4], True),
        ([(4, 9 * SECOND), (5, 0 * SECOND)], [4], False),  # so long, and no longer
        ([(4, 9 * SECOND), (5, MICRO)], [4], True),
    ],
)
def test_what_was_shown_long_ago_and_cosigned_by_nobody_is_told(db, shown, cosigned, unwitnessed):
    for size, ago in shown:
        Published.objects.create(size=size, at=NOW - timedelta(hours=1) - ago)
    for size in cosigned:
        Cosignature.objects.create(size=size, witness="witness.example.org", key="key", line="line")
    assert is_unwitnessed(NOW, longer_than=timedelta(hours=1)) is unwitnessed
