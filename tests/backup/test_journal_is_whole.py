"""The journal skips no removal, however long its transaction took and whatever became of others meanwhile."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from azukari.core.backup import removals
from azukari.core.people.models import Removal
from azukari.core.vault.withdraw import withdraw
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

_LONG = 30  # seconds after which a test that hangs has failed


@pytest.fixture(autouse=True)
def journal() -> Iterator[None]:
    yield
    for path in removals.folder().glob("*"):
        path.unlink()


def _journal() -> str:
    return "".join(path.read_text("ascii") for path in sorted(removals.folder().glob("*.jsonl")))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_transaction_that_takes_longer_than_later_ones_is_not_skipped() -> None:
    desks.publish()
    slow, quick = desks.register("magazine").person, desks.register("volunteers", {"consent.magazine": "on"}).person
    now = desks.moment() + timedelta(hours=1)
    at_work, go_on = threading.Event(), threading.Event()

    def take_long() -> None:
        try:
            with transaction.atomic():
                _withdraw(slow, now)
                at_work.set()
                assert go_on.wait(_LONG)
        finally:
            connections.close_all()

    long = threading.Thread(target=take_long)
    long.start()
    assert at_work.wait(_LONG)
    _withdraw(quick, now + timedelta(hours=2))
    removals.note(now + timedelta(hours=2))
    assert str(quick) in _journal()
    assert str(slow) not in _journal(), "it has not happened yet"
    go_on.set()
    long.join(_LONG)
    removals.note(now + timedelta(hours=3))
    assert str(slow) in _journal()


@pytest.mark.django_db(transaction=True)
def test_killed_between_file_and_mark_it_writes_the_line_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line twice is one removal; none would be a person who comes back."""
    desks.publish()
    person = desks.register("magazine").person
    now = desks.moment() + timedelta(hours=1)
    _withdraw(person, now)
    with monkeypatch.context() as dying:
        dying.setattr(Removal.objects, "filter", _die_when_marking(Removal.objects.filter))
        with pytest.raises(KeyboardInterrupt):
            removals.note(now)
    assert str(person) in _journal()
    assert Removal.objects.filter(copied=False).exists()
    removals.note(now)
    lines = list(removals.read(removals.files(removals.folder())))
    assert len(lines) > len(removals.once(lines)) == Removal.objects.count()
    assert removals.note(now) == 0


def _die_when_marking(usual):
    def filter(**asked):
        if "id__in" in asked:
            raise KeyboardInterrupt
        return usual(**asked)

    return filter


def _withdraw(person: UUID, now) -> None:
    withdraw(person, purpose="magazine", actor=Actor(ActorKind.PERSON, str(person)), now=now)
