"""A batch is taken by the index of what waits: however much of a mailing has gone, the next batch costs the same."""

import pytest
from django.db import connection, transaction

from azukari.core.mail.bulk import processes
from azukari.core.mail.bulk.lease import _free
from azukari.core.mail.models import MailingMessage
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import mailing_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_the_next_batch_is_read_from_the_index_of_what_waits(ruling, moment):
    mailing = mailing_to(readers_of(5), now=moment)
    batch = _free(mailing, moment).order_by("due_at", "id").values_list("id", flat=True)[:2]
    with transaction.atomic():
        if connection.vendor == "postgresql":  # which would read so short a table as a whole, and sort it
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute("SET LOCAL enable_sort = off")
        plan = batch.explain()
    assert "mailing_waits" in plan
    assert "ORDER BY" not in plan, "nothing is sorted"
    assert len(batch) == 2


def test_what_waits_is_what_its_index_holds(moment, ruling):
    condition = next(index.condition for index in MailingMessage._meta.indexes if index.name == "mailing_waits")
    mailing = mailing_to(readers_of(2), now=moment)
    assert condition is not None
    open_ones = set(MailingMessage.objects.filter(condition, mailing=mailing).values_list("id", flat=True))
    assert {*_free(mailing, moment).values_list("id", flat=True)} == open_ones
    assert len(open_ones) == 2


class _Running:
    def poll(self) -> None:
        return None


@pytest.mark.parametrize(("readers", "senders"), [(0, 0), (1, 1), (4, 1), (5, 2)])
def test_a_second_process_begins_where_the_first_leaves_something(moment, ruling, monkeypatch, readers, senders):
    monkeypatch.setattr(processes, "FIRST", 4)
    monkeypatch.setattr(processes, "_begun", _Running)
    if readers:
        mailing_to(readers_of(readers), now=moment)
    tended = processes.Processes()
    for _ in range(2):
        tended.tend(moment)
        assert len(tended._running) == senders
