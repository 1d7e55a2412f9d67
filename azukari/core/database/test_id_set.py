"""A set of ids means in a filter what a list of them means, and is one parameter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.database.id_set import Ids
from azukari.core.mail.models import Message
from azukari.core.people.models import Person, Trail
from azukari.core.vault.models import SealedValue
from azukari.lib.identifier import new_id
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    made = [Person.objects.create(id=new_id(), created_at=NOW).id for _ in range(5)]
    for person in made:
        Trail.objects.create(entry_id=new_id(), person_id=person, key_id=new_id())
    return made


def test_it_is_a_collection(people):
    ids = Ids([*people, people[0]])
    assert (len(ids), list(ids), people[2] in ids, new_id() in ids) == (5, sorted(people), True, False)
    assert not Ids([])
    assert {*ids} == {*people}


def test_it_filters_by_key_by_reference_and_through_a_join(people):
    some = Ids(people[1:3])
    assert {*Person.objects.filter(id__in=some).values_list("id", flat=True)} == {*some}
    assert {*Trail.objects.filter(person_id__in=some).values_list("person_id", flat=True)} == {*some}
    assert Trail.objects.filter(person__in=some).count() == 2
    assert Trail.objects.filter(person__id__in=some, person__created_at=NOW).count() == 2
    assert Person.objects.exclude(id__in=some).count() == 3
    assert not Person.objects.filter(id__in=Ids([])).exists()
    assert SealedValue.objects.filter(person_id__in=some).exclude(id__in=Ids(people)).count() == 0


def test_it_updates_and_deletes_no_others(people):
    assert Person.objects.filter(id__in=Ids(people[:2])).update(confirmed_at=NOW) == 2
    assert Trail.objects.filter(person_id__in=Ids(people[:2])).delete()[0] == 2
    assert Message.objects.filter(person_id__in=Ids(people)).delete()[0] == 0
    assert Trail.objects.count() == 3


def test_it_is_one_parameter_however_many_there_are(people):
    said = []
    for ids in (Ids(people), Ids(people[:1])):
        with CaptureQueriesContext(connection) as asked:
            list(Trail.objects.filter(person_id__in=ids))
        said.append(asked[0]["sql"].count("json_each") + asked[0]["sql"].count("unnest"))
        _query, parameters = Trail.objects.filter(person_id__in=ids).query.sql_with_params()
        said.append(len(parameters))
    assert said == [1, 1, 1, 1]
