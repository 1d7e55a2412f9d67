"""An import asked for in the console: sealed, looked at, taken in by slices, and taken up again after a kill."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from azukari.core.forms.importing import order as orders
from azukari.core.forms.importing import work as working
from azukari.core.forms.importing.csv_table import csv_source
from azukari.core.forms.importing.order import Chosen, cancel, change, choose, go, place, report_of
from azukari.core.forms.importing.table import digest, survey
from azukari.core.forms.models import ImportedSubmission, ImportOrder, OrderState, Submission
from azukari.core.policy_versions.current import Current
from azukari.core.vault.files import FileGone, expire
from azukari.core.vault.models import SealedFile, SealedPart
from azukari.lib.conflict import InvalidTransition
from azukari.lib.identifier import new_id
from tests.cast import Staff
from tests.importing.lists import written

MARKER = "markerperson"
ROWS = [("email", "name"), *((f"{MARKER}{n}@example.org" if n % 4 else "nobody", f"N{n}") for n in range(1, 41))]
GOOD = 30

type Place = Callable[..., ImportOrder]


@pytest.fixture(autouse=True)
def nothing_in_hand(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(working, "SLICE", 0.0)  # a batch at a turn
    monkeypatch.setattr("azukari.core.forms.importing.run.BATCH", 10)
    yield
    working.close_active()


@pytest.fixture
def place_list(charter: Current, officer: Staff, tmp_path: Path) -> Place:
    """Upload a list for the magazine, with its ground."""

    def put(rows=ROWS, **said: Any) -> ImportOrder:
        path = written(tmp_path / "list.csv", rows)
        chosen = Chosen(
            file_name="list.csv",
            charter=charter.number,
            lang="ja",
            told_by="paper",
            told="2024-05-01",
            told_reference="form-2023-04",
            evidence_sha256="e" * 64,
            maps={"email": "email", "name": "name"},
            consents={"magazine": "2024-05-01"},
        )
        return place(
            [path.read_bytes()],
            survey(csv_source(path), digest(path)),
            replace(chosen, **said),
            form="magazine",
            answers_for=officer.user.reference,
            now=timezone.now(),
        )

    return put


def turns(order: ImportOrder, *, most: int = 50) -> int:
    """Let the worker take turns until it has nothing to do; returns how many it took."""
    for turn in range(most):
        if not working.work(timezone.now()):
            order.refresh_from_db()
            return turn
    raise AssertionError("The worker does not come to an end.")


def looked(order: ImportOrder) -> ImportOrder:
    choose(order, orders.chosen_of(order), now=timezone.now())
    turns(order)
    assert order.state == OrderState.LOOKED, order.trouble
    return order


def test_the_list_lies_sealed_and_nowhere_else(place_list: Place):
    order = place_list()
    assert SealedPart.objects.count() == 3
    assert not any(MARKER.encode() in bytes(part.sealed) for part in SealedPart.objects.all())
    assert MARKER not in str(list(ImportOrder.objects.values()))
    with orders.content_of(order) as path:
        assert path.read_bytes().count(MARKER.encode()) == GOOD
    assert not path.exists()


def test_first_a_dry_run_that_stores_nothing(place_list: Place):
    order = looked(place_list())
    assert (order.accepted, order.asked, order.refused) == (0, GOOD, 10)
    assert not Submission.objects.exists()
    refusals = list(report_of(order))
    assert [(refusal.row, refusal.code) for refusal in refusals[:2]] == [(5, "format"), (9, "format")]
    assert len(refusals) == 10


def test_then_the_import_a_slice_at_a_turn_and_the_list_is_gone(place_list: Place):
    order = looked(place_list())
    go(order, now=timezone.now())
    assert turns(order) >= 4
    assert order.state == OrderState.DONE
    assert (order.asked, order.refused, Submission.objects.count()) == (GOOD, 10, GOOD)
    assert not SealedFile.objects.exists()
    assert not SealedPart.objects.exists()
    assert len(list(report_of(order))) == 10


def test_a_worker_that_dies_is_followed_by_another_without_doubles(place_list: Place):
    order = looked(place_list())
    go(order, now=timezone.now())
    working.work(timezone.now())
    working.work(timezone.now())
    working.close_active()  # killed
    assert 0 < Submission.objects.count() < GOOD
    assert working.work(timezone.now()) == 0  # it may still be alive
    later = timezone.now() + timedelta(minutes=1)
    while working.work(later):
        pass
    order.refresh_from_db()
    assert order.state == OrderState.DONE
    assert sorted(ImportedSubmission.objects.values_list("row", flat=True)) == [n + 1 for n in range(1, 41) if n % 4]


def test_cancelled_on_the_way_it_stops_and_the_list_is_gone(place_list: Place):
    order = looked(place_list())
    go(order, now=timezone.now())
    working.work(timezone.now())
    cancel(order, now=timezone.now())
    turns(order)
    assert order.state == OrderState.CANCELLED
    assert 0 < Submission.objects.count() < GOOD
    assert not SealedFile.objects.exists()
    with pytest.raises(InvalidTransition):
        cancel(order, now=timezone.now())


def test_of_two_clicks_one_counts(place_list: Place):
    order = looked(place_list())
    go(order, now=timezone.now())
    with pytest.raises(InvalidTransition):
        go(order, now=timezone.now())
    with pytest.raises(InvalidTransition):
        change(order, now=timezone.now())


def test_without_a_dry_run_nothing_comes_in(place_list: Place):
    order = place_list()
    with pytest.raises(InvalidTransition):
        go(order, now=timezone.now())
    assert turns(order) == 0
    assert not Submission.objects.exists()


def test_what_cannot_be_done_fails_with_a_code_and_can_be_put_right(place_list: Place):
    order = place_list(maps={"email": "email", "name": "birthdate"})
    choose(order, orders.chosen_of(order), now=timezone.now())
    turns(order)
    assert (order.state, order.trouble) == (OrderState.FAILED, "unreadable")
    change(order, now=timezone.now())
    choose(order, replace(orders.chosen_of(order), maps={"email": "email"}), now=timezone.now())
    turns(order)
    assert order.state == OrderState.LOOKED


def test_a_list_that_nobody_goes_on_with_is_gone_after_a_day(place_list: Place):
    order = looked(place_list())
    expire(timezone.now() + timedelta(days=1, minutes=1))
    order.refresh_from_db()
    with pytest.raises(FileGone):
        list(report_of(order))
    go(order, now=timezone.now())
    turns(order)
    assert (order.state, order.trouble) == (OrderState.FAILED, "gone")
    assert not Submission.objects.exists()


def test_a_file_that_was_taken_in_before_comes_in_no_second_time(place_list: Place):
    first = looked(place_list())
    go(first, now=timezone.now())
    turns(first)
    again = looked(place_list())
    go(again, now=timezone.now())
    turns(again)
    assert again.state == OrderState.DONE
    assert again.job_id == first.job_id
    assert Submission.objects.count() == GOOD
    assert hashlib.sha256(b"").hexdigest() != again.job.file_sha256


def test_one_that_cannot_be_read_ends_alone(place_list: Place):
    bad, good, done = place_list(), place_list(), place_list()
    ImportOrder.objects.filter(id=done.id).update(state=OrderState.DONE)
    choose(bad, orders.chosen_of(bad), now=timezone.now())
    choose(good, orders.chosen_of(good), now=timezone.now())
    SealedFile.objects.filter(id=str(bad.file_id)).delete()
    turns(bad)
    turns(good)
    for order in (bad, done):
        order.refresh_from_db()
    assert (bad.state, bad.trouble) == (OrderState.FAILED, "gone")
    assert (good.state, good.trouble) == (OrderState.LOOKED, "")
    assert (done.state, done.trouble) == (OrderState.DONE, "")


def _others() -> Callable[[], Any]:
    """Lists in each open state; gives how they stand."""
    now = timezone.now()
    states = (OrderState.DRAFT, OrderState.LOOKING, OrderState.LOOKED, OrderState.RUNNING)
    ids = [
        ImportOrder.objects.create(
            form="magazine", answers_for=new_id(), rows=7, state=state, made_at=now, changed_at=now,
            leased_until=now + timedelta(days=1),
        ).id
        for state in states
    ]  # fmt: skip
    return lambda: list(ImportOrder.objects.filter(id__in=ids).order_by("id").values())


def test_whatever_is_done_with_one_list_leaves_the_others_as_they_are(place_list: Place):
    others = _others()
    before = others()
    order = place_list([("Members of the river", ""), *ROWS[:9]])
    assert before == others()
    orders.read_header(order, 2, now=timezone.now())
    order.refresh_from_db()
    assert (order.rows, orders.header_of(order)) == (8, ROWS[0])
    assert orders.chosen_of(order).maps == {}
    said = replace(orders.chosen_of(order), maps={"email": "email", "name": "name"})
    choose(order, said, now=timezone.now())
    assert before == others()
    turns(order)
    assert (order.state, order.position, order.leased_until) == (OrderState.LOOKED, 8, None)
    assert [(refusal.row, refusal.code) for refusal in report_of(order)] == [(6, "format"), (10, "format")]
    assert before == others()
    change(order, now=timezone.now())
    with pytest.raises(InvalidTransition):
        change(order, now=timezone.now())
    ImportOrder.objects.filter(id=order.id).update(state=OrderState.LOOKED)
    go(order, now=timezone.now())
    assert before == others()
    turns(order)
    assert (order.state, order.position, order.asked, order.refused) == (OrderState.DONE, 8, 6, 2)
    assert before == others()
    last = place_list()
    cancel(last, now=timezone.now())
    assert before == others()


def test_the_names_of_columns_are_read_anew_before_the_dry_run_alone(place_list: Place):
    order = place_list()
    choose(order, orders.chosen_of(order), now=timezone.now())
    with pytest.raises(InvalidTransition):
        orders.read_header(order, 1, now=timezone.now())
    assert orders.chosen_of(order).maps


def test_what_a_list_called_its_choices_is_remembered_for_the_next_of_its_form(place_list: Place):
    assert orders.words_of("magazine") == {}
    order = place_list(called={"topic": {"a": "b"}})
    choose(order, orders.chosen_of(order), now=timezone.now())
    remembered = orders.words_of("magazine")
    assert remembered == {"topic": {"a": "b"}}
    assert orders.words_of("membership") == {}
    assert orders.chosen_of(place_list()).called == remembered
