"""Joining: what moves to whom and opens there, what goes, and in which order confirmations of one address wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.people.models import Person, Trail
from azukari.core.vault import join as module
from azukari.core.vault.cipher import CannotOpen, open_value
from azukari.core.vault.former import keep_former
from azukari.core.vault.holders import holders
from azukari.core.vault.join import join, lock_address, lock_addresses, move_values
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import (
    FormerValue,
    KeyUse,
    Mention,
    PersonKey,
    Redaction,
    SealedValue,
    SearchCode,
)
from azukari.lib.identifier import new_id
from azukari.policy.terms import Category
from tests.console import desks

pytestmark = pytest.mark.django_db


def words(person: UUID) -> dict[UUID, str]:
    """What each value of somebody says; it opens with their key alone."""
    rows = SealedValue.objects.filter(person_id=person)
    key = data_keys([person])[person]
    return {row.id: open_value(row.sealed, key=key, place=row.place) for row in rows}


@pytest.mark.parametrize(("vendor", "waits"), [("postgresql", True), ("sqlite", False)])
def test_confirmations_of_one_address_wait_for_each_other_in_one_order(
    monkeypatch: pytest.MonkeyPatch, vendor: str, *, waits: bool
) -> None:
    asked: list[tuple[str, Any]] = []

    @contextmanager
    def cursor() -> Iterator[Any]:
        yield SimpleNamespace(execute=lambda sql, given: asked.append((sql, given)))

    monkeypatch.setattr(module, "connection", SimpleNamespace(vendor=vendor, cursor=cursor))
    last, first, alike = b"\x7f" + bytes(7) + b"a", b"\xff" * 8 + b"b", b"\xff" * 8 + b"c"
    lock_addresses([])
    assert asked == []
    lock_addresses([last, first, alike])
    lock_address(last)
    keys = [given for _sql, given in asked]
    assert keys == ([[[-1, 0x7F << 56]], [[0x7F << 56]]] if waits else [])
    assert all("pg_advisory_xact_lock" in sql for sql, _given in asked)


@pytest.fixture
def two(db: None) -> tuple[desks.Registered, desks.Registered]:
    desks.publish()
    return (
        desks.register("magazine", {"email": "aoba@example.org"}),
        desks.register("magazine", {"email": "blue@example.org"}),
    )


def test_everything_of_a_newcomer_is_the_persons_and_opens_with_their_key(
    two: tuple[desks.Registered, desks.Registered],
) -> None:
    newcomer, person = two
    bystander = desks.register("magazine", {"email": "green@example.org"}).person
    said, theirs = words(newcomer.person), words(person.person)
    untouched = words(bystander)
    value = SealedValue.objects.get(person_id=newcomer.person, category=Category.EMAIL)
    keep_former(value, key=data_keys([newcomer.person])[newcomer.person], channel="phone", now=desks.moment())
    hanging = {"value": value, "person_id": newcomer.person}
    Redaction.objects.create(**hanging, spans=[], at=desks.moment())
    Mention.objects.create(
        **hanging, search_id=new_id(), sealed=b"x", wrapped=b"x", master=1, sure=True, found_at=desks.moment(),
        due_at=desks.moment(),
    )  # fmt: skip
    ledger = PersonKey.objects.get(person_id=newcomer.person, use=KeyUse.LEDGER).id
    trail = {*Trail.objects.filter(person_id=newcomer.person).values_list("entry_id", flat=True)}
    grants = Grant.objects.filter(person_id=newcomer.person).count()
    what_hangs_on_them_moves_first(newcomer, person)
    with transaction.atomic():
        join(newcomer.person, to=person.person)
    assert words(person.person) == {**theirs, **said}
    assert words(bystander) == untouched
    assert not Person.objects.filter(id=newcomer.person).exists()
    assert PersonKey.objects.get(id=ledger).person_id == person.person
    assert PersonKey.objects.filter(person_id=person.person, use=KeyUse.DATA).count() == 1
    assert trail <= {*Trail.objects.filter(person_id=person.person).values_list("entry_id", flat=True)}
    assert Grant.objects.filter(person_id=person.person, submission_id=newcomer.submission).count() == grants
    for model in (FormerValue, Redaction, Mention, SearchCode):
        owners = model._default_manager.filter(value_id=value.id).values_list("person_id", flat=True)
        assert {*owners} == {person.person}


def what_hangs_on_them_moves_first(newcomer: desks.Registered, person: desks.Registered) -> None:
    """As whoever joins them does: rows of the packages above are theirs to move."""
    for holder in holders():
        holder.reassign(newcomer.person, person.person)


def test_the_values_of_some_fields_move_to_another_registration_and_open_there_alone(
    two: tuple[desks.Registered, desks.Registered],
) -> None:
    one, other = two
    said, theirs = words(one.person), words(other.person)
    name = SealedValue.objects.get(submission_id=one.submission, field="name")
    before = bytes(name.sealed)
    to = new_id()
    with transaction.atomic():
        move_values(one.submission, to=to, fields=["name", "phone"])
        move_values(new_id(), to=to, fields=["email"])
    name.refresh_from_db()
    assert name.submission_id == to
    assert SealedValue.objects.get(person_id=one.person, field="email").submission_id == one.submission
    assert words(one.person) == said
    assert words(other.person) == theirs
    with pytest.raises(CannotOpen):
        open_value(before, key=data_keys([one.person])[one.person], place=name.place)
