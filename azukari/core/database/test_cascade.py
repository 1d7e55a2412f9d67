"""What goes with a person is what Django's own delete takes along, in as many statements for many as for one."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from azukari.core.database.cascade import delete
from azukari.core.database.id_set import Ids
from azukari.core.forms.models import Handling, Submission
from azukari.core.people.models import Person
from azukari.core.vault.models import MentionWalk, SealedValue
from azukari.lib.identifier import new_id
from tests.cast import NOW


def _rows():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed}


@pytest.mark.parametrize(("model", "by"), [(Person, None), (Submission, "person"), (SealedValue, "person")])
def test_what_goes_is_what_django_would_take_along(hanako, amelia, model, by):
    ids = Ids([hanako.id])
    before, left = _rows(), []
    for work in (lambda: delete(model, ids, by=by), model.objects.filter(**{f"{by or 'id'}__in": ids}).delete):
        with transaction.atomic():
            point = transaction.savepoint_create()
            work()
            left.append(_rows())
            transaction.savepoint_rollback(point)
    ours, djangos = left
    assert ours == djangos
    assert ours != before == _rows()


@pytest.mark.parametrize("who", ["hanako", "amelia"])
def test_a_row_goes_with_whichever_it_is_reached_by(hanako, amelia, who):
    stray = Handling.objects.create(submission=amelia.submission, person_id=hanako.id, state="new", changed_at=NOW)
    delete(Person, Ids([{"hanako": hanako, "amelia": amelia}[who].id]))
    assert not Handling.objects.filter(pk=stray.pk).exists()
    assert Submission.objects.filter(id=amelia.submission.id).exists() == (who == "hanako")


def test_it_asks_each_table_once(hanako):
    with CaptureQueriesContext(connection) as asked:
        delete(Person, Ids([hanako.id]))
    deleted = [query["sql"].split('"')[1] for query in asked if query["sql"].startswith("DELETE")]
    assert len(deleted) == len(set(deleted))


def test_it_takes_as_many_statements_for_many_as_for_one(hanako, amelia):
    counts: list[int] = []
    for others in (0, 50):
        more = [Person.objects.create(id=new_id(), created_at=NOW).id for _ in range(others)]
        with transaction.atomic():
            point = transaction.savepoint_create()
            with CaptureQueriesContext(connection) as asked:
                delete(Person, Ids([hanako.id, *more]))
            assert not Person.objects.filter(id__in=[hanako.id, *more]).exists()
            transaction.savepoint_rollback(point)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_nothing_goes_where_something_refers_to_it_that_stays():
    walk = MentionWalk.objects.create(id=new_id(), begun_at=NOW)
    with pytest.raises(TypeError, match="MentionSearch does not go with MentionWalk"):
        delete(MentionWalk, Ids([walk.id]))
    assert MentionWalk.objects.exists()
