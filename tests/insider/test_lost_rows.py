"""Rows that were deleted by SQL, and corrections that were undone by it, are noticed by the entries of the ledger that
tell how they came; what went as the ledger tells is not missed.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.ledger.integrate import integrate_all
from azukari.core.transfers.consents import agree
from azukari.core.transfers.models import Consent
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import expire
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.worker import ledger_compared
from azukari.shells.worker.ledger_compared import PIECE, findings, lacking
from tests.console import desks
from tests.disclosure.fixtures import moment, readers, ruling, starter_that_hands_over

__all__ = ["moment", "readers", "ruling"]

pytestmark = pytest.mark.django_db
EMAIL = Category.EMAIL


@pytest.fixture
def member() -> UUID:
    """A member beside others, all of whose entries have their place in the tree."""
    desks.publish()
    people = [desks.register("membership", {"email": f"m{n}@example.org"}).person for n in range(3)]
    return people[1]


def _found() -> dict[str, int]:
    integrate_all(timezone.now())
    return dict(lacking(0, PIECE))


def _as_person(person: UUID) -> Actor:
    return Actor(ActorKind.PERSON, str(person))


def test_a_value_that_was_deleted_is_noticed(member: UUID) -> None:
    assert not _found()
    for number, value in enumerate(SealedValue.objects.filter(person_id=member), 1):
        SealedValue.objects.filter(id=value.id).delete()
        assert _found() == {"vault.SealedValue": number}
    assert "vault.SealedValue" in " ".join(findings(timezone.now()))


def test_a_registration_that_was_deleted_with_its_values_and_rights_is_noticed(member: UUID) -> None:
    integrate_all(timezone.now())
    held = SealedValue.objects.filter(person_id=member).count()
    for model in (SealedValue, Grant, Submission):
        model.objects.filter(person_id=member).delete()
    assert _found() == {"vault.SealedValue": held, "forms.Submission": 1}


def test_a_right_that_was_deleted_is_noticed(member: UUID) -> None:
    integrate_all(timezone.now())
    Grant.objects.filter(person_id=member, purpose="membership").delete()
    assert _found() == {"consent.Grant": 1}


def test_a_correction_that_was_undone_by_sql_is_noticed_however_old_it_is(member: UUID) -> None:
    value = SealedValue.objects.filter(person_id=member, category="name").order_by("id")[0]
    correct(value.id, "別の 名前", person=member, actor=_as_person(member), now=timezone.now())
    assert not _found()
    SealedValue.objects.filter(id=value.id).update(sealed=value.sealed, corrected_at=None)
    assert _found() == {"corrections": 1}


@pytest.mark.parametrize("ruling", [starter_that_hands_over], indirect=True)
def test_a_consent_that_was_deleted_is_noticed(readers: list[UUID], moment: datetime) -> None:
    who = readers[0]
    agree(who, recipient="river-museum", purpose="magazine", categories=[EMAIL], actor=_as_person(who), now=moment)
    assert not _found()
    Consent.objects.filter(person_id=who).delete()
    assert _found() == {"disclosure.Consent": 1}


def _emptied(person: UUID) -> None:
    value = SealedValue.objects.filter(person_id=person, category="phone").order_by("id")[0]
    correct(value.id, "", person=person, actor=_as_person(person), now=timezone.now())


def _erased(person: UUID) -> None:
    erase(person, actor=_as_person(person), now=timezone.now())


def _ended(person: UUID) -> None:
    now = timezone.now()
    Grant.objects.filter(person_id=person).update(ends_at=now)
    expire(now + timedelta(seconds=1))


@pytest.mark.parametrize("went", [_emptied, _erased, _ended])
def test_what_went_as_the_ledger_tells_is_not_missed(member: UUID, went: Callable[[UUID], None]) -> None:
    integrate_all(timezone.now())
    went(member)
    assert not _found()


def test_a_piece_takes_the_same_queries_for_any_number_of_people(member: UUID) -> None:
    integrate_all(timezone.now())
    with CaptureQueriesContext(connection) as few:
        lacking(0, PIECE)
    for number in range(4):
        desks.register("membership", {"email": f"more{number}@example.org"})
    integrate_all(timezone.now())
    with CaptureQueriesContext(connection) as many:
        lacking(0, PIECE)
    assert len(many) == len(few)


def test_each_round_goes_on_where_the_last_one_stopped_and_what_was_found_stands_until_its_piece_comes_again(
    member: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    integrate_all(timezone.now())
    now = timezone.now()
    file = settings.AZUKARI.root / "data" / "compared.json"
    file.unlink(missing_ok=True)
    monkeypatch.setattr(ledger_compared, "PIECE", 2)
    monkeypatch.setattr(ledger_compared, "_AT_LEAST", 2)
    SealedValue.objects.filter(person_id=member).delete()
    rounds = [list(findings(now)) for _round in range(6)]
    assert all(rounds[4:]), "all of it has been compared after four rounds, and it stands until it is mended"
    assert not rounds[0], "the first piece lacks nothing"
    assert json.loads(file.read_text())["lacking"]
    file.unlink()
