"""Many rows in one statement come out as the models would have written them, on either database."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from azukari.core.database.commit import commit_all
from azukari.core.database.rows import insert, insert_all
from azukari.core.mail.models import Message
from azukari.core.people.models import Person, Trail
from azukari.features.campaigns.models import DomainHour
from azukari.lib.identifier import new_id

NOW = datetime(2026, 11, 24, 3, 0, 0, 123456, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_row_comes_out_as_it_went_in():
    id, reference = new_id(), new_id()
    insert(Message, [(id, "test:letter", None, reference, "ja", NOW, NOW, 3, None, NOW, "x")])
    message = Message.objects.get(id=id)
    assert (message.reference, message.person_id, message.attempts) == (reference, None, 3)
    assert (message.created_at, message.sent_at, message.leased_until) == (NOW, NOW, None)


def test_a_time_of_another_zone_is_the_same_moment():
    id = new_id()
    insert(Person, [(id, NOW.astimezone(timezone(timedelta(hours=9))), None)])
    assert Person.objects.get(id=id).created_at == NOW
    assert Person.objects.filter(created_at__lte=NOW, created_at__gte=NOW).count() == 1


def test_the_model_finds_it_by_its_key():
    id = new_id()
    insert(Person, [(id, NOW, None)])
    Trail.objects.create(entry_id=(entry := new_id()), person_id=id, key_id=new_id())
    assert Trail.objects.get(person=id).entry_id == entry


def test_many_rows_are_one_statement_and_very_many_a_few():
    with CaptureQueriesContext(connection) as few:
        insert(Person, [(new_id(), NOW, None) for _ in range(50)])
    insert(Person, [(new_id(), NOW, None) for _ in range(10_050)])
    assert Person.objects.count() == 10_100
    assert len(few) <= 1  # SQLite's statements do not pass through Django's log


def test_several_tables_are_written_in_their_order():
    person = new_id()
    insert_all({Person: [(person, NOW, None)], Trail: [(new_id(), person, new_id())], Message: []})
    assert Trail.objects.filter(person=person).count() == 1


def test_a_row_of_the_wrong_width_is_refused_before_anything_is_written():
    with pytest.raises(ValueError, match="Person has 3 columns"):
        insert(Person, [(new_id(), NOW)])
    assert not Person.objects.exists()


def test_a_row_that_the_database_refuses_is_django_s_error():
    id = new_id()
    with pytest.raises(DatabaseError), transaction.atomic():
        insert(Person, [(id, NOW, None), (id, NOW, None)])
    assert not Person.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_more_than_one_statement_takes_is_one_transaction_all_the_same():
    taken = new_id()
    many = [(new_id(), NOW, None) for _ in range(10_050)]
    with pytest.raises(DatabaseError):
        commit_all({Person: [*many, (taken, NOW, None), (taken, NOW, None)]})
    assert not Person.objects.exists()
    commit_all({Person: many, Trail: [(new_id(), many[0][0], new_id())]})
    assert Person.objects.count() == 10_050


@pytest.mark.django_db(transaction=True)
def test_nothing_of_several_tables_stays_when_one_is_refused():
    with pytest.raises(DatabaseError):
        commit_all({Person: [(new_id(), NOW, None)], Trail: [(new_id(), new_id(), new_id())]})
    assert not Person.objects.exists()


def test_what_adds_up_is_added_and_a_number_of_its_own_is_drawn_by_the_database():
    hour = NOW.replace(minute=0, second=0, microsecond=0)
    insert(DomainHour, [("river", b"one", hour, 2, False), ("river", b"two", hour, 1, False)])
    insert(DomainHour, [("river", b"one", hour, 3, False)])
    found = {bytes(row.domain): (row.hour, row.count) for row in DomainHour.objects.all()}
    assert found == {b"one": (hour, 5), b"two": (hour, 1)}
    assert DomainHour.objects.values("pk").distinct().count() == 2
