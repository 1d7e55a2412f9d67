"""How an event is written down: as it was years ago, in the order of its moment, however many are written at once; and
what may be declared and held at the very edge of each shape.
"""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import translation

from azukari.core.ledger import leaf, record
from azukari.core.ledger.catalogue import (
    NOBODY,
    WHO,
    EventWords,
    Kind,
    Sentence,
    Sort,
    declare,
    declared,
    find,
    is_declared,
)
from azukari.core.ledger.events import KEY_ROTATED, Event, actor_reference, check, who
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.models import Entry, Pending
from azukari.core.ledger.shapes import ACTOR, HASH, ID, NUMBER, ROLE, SLUG, TIME, TRUTH, Shape
from azukari.core.ledger.stored import Event as Stored
from azukari.policy.terms import Actor, ActorKind
from tests.ledger.writer import NOW

AT, TEXT, SALT, COMMITMENT = "2026-11-24T06:00:00.000000Z", '{"form":"membership"}', bytes(range(16)), bytes(range(32))
SOME_ID = "3f2a11c0-1111-4111-8111-11111111abcd"


@pytest.mark.parametrize(
    ("id", "name", "digest"),
    [
        (
            "019ab000-0000-7000-8000-000000000001",
            "019ab000000070008000000000000001",
            "b4ff71a16cd803f603b64b5ff87247c289bf844df0fd5a122facf691e93d3d33",
        ),
        (
            "019ab000-0000-8000-8000-000000000001",
            "6529978bc13dc65fe0158dc69237de48",
            "f1bebed1add9bb089b3d0e35308bcbddb61e436a7db8f9fd5e9ff1029538e0f1",
        ),
    ],
)
def test_what_was_written_years_ago_is_the_same_leaf_today(id: str, name: str, digest: str):
    """Another leaf for the same row, and every proof that anybody holds would be worth nothing."""
    event = Stored(UUID(id), AT, "form:submission:received", TEXT, SALT, COMMITMENT)
    assert event.leaf.hex() == name + COMMITMENT.hex() + digest
    assert len(event.leaf) == 80
    assert leaf.PUBLIC_KEY.hex() == "fca689055380a2d1556538d400477d34a6427155090d41057151759b193f1a43"


def test_what_is_thrown_away_is_as_long_as_a_persons_key(monkeypatch):
    drawn: list[int] = []

    def random(count: int) -> bytes:
        drawn.append(count)
        return bytes(count)

    monkeypatch.setattr(record, "random_bytes", random)
    event = Event(find_kind("form:submission:received"), {"form": "membership"}, UUID(SOME_ID))
    row = record.prepare(event, now=NOW, key=None)
    assert sorted(drawn) == [8, 16, 32], "Of the id, the salt, the key that nobody keeps."
    assert len(row.salt) == 16


def find_kind(name: str) -> Kind:
    kind = find(name)
    assert is_declared(kind)
    return kind


@pytest.mark.parametrize("micros", [0, 1, 499, 500, 999, 1000, 1001, 999_999])
def test_an_id_tells_the_moment_to_whoever_holds_it_and_the_rest_is_chance(micros: int):
    """RFC 9562 5.8: milliseconds, then what is left of them in 12 bits, then 62 bits of chance."""
    moment = NOW + timedelta(microseconds=micros)
    ids = [record.new_id(moment) for _ in range(64)]
    for id in ids:
        assert id.int >> 80 == int(NOW.timestamp()) * 1000 + micros // 1000
        assert (id.int >> 64) & 0xFFF == micros % 1000 * 4096 // 1000
        assert (id.version, id.variant) == (8, "specified in RFC 4122")
    chance = [id.int & (1 << 62) - 1 for id in ids]
    assert len({*chance}) == 64
    assert reduce(or_, chance) == (1 << 62) - 1, "Every bit of them is drawn."


@pytest.mark.parametrize("count", [1, 499, 500, 501, 1001])
def test_however_many_are_written_at_once_each_is_there_once_and_in_its_order(db, count: int):
    kind = find_kind("form:submission:received")
    with transaction.atomic():
        ids = record.record_many([(Event(kind, {"charter": n}), None) for n in range(count)], now=NOW)
    assert len({*ids}) == count
    kept = dict(Pending.objects.values_list("id", "payload"))
    assert [kept[id] for id in ids] == [f'{{"charter":{n}}}' for n in range(count)]
    assert len(kept) == count
    found = integrate_all(NOW)
    assert (found.entries, found.refused, found.lag) == (count, 0, timedelta(0))
    assert not Pending.objects.exists()
    assert Entry.objects.count() == count


def test_an_idle_ledger_has_kept_nobody_waiting(db):
    found = integrate_all(NOW)
    assert (found.entries, found.refused, found.lag) == (0, 0, timedelta(0))


@pytest.mark.parametrize(
    ("shape", "fits", "does_not"),
    [
        (NUMBER, [0, 1, 9_999_999], [-1, 10_000_000, True, "1", 1.0]),
        (SLUG, ["a", "a" * 64, "a-b_c.d:e"], ["", "a" * 65, "A", "-a", "a-", "1"]),
        (ACTOR, [f"recipient:{'a' * 64}", f"staff:{SOME_ID}", "staff:1234567", "person", "system", "worker"],
         [f"recipient:{'a' * 71}", "staff:12345678", "staff:", "recipient:", "somebody", "person "]),
        (ROLE, [SOME_ID, "1", "1234567"], ["", "12345678", f"{SOME_ID}0", SOME_ID.upper()]),
        (ID, [SOME_ID], ["1", f"{SOME_ID}0", SOME_ID.replace("-", ""), SOME_ID.upper()]),
        (TIME, ["2026-11-24", AT, "2026-11-24T06:00:00Z", "2026-11-24T06:00:00.1Z"],
         ["2026-11-24T06:00:00", "2026-11-24T06:00:00.0000000Z", "24.11.2026", "2026-11-24T06:00:00+00:00"]),
        (HASH, ["0f" * 32], ["0f" * 31, "0f" * 33, "0F" * 32]),
        (TRUTH, [True, False], [0, 1, "true"]),
    ],
    ids=lambda value: value.name if isinstance(value, Shape) else None,
)  # fmt: skip
def test_a_shape_takes_its_own_to_the_edge_and_nothing_beyond(shape: Shape, fits: list, does_not: list):
    for value in fits:
        assert shape.takes(value), value
        assert shape.takes([value, value])
        assert shape.takes((value,))
        for other in does_not:
            assert not shape.takes([value, other])
    for value in does_not:
        assert not shape.takes(value), value
    assert shape.takes(None)
    assert shape.takes([])


def tell(_teller: object, _payload: object) -> Sentence:
    return Sentence("Told.")


@pytest.mark.parametrize(
    ("person", "staff", "title", "why"),
    [
        (None, None, "Sample", "told to nobody; say NOBODY"),
        (None, None, "", "told to nobody; say NOBODY"),
        (tell, None, "", "needs a title"),
        (tell, None, "Sample", ""),
        (None, tell, "", ""),
        (tell, tell, "", ""),
        (tell, tell, "Sample", ""),
        ("nobody", None, "", "needs a title"),
        ("nobody", None, "Sample", ""),
    ],
)
def test_what_is_declared_is_told_to_somebody_or_has_a_title_for_an_auditor(
    catalogue_of_this_test, person, staff, title: str, why: str
):
    words = NOBODY if person == "nobody" else EventWords(Sort.FORM, "form", person=person, staff=staff)
    before = declared()
    if why:
        with pytest.raises(ValueError, match=why):
            declare("test:sample:told", {}, words, title)
        assert declared() == before
        return
    made = declare("test:sample:told", {"number": NUMBER}, words, title)
    assert declared() == (*before, made)
    assert (made.told, made.title, made.keys, str(made)) == (words, title, {"number": NUMBER}, "test:sample:told")
    assert find("test:sample:told") is made
    assert is_declared(made)


def test_a_name_is_as_long_as_the_ledger_keeps_it_and_no_longer(catalogue_of_this_test):
    longest = f"a:b:{'c' * 60}"
    assert len(longest) == Entry._meta.get_field("kind").max_length == Pending._meta.get_field("kind").max_length
    assert declare(longest, {}, NOBODY, "Sample").name == longest
    with pytest.raises(ValueError, match="source:subject:action"):
        declare(f"{longest}c", {}, NOBODY, "Sample")


def test_an_entry_of_a_kind_that_is_gone_can_be_read_and_is_told_to_nobody():
    gone = find("test:gone:long-ago")
    assert (gone.name, gone.keys, gone.told) == ("test:gone:long-ago", {}, NOBODY)
    assert not is_declared(gone)


def test_a_kind_is_the_same_in_every_language():
    known = {}
    for lang in ("ja", "en"):
        with translation.override(lang):
            known[lang] = {kind: kind.name for kind in declared()}
    with translation.override("ja"):
        assert all(known["en"][kind] == kind.name for kind in declared())
    assert known["ja"] == known["en"]


@pytest.mark.parametrize(
    ("kind", "reference", "token", "named"),
    [
        (ActorKind.PERSON, SOME_ID, "", {"actor": "person"}),
        (ActorKind.SYSTEM, "worker", "", {"actor": "worker"}),
        (ActorKind.SYSTEM, "rights", "", {"actor": "system"}),
        (ActorKind.STAFF, SOME_ID, "", {"actor": f"staff:{SOME_ID}"}),
        (ActorKind.STAFF, SOME_ID, SOME_ID, {"actor": f"staff:{SOME_ID}", "token": SOME_ID}),
        (ActorKind.RECIPIENT, "mailer", "", {"actor": "recipient:mailer"}),
    ],
)
def test_who_acted_is_named_by_reference_and_by_the_token_where_a_program_did(
    catalogue_of_this_test, kind, reference, token, named
):
    actor = Actor(kind, reference, token=token)
    assert who(actor) == named
    check(declare("test:sample:done", WHO, NOBODY, "Sample"), named)
    assert actor_reference(actor) == named["actor"]


def test_of_a_key_that_was_replaced_it_is_kept_which_key_and_its_number():
    check(KEY_ROTATED, {"version": 2, "kind": "ledger"})
    assert KEY_ROTATED.told is NOBODY


@pytest.mark.parametrize("moment", ["2026-11-24T15:00:00+09:00", "2026-11-24T06:00:00+00:00"])
def test_a_moment_is_written_in_one_form(moment: str):
    assert record.instant(datetime.fromisoformat(moment)) == AT
