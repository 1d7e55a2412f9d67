"""The sequencer may die at any statement, and two of them may run at once: no entry is lost, doubled or reordered."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from azukari.core.ledger import integrate
from azukari.core.ledger.events import KEY_ROTATED, Event
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.models import Entry, Pending
from azukari.core.ledger.record import record
from azukari.core.ledger.verify import verify
from tests.ledger.writer import NOW


class Death(BaseException):
    """Not an Exception: nobody may catch it."""


def dying_at(statement):
    left = statement

    def run(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        if left == -1:  # once: what follows is the database's own rolling back
            raise Death
        return execute(sql, params, many, context)

    return connection.execute_wrapper(run)


def test_it_may_die_at_any_statement(writer, monkeypatch):
    monkeypatch.setattr(integrate, "BATCH", 100)
    writer.integrate(250)
    writer.write(250)
    statement = 0
    while Pending.objects.exists():
        try:
            with dying_at(statement):
                integrate_all(NOW)
        except Death:
            report = verify(writer.keys_of)
            assert report.problems == []
            assert report.entries + report.pending == 500
        statement += 1
    assert statement > 10
    assert verify(writer.keys_of).entries == 500
    assert set(Entry.objects.values_list("id", flat=True)) == set(writer.ids)


def test_entries_keep_the_order_in_which_they_were_recorded(writer):
    for _ in range(20):
        writer.write(1)
    integrate_all(NOW)
    assert list(Entry.objects.order_by("index").values_list("id", flat=True)) == writer.ids


def test_an_idle_ledger_signs_nothing(writer):
    writer.integrate(1)
    assert integrate_all(NOW).entries == 0
    assert verify(writer.keys_of).checkpoints == 1


def test_an_idle_ledger_takes_no_lock(writer, django_assert_num_queries):
    with django_assert_num_queries(1):
        integrate_all(NOW)


class Elsewhere:
    """A database of many processes, one of which may be the sequencer now; all else is as it is here."""

    vendor = "postgresql"

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    @contextmanager
    def cursor(self):
        with connection.cursor() as cursor:
            yield self if not self.asked else cursor

    def execute(self, sql, values):
        self.asked.append((sql, values))

    def fetchone(self):
        assert self.asked, "Nobody asked."
        return self.answer


@pytest.mark.parametrize(("answer", "works"), [((True,), True), ((False,), False), (None, False)])
def test_where_another_sequencer_is_at_work_this_one_does_nothing(writer, monkeypatch, answer, works):
    writer.write(3)
    elsewhere = Elsewhere(answer)
    monkeypatch.setattr(integrate, "connection", elsewhere)
    done = integrate_all(writer.now)
    ((sql, (number,)),) = elsewhere.asked
    assert "pg_try_advisory_xact_lock" in sql
    assert done.entries == (3 if works else 0)
    assert Pending.objects.count() == (0 if works else 3)
    waiting = Elsewhere(None)
    monkeypatch.setattr(integrate, "connection", waiting)
    integrate.wait_for_turn()
    assert waiting.asked == [("SELECT pg_advisory_xact_lock(%s)", [number])], "They wait for each other."


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_two_sequencers_and_four_writers_at_once(monkeypatch, _round):
    monkeypatch.setattr(integrate, "BATCH", 7)
    writing, failures, each = threading.Event(), [], 40
    writing.set()

    def write():
        for n in range(each):
            with transaction.atomic():
                record(Event(KEY_ROTATED, {"version": n}), now=NOW)

    def sequence():
        while writing.is_set():
            integrate_all(NOW)

    def run(work):
        try:
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=run, args=(write,)) for _ in range(4)]
    sequencers = [threading.Thread(target=run, args=(sequence,)) for _ in range(2)]
    for thread in writers + sequencers:
        thread.start()
    for thread in writers:
        thread.join()
    writing.clear()
    for thread in sequencers:
        thread.join()
    integrate_all(NOW)
    assert failures == []
    report = verify(lambda _entries: {})
    assert (report.problems, report.entries, report.pending) == ([], 4 * each, 0)
