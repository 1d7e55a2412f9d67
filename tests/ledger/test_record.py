"""What may be recorded, and how it is written."""

import json
import string
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from azukari.core.cases.events import CASE_OPENED
from azukari.core.forms.events import SUBMISSION_RECEIVED
from azukari.core.ledger import leaf, record, shapes
from azukari.core.ledger.catalogue import NOBODY, WHO, Kind, declare, declared, find
from azukari.core.ledger.events import Event, EventRefused, actor_reference, check
from azukari.core.ledger.shapes import ACTOR, HASH, ID, NUMBER, ROLE, SHAPES, SLUG, TIME, TRUTH
from azukari.core.ledger.stored import _KIND
from azukari.lib import canonical
from azukari.policy.terms import Actor, ActorKind, Category
from tests.ledger.writer import NOW

PERSONAL = [
    "taro@example.org", "03-1234-5678", "0312345678", "+81312345678", "０３−１２３４", 312345678, 9012345678,
    "山田太郎", "やまだ", "Yamada Taro", "Taro", "100-0001", "東京都千代田区", "192.0.2.1", "Straße", "x" * 65, "",
    " ", "a b", "a\n", 1.5, -1, "a--b", b"bytes", {"name": "x"}, ["taro@example.org"], [["email"]],
]  # fmt: skip


KEYS = {
    "submission": ID,
    "form": SLUG,
    "charter": NUMBER,
    "purposes": SLUG,
    "categories": SLUG,
    "count": NUMBER,
    **WHO,
    "reason": SLUG,
    "automatic": TRUTH,
    "ends": TIME,
    "from": TIME,
    "until": TIME,
    "notice": HASH,
    "assignee": ROLE,
}


@pytest.fixture
def kind(catalogue_of_this_test):
    return declare("test:sample:recorded", KEYS, NOBODY, "Sample")


def test_no_shape_is_left_out():
    assert {shape for shape in vars(shapes).values() if isinstance(shape, shapes.Shape)} == set(SHAPES)


@pytest.mark.parametrize("value", PERSONAL, ids=range(len(PERSONAL)))
def test_no_shape_fits_personal_data(value, catalogue_of_this_test):
    for shape in SHAPES:
        with pytest.raises(EventRefused) as refused:
            check(declare(f"test:shape:{shape.name}", {"key": shape}, NOBODY, "Sample"), {"key": value})
        assert str(value) not in str(refused.value) or not str(value).strip()


@pytest.mark.parametrize("key", ["name", "email", "person", "subject", "address", "text", "note", "", "outcome"])
def test_a_key_that_the_kind_does_not_declare_is_refused(key, kind):
    with pytest.raises(EventRefused) as refused:
        check(kind, {key: "word"})
    assert "test:sample:recorded" in str(refused.value)
    assert "word" not in str(refused.value)


@given(st.text(max_size=40) | st.integers() | st.floats() | st.lists(st.text(max_size=40), max_size=2))
def test_what_passes_is_ascii(value):
    if any(shape.takes(value) for shape in SHAPES):
        assert set(json.dumps(value, ensure_ascii=False)) <= set(string.printable)


@pytest.mark.parametrize(
    "payload",
    [
        {"submission": str(uuid4()), "form": "membership", "charter": 3},
        {"purposes": ["membership", "magazine"], "categories": (Category.EMAIL, Category.NAME), "count": 0},
        {"actor": f"staff:{uuid4()}", "reason": "member.asked", "automatic": False, "ends": None},
        {"from": "2026-11-24T06:00:00Z", "until": "2026-11-24", "notice": "0" * 64, "assignee": "17"},
    ],
)
def test_references_pass(payload, kind):
    check(kind, payload)
    assert record._canonical(dict(payload)).decode() == canonical.dumps(payload)


@pytest.mark.parametrize(
    "name", ["word", "two:words", "a:b:c:d", "A:b:c", "a:b:", "a:b:c ", "山:b:c", f"a:b:{'c' * 64}"]
)
def test_every_kind_is_source_subject_action(name, catalogue_of_this_test):
    with pytest.raises(ValueError, match="source:subject:action"):
        declare(name, {}, NOBODY, "Sample")


def test_a_kind_is_declared_once(kind):
    with pytest.raises(ValueError, match="test:sample:recorded is declared twice"):
        declare(kind.name, {}, NOBODY, "Sample")


def test_what_nobody_declared_is_not_recorded(kind):
    check(kind, {"form": "membership"})
    for other in (find("test:sample:gone"), Kind(kind.name, KEYS, NOBODY)):
        with pytest.raises(EventRefused, match="nobody declared"):
            check(other, {})


def test_the_rows_take_every_declared_kind():
    assert all(_KIND(kind.name.encode()) for kind in declared())


def test_a_person_who_acts_is_not_named():
    assert actor_reference(Actor(ActorKind.PERSON, str(uuid4()))) == "person"
    for kind, reference in [
        (ActorKind.SYSTEM, "worker"),
        (ActorKind.STAFF, str(uuid4())),
        (ActorKind.RECIPIENT, "mailer"),
    ]:
        assert ACTOR.takes(actor_reference(Actor(kind, reference)))


def event(subject=None):
    return Event(SUBMISSION_RECEIVED, {"form": "membership"}, subject)


def test_the_row_commits_under_the_persons_key():
    key = bytes(range(32))
    row = record.prepare(event(uuid4()), now=NOW, key=key)
    text = leaf.canonical(row.id, row.at, row.kind, row.payload)
    assert json.loads(text)["payload"] == {"form": "membership"}
    assert text == canonical.dump(json.loads(text))
    assert leaf.commit(leaf.opening(key, row.id), text) == row.commitment
    assert leaf.commit(leaf.opening(leaf.PUBLIC_KEY, row.id), text) != row.commitment


def test_an_event_about_nobody_opens_for_anybody():
    row = record.prepare(event(), now=NOW, key=None)
    text = leaf.canonical(row.id, row.at, row.kind, row.payload)
    assert leaf.commit(leaf.opening(leaf.PUBLIC_KEY, row.id), text) == row.commitment


def test_an_event_about_somebody_without_a_key_opens_for_nobody():
    row = record.prepare(event(uuid4()), now=NOW, key=None)
    text = leaf.canonical(row.id, row.at, row.kind, row.payload)
    assert leaf.commit(leaf.opening(leaf.PUBLIC_KEY, row.id), text) != row.commitment


def test_a_key_for_nobody_is_refused():
    with pytest.raises(ValueError, match="about nobody"):
        record.prepare(event(), now=NOW, key=bytes(32))


def test_two_equal_events_have_nothing_in_common():
    one, two = (record.prepare(event(), now=NOW, key=None) for _ in range(2))
    assert {one.id, one.salt, one.commitment, one.seal}.isdisjoint({two.id, two.salt, two.commitment, two.seal})


def test_a_person_leaves_no_trace_in_the_row():
    person = uuid4()
    row = record.prepare(event(person), now=NOW, key=bytes(32))
    written = b"".join(v.bytes if isinstance(v, UUID) else v if isinstance(v, bytes) else v.encode() for v in row)
    assert person.bytes not in written
    assert str(person).encode() not in written
    assert person.hex.encode() not in written


@given(st.datetimes(datetime(1970, 1, 2), datetime(2999, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001
def test_times_are_kept_to_the_microsecond_in_one_form(naive, hours):
    moment = naive.replace(tzinfo=timezone(timedelta(hours=hours)))
    text = record.instant(moment)
    assert len(text) == 27
    assert datetime.fromisoformat(text) == moment
    assert record.instant(moment.astimezone(UTC)) == text


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        record.prepare(event(), now=NOW.replace(tzinfo=None), key=None)


def test_ids_sort_as_they_came():
    moments = [NOW + timedelta(microseconds=us) for us in (0, 1, 500, 999, 1000, 2_000_000)]
    ids = [record.new_id(moment) for moment in moments]
    assert ids == sorted(ids)
    assert {(id.version, id.variant) for id in ids} == {(8, "specified in RFC 4122")}


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_is_recorded():
    with pytest.raises(RuntimeError, match="transaction"):
        record.record(event(), now=NOW)


def test_the_record_shares_the_fate_of_its_transaction(db):
    with transaction.atomic():
        record.record(event(), now=NOW)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_pending")
        assert cursor.fetchone() == (0,)


def test_many_events_take_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        ids = record.record_many([(event(), None), (event(uuid4()), bytes(32)), (event(uuid4()), None)], now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_pending")
        assert cursor.fetchone() == (len(set(ids)),) == (3,)


def test_a_payload_that_two_kinds_share_is_looked_at_for_each(db, kind):
    shared = {"form": "membership"}
    other = declare("test:other:recorded", {}, NOBODY, "Sample")
    with pytest.raises(EventRefused, match="test:other:recorded"):
        record.record_many([(Event(kind, shared), None), (Event(other, shared), None)], now=NOW)


def test_nothing_is_written_if_one_of_many_is_refused(db):
    with pytest.raises(EventRefused):
        record.record_many([(event(), None), (Event(CASE_OPENED, {"reason": "Taro"}), None)], now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_pending")
        assert cursor.fetchone() == (0,)
