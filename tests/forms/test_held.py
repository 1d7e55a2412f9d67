"""The lock on submissions: people first, then what is theirs; whoever one was handed to meanwhile is locked as well.

Only PostgreSQL has rows to lock; its way is walked here on every engine.
"""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from azukari.core.forms import held
from azukari.core.forms.held import hold_submission, hold_submissions
from azukari.core.forms.models import Submission
from azukari.core.people.lock import lock_people
from tests.forms.sending import sent

pytestmark = pytest.mark.usefixtures("charter")


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> list[set[UUID]]:
    """Who was locked, in their order, as where there is more than one writer."""
    asked: list[set[UUID]] = []

    def lock(people: Collection[UUID]) -> set[UUID]:
        asked.append({*people})
        return lock_people(people)

    monkeypatch.setattr(held, "connection", SimpleNamespace(vendor="postgresql"))
    monkeypatch.setattr(held, "lock_people", lock)
    return asked


def came(who: str) -> Submission:
    return Submission.objects.get(id=sent("feedback", {"email": f"{who}@example.org"}).id)


def test_those_that_are_there_are_held_with_their_people(locked: list[set[UUID]], db: None) -> None:
    one, other, gone = came("heron"), came("teal"), uuid4()
    came("egret")
    assert hold_submissions([one.id, other.id, gone]) == {one.id: one, other.id: other}
    assert locked == [{one.person_id, other.person_id}]
    assert hold_submission(one.id) == one
    assert locked[1:] == [{one.person_id}]


def test_where_nothing_is_there_nobody_is_locked(locked: list[set[UUID]], db: None) -> None:
    assert hold_submissions([uuid4()]) == {}
    assert hold_submission(uuid4()) is None
    assert locked == []


def test_what_was_handed_over_while_we_waited_is_held_with_whoever_has_it_now(
    locked: list[set[UUID]], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = came("heron"), came("teal")

    def slowly(people: Collection[UUID]) -> set[UUID]:
        locked.append({*people})
        Submission.objects.filter(id=one.id).update(person=other.person_id)
        return lock_people(people)

    monkeypatch.setattr(held, "lock_people", slowly)
    found = hold_submissions([one.id])
    assert found[one.id].person_id == other.person_id
    assert locked == [{one.person_id}, {other.person_id}]


def test_where_there_is_one_writer_to_read_is_to_hold(django_assert_num_queries: Any) -> None:
    one, other = came("heron"), came("teal")
    with django_assert_num_queries(1 if connection.vendor == "sqlite" else 3):
        assert hold_submissions([one.id, other.id, uuid4()]) == {one.id: one, other.id: other}
