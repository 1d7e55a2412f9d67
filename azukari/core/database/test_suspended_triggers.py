"""Triggers are out of force while a database is filled and in force again afterwards, or after an error."""

from collections.abc import Mapping

import pytest
from django.db import Error, IntegrityError, connection, transaction

from azukari.core.database.refusal import reason
from azukari.core.database.suspended_triggers import ForeignKeyBroken, suspended_triggers
from azukari.features.questionnaires.guards import GUARDS
from azukari.features.questionnaires.models import Poll, Version
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def in_force() -> Mapping[str, str]:
    """The triggers of the database, each with what it does, or whether it is switched on."""
    sqlite = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    postgresql = "SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(sqlite if connection.vendor == "sqlite" else postgresql)
        return dict(cursor.fetchall())


def published(*, linked: bool) -> Version:
    """The same questionnaire is of the other kind by now, which is possible until somebody has answered."""
    poll = Poll.objects.create(slug="river", draft={}, linked=not linked, changed_at=NOW)
    return Version(poll=poll, number=1, document={}, linked=linked, published_at=NOW, digest="0" * 64)


def test_what_a_trigger_refuses_can_be_put_in_and_afterwards_it_refuses_again() -> None:
    before = in_force()
    assert before.keys() > {guard.name for guard in GUARDS}
    version = published(linked=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)
    with transaction.atomic(), suspended_triggers():
        Version.objects.bulk_create([version])
    assert in_force() == before
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        Version.objects.update(number=2)


def test_after_an_error_they_are_in_force() -> None:
    before = in_force()
    with pytest.raises(ZeroDivisionError), transaction.atomic(), suspended_triggers():
        raise ZeroDivisionError
    assert in_force() == before


def test_a_row_that_refers_to_none_is_refused_by_the_name_of_its_table() -> None:
    before = in_force()
    version = published(linked=True)
    version.poll_id = "nobody-s"
    with pytest.raises(ForeignKeyBroken, match="questionnaires_version"), transaction.atomic(), suspended_triggers():
        Version.objects.bulk_create([version])
    assert in_force() == before


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_is_suspended() -> None:
    with pytest.raises(RuntimeError, match="transaction"), suspended_triggers():
        pass
    assert in_force()


def test_refusals_are_told_without_a_value() -> None:
    Poll.objects.create(slug="secret-name", draft={}, changed_at=NOW)
    with pytest.raises(IntegrityError) as twice, transaction.atomic():
        Poll.objects.create(slug="secret-name", draft={}, changed_at=NOW)
    assert "questionnaires_poll" in reason(twice.value)
    with pytest.raises(Error) as unknown, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 'secret-name' FROM nowhere")
    for error in (twice.value, unknown.value):
        assert "secret-name" not in reason(error)
        assert reason(error) != type(error).__name__
