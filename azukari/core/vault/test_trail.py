"""The trail of a person: what is tied to whom, what is asked of it, and what is taken off it; never somebody else's."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event
from azukari.core.ledger.models import Pending
from azukari.core.ledger.shapes import Value
from azukari.core.people.models import Trail
from azukari.core.vault.events import BLANK, TRANSFER_MADE, VALUE_CORRECTED, VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.keys import ledger_keys
from azukari.core.vault.opening import entry_keys, ledger_openings
from azukari.core.vault.prove import NotTheirs, prove_to
from azukari.core.vault.trail import (
    entered,
    looks,
    people_in,
    record_about,
    record_present,
    record_unseen,
    unlink,
)
from azukari.lib.identifier import new_id
from tests.cast import NOW, Known

pytestmark = pytest.mark.django_db

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
STAFF = "staff:00000000-0000-4000-8000-000000000001"
LOOKED: dict[str, Value] = {"actor": STAFF, "purpose": "membership", "categories": ["name"], "reason": "service"}


def look(known: Known, now=NOW, kind=VALUE_RELEASED, **more: Value) -> UUID:
    said = {**LOOKED, **more}
    if kind is VALUE_REFUSED:
        del said["reason"]
    (entry,) = record_about([Event(kind, said, known.id)], now=now)
    return entry


def on_trail(person: UUID) -> set[UUID]:
    return {*Trail.objects.filter(person_id=person).values_list("entry_id", flat=True)}


def test_each_event_is_tied_to_its_subject_under_their_own_key(hanako: Known, amelia: Known) -> None:
    mine, theirs = on_trail(hanako.id), on_trail(amelia.id)
    events = [Event(VALUE_RELEASED, LOOKED, subject) for subject in (amelia.id, None, hanako.id, new_id())]
    entries = record_about(events, now=NOW)
    assert len({*entries}) == 4
    assert on_trail(amelia.id) - theirs == {entries[0]}
    assert on_trail(hanako.id) - mine == {entries[2]}
    keys = ledger_keys([hanako.id, amelia.id])
    for entry, person in ((entries[0], amelia.id), (entries[2], hanako.id)):
        assert Trail.objects.get(entry_id=entry).key_id == keys[person].id
    found = ledger_openings(entries)
    assert {entry: (one.person, one.key) for entry, one in found.items()} == {
        entries[0]: (amelia.id, keys[amelia.id].raw),
        entries[2]: (hanako.id, keys[hanako.id].raw),
    }
    assert entry_keys(entries) == {entry: one.key for entry, one in found.items()}
    with pytest.raises(NotTheirs):
        prove_to(hanako.id, entries[0])
    with pytest.raises(NotTheirs):
        prove_to(hanako.id, entries[1])


def test_of_those_who_have_gone_nothing_is_recorded(hanako: Known) -> None:
    gone, before = new_id(), Pending.objects.count()
    events = [Event(VALUE_RELEASED, LOOKED, subject) for subject in (gone, hanako.id)]
    with transaction.atomic():
        assert record_present(events, now=NOW) == {hanako.id}
    assert Pending.objects.count() == before + 1


def test_no_stranger_can_tell_whether_it_was_about_somebody(hanako: Known) -> None:
    told: list[tuple[Kind, dict[str, Value]]] = [
        (VALUE_RELEASED, LOOKED),
        (TRANSFER_MADE, {"actor": STAFF, "recipient": "kotori"}),
    ]
    before, statements = on_trail(hanako.id), []
    for person in (hanako.id, None):
        with CaptureQueriesContext(connection) as captured, transaction.atomic():
            entries = record_unseen(told, person=person, now=NOW)
        statements.append([one["sql"].split("(")[0].split(' "')[0] for one in captured])
        rows = {row.id: row for row in Pending.objects.filter(id__in=entries)}
        kinds = [rows[entry].kind for entry in entries]
        if person:
            assert on_trail(person) - before == {*entries}
            assert kinds == [VALUE_RELEASED.name, TRANSFER_MADE.name]
            assert {one.person for one in ledger_openings(entries).values()} == {person}
        else:
            assert kinds == [BLANK.name] * 2
            assert {rows[entry].payload for entry in entries} == {"{}"}
            assert not Trail.objects.filter(entry_id__in=entries).exists()
    assert statements[0] == statements[1]


def test_looks_are_of_staff_since_a_moment_and_say_whether_it_was_a_list(hanako: Known, amelia: Known) -> None:
    since = NOW + 9 * HOUR
    look(hanako, since - SECOND)
    look(hanako, since, method="list")
    look(amelia, since + SECOND, method="search")
    look(amelia, since + SECOND, actor="person")
    look(amelia, since + SECOND, kind=VALUE_REFUSED, code="x", clause="y")
    record_about([Event(VALUE_RELEASED, LOOKED, None)], now=since)
    found = {(one.reader, one.person, one.at, one.listed) for one in looks(since)}
    assert found == {(STAFF, hanako.id, since, True), (STAFF, amelia.id, since + SECOND, False)}


def test_who_stands_in_such_an_entry_within_a_time(hanako: Known, amelia: Known) -> None:
    case = str(new_id())
    look(hanako, NOW + HOUR, case=case)
    look(amelia, NOW + HOUR, case=str(new_id()))

    def found(kinds=(VALUE_RELEASED,), since=NOW, until=NOW + 2 * HOUR, also: str = "") -> frozenset[UUID]:
        return people_in(kinds, mentioning=[case, *([also] if also else [])], since=since, until=until)

    assert found() == {hanako.id}
    assert found(kinds=[VALUE_CORRECTED]) == frozenset()
    assert found(until=NOW + HOUR) == frozenset()
    assert found(since=NOW + HOUR) == {hanako.id}
    assert found(also="membership") == {hanako.id}
    assert found(also="volunteers") == frozenset()


def test_which_entries_name_a_mail_on_that_trail(hanako: Known, amelia: Known) -> None:
    mail, other = new_id(), new_id()
    look(hanako, mail=str(mail))
    look(amelia, mail=str(other))
    assert entered(mail, person=hanako.id) == {VALUE_RELEASED}
    assert entered(mail, person=amelia.id) == entered(other, person=hanako.id) == frozenset()
    record_about([Event(TRANSFER_MADE, {"actor": "system", "mail": str(mail)}, hanako.id)], now=NOW)
    assert entered(mail, person=hanako.id) == {VALUE_RELEASED, TRANSFER_MADE}


def test_what_is_taken_off_a_trail_stays_in_the_ledger_and_others_stay_on_it(hanako: Known, amelia: Known) -> None:
    case, other = str(new_id()), str(new_id())
    gone = look(hanako, case=case)
    stays = [look(hanako, case=other), look(hanako), look(hanako, kind=VALUE_REFUSED, code="x", clause=f"case.{case}")]
    theirs = look(amelia, case=case)
    assert unlink([hanako.id], kinds=[VALUE_RELEASED], mentioning=[case]) == 1
    assert gone not in on_trail(hanako.id)
    assert {*stays} <= on_trail(hanako.id)
    assert theirs in on_trail(amelia.id)
    payload = Pending.objects.get(id=gone).payload
    assert json.loads(payload)["case"] == case
    assert unlink([hanako.id], kinds=[VALUE_RELEASED], mentioning=[case]) == 0
