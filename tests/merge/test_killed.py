"""Killed between any two statements, a merge and a parting have happened whole, or not at all."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.models import Pending
from azukari.core.vault.events import PEOPLE_MERGED, PEOPLE_PARTED
from azukari.core.vault.inspect import orphans
from tests.console import desks
from tests.merge.owners import join, left_over, owners, people, take_apart, trails, words
from tests.rights.killer import Killed, Killer, moments

MOST = 250


def _state() -> tuple[object, ...]:
    return owners(), trails(), people(), words(), left_over()


def _kill_at_each_statement(deed: Callable[[], object], kind: Kind) -> int:
    """Do ``deed``, killed at the first statement, at the second ...; returns how many there were."""
    before = _state()
    for at in moments(MOST):
        attempt: Any = transaction.atomic()
        attempt._from_testcase = True
        with attempt:
            try:
                with connection.execute_wrapper(Killer(at)):
                    deed()
            except Killed:
                assert _state() == before, f"Killed at statement {at}, something had moved."
                assert not Pending.objects.filter(kind=kind.name).exists()
                transaction.set_rollback(True)
                continue
            assert list(orphans(desks.moment())) == []
            assert Pending.objects.filter(kind=kind.name).exists()
            transaction.set_rollback(True)
        return at
    pytest.fail("It never ended.")


@pytest.fixture
def pair(db: None) -> tuple[UUID, UUID]:
    desks.publish()
    one = desks.register("membership", {"email": "a-marker@example.org"})
    other = desks.register("membership", {"email": "b-marker@example.org"})
    return one.person, other.person


def test_a_merge(pair: tuple[UUID, UUID]):
    assert _kill_at_each_statement(lambda: join(pair[1], pair[0]), PEOPLE_MERGED) > 30


def test_a_parting(pair: tuple[UUID, UUID]):
    id = join(pair[1], pair[0])
    desks.register("magazine", {"email": "b-marker@example.org"})
    assert _kill_at_each_statement(lambda: take_apart(id), PEOPLE_PARTED) > 30
