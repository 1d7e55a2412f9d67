"""Whoever goes is out of a list that waits, each way by itself: one that fails leaves the others."""

from uuid import uuid4

import pytest
from django.utils import timezone

from azukari.core.policy_versions.current import Current
from azukari.core.vault.hooks import Corrected, Ended
from azukari.core.vault.list_lines import ExportedLine, count, drop_all_but, keep, lines_of
from azukari.core.vault.models import PersonKey
from azukari.features.exports.leaving import ListHolder, when_corrected, when_ended, when_parted
from azukari.policy.terms import Category
from tests.console import desks


@pytest.fixture
def people(published: Current):
    """Two people on a list that waits."""
    return [desks.register("membership", {"email": f"m{n}@example.org"}).person for n in range(2)]


@pytest.fixture
def waiting(people):
    list_id = uuid4()
    keep(list_id, [ExportedLine(person, n, f'["", "{n}"]') for n, person in enumerate(people)])
    return list_id


def _corrected(person):
    submission = uuid4()
    return Corrected(person, submission, submission, Category.NAME, frozenset(), submission, timezone.now())


@pytest.mark.parametrize(
    "goes",
    [
        lambda one, other: ListHolder().erase([one]),
        lambda one, other: ListHolder().delete_ended([], [one]),
        lambda one, other: ListHolder().reassign(one, other),
        lambda one, other: when_ended(Ended(one, "membership", timezone.now(), erased=False)),
        lambda one, other: when_corrected(_corrected(one)),
    ],
)
def test_one_goes_and_the_other_stays(goes, people, waiting):
    goes(*people)
    assert [line.person for lot in lines_of(waiting) for line in lot] == people[1:]


def test_records_that_are_parted_are_out_both(people, waiting):
    when_parted(*people)
    assert count(waiting) == 0


def test_an_ended_submission_alone_takes_nobody_out(people, waiting):
    ListHolder().delete_ended([uuid4()], [])
    assert count(waiting) == 2


def test_a_line_does_not_open_without_the_person_s_key(people, waiting):
    PersonKey.objects.filter(person_id=people[0]).delete()
    assert [line.person for lot in lines_of(waiting) for line in lot] == people[1:]


def test_what_belongs_to_no_list_that_waits_goes(people, waiting):
    other = uuid4()
    keep(other, [ExportedLine(people[0], 0, "[]")])
    assert drop_all_but([waiting]) == 1
    assert (count(waiting), count(other)) == (2, 0)


def test_the_person_can_take_along_that_they_stand_on_a_list(people, waiting):
    assert {sort: rows.count() for sort, rows in ListHolder().held(people).items()} == {"list_line": 2}
    assert ListHolder().export(people[0]) == {"lines_of_lists": 1}
