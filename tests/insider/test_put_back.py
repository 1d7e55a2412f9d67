"""Rows that were put back whole, with the proof that they had, and rows that were deleted: the journal of removals and
the ledger notice what no proof can.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models import Model, QuerySet

from azukari.core.backup import removals
from azukari.core.backup.put_back import put_back
from azukari.core.consent.end import move_ends
from azukari.core.consent.models import EndReason, Grant
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.policy_versions.current import current
from azukari.core.transfers.consents import withdraw
from azukari.core.transfers.entries import findings
from azukari.core.transfers.models import Consent, Contract, Transfer
from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.correct import correct
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue
from azukari.core.vault.release import open_all
from azukari.features.audits.audits import plan_year
from azukari.features.audits.checks_self import audits
from azukari.features.audits.models import Audit
from tests.architecture.sources import ROOT
from tests.disclosure import office
from tests.disclosure.fixtures import kotori, moment, readers, ruling

__all__ = ["kotori", "moment", "readers", "ruling"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal() -> Iterator[None]:
    """The journal is empty before and after."""
    shutil.rmtree(removals.folder(), ignore_errors=True)
    yield
    shutil.rmtree(removals.folder(), ignore_errors=True)


def _as_it_was(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def test_a_grant_that_ended_and_is_back_is_noticed(readers: list[UUID], moment: datetime) -> None:
    grant = Grant.objects.get(person_id=readers[0], purpose="magazine")
    before = _as_it_was(grant)
    move_ends([(grant, moment)], reason=EndReason.WITHDRAWN, now=moment)
    removals.note(moment)
    assert not put_back()
    QuerySet.update(Grant.objects.filter(id=grant.id), **before)
    assert Grant.objects.get(id=grant.id).is_proven()
    assert put_back() == {"consent.Grant": 1}


def test_a_consent_that_was_withdrawn_and_is_back_is_noticed(
    kotori: office.Company, readers: list[UUID], moment: datetime
) -> None:
    said = {"recipient_id": office.KOTORI, "purpose": "magazine", "charter_id": 1, "begins_at": moment}
    given = Consent.objects.create(person_id=readers[0], categories="email", **said)
    by = office.Actor(office.ActorKind.PERSON, str(readers[0]))
    assert withdraw(readers[0], recipient=office.KOTORI, purpose="magazine", actor=by, now=moment)
    removals.note(moment)
    assert not put_back()
    QuerySet.update(Consent.objects.filter(id=given.id), **_as_it_was(given))
    assert put_back() == {"disclosure.Consent": 1}


def test_a_value_that_was_corrected_and_is_back_is_noticed(readers: list[UUID], moment: datetime) -> None:
    value = SealedValue.objects.filter(person_id=readers[0]).order_by("id")[0]
    SealedValue.objects.filter(id=value.id).update(corrected_at=moment)
    write_removals([Removed(RemovalKind.CORRECTED, value.id, readers[0], moment)])
    removals.note(moment)
    assert not put_back()
    SealedValue.objects.filter(id=value.id).update(corrected_at=None)
    assert put_back() == {"vault.SealedValue": 1}


def test_what_a_value_said_before_its_correction_does_not_open_beside_its_later_date_and_version(
    readers: list[UUID], moment: datetime
) -> None:
    before, now = _corrected(readers[0], "別の 名前", moment)
    assert not put_back()
    SealedValue.objects.filter(id=now.id).update(sealed=before.sealed, token=before.token)
    with pytest.raises(CannotOpen):
        open_all([SealedValue.objects.get(id=now.id)])
    assert [one.value for one in orphans(moment)] == [now.id]


def test_what_a_value_said_before_its_correction_is_noticed_beside_its_later_date_and_earlier_version(
    readers: list[UUID], moment: datetime
) -> None:
    before, now = _corrected(readers[0], "別の 名前", moment)
    old = {"sealed": before.sealed, "token": before.token, "version": before.version}
    SealedValue.objects.filter(id=now.id).update(**old)
    assert open_all([SealedValue.objects.get(id=now.id)])
    assert put_back() == {"vault.SealedValue": 1}


def test_a_value_that_is_corrected_after_a_restore_was_not_put_back(readers: list[UUID], moment: datetime) -> None:
    before, _once = _corrected(readers[0], "別の 名前", moment)
    _corrected(readers[0], "また別の 名前", moment + timedelta(minutes=1))
    SealedValue.objects.filter(id=before.id).update(**_as_it_was(before))
    assert put_back() == {"vault.SealedValue": 1}
    _corrected(readers[0], "さらに別の 名前", moment + timedelta(minutes=2))
    assert not put_back()


def _corrected(person: UUID, text: str, now: datetime) -> tuple[SealedValue, SealedValue]:
    """A person's name before and after its correction, of which the journal tells."""
    name = SealedValue.objects.filter(person_id=person, category="name")
    before = name.get()
    correct(before.id, text, person=person, actor=office.Actor(office.ActorKind.PERSON, str(person)), now=now)
    removals.note(now)
    return before, name.get()


def test_a_transfer_or_a_contract_that_was_deleted_or_changed_is_noticed(
    kotori: office.Company, readers: list[UUID], moment: datetime
) -> None:
    office.propose(office.wish(), actor=office.ASKER, now=moment)
    assert not list(findings(moment))
    QuerySet.update(Contract.objects.all(), state="suspended")
    assert "disclosure.Contract" in " ".join(findings(moment))
    QuerySet.update(Contract.objects.all(), state="in-force")
    Transfer.objects.all().delete()
    [lost] = findings(moment)
    assert "disclosure.Transfer" in lost


def test_a_transfer_that_no_entry_made_is_noticed(
    kotori: office.Company, readers: list[UUID], moment: datetime
) -> None:
    transfer, _seen = office.propose(office.wish(), actor=office.ASKER, now=moment)
    QuerySet.update(Transfer.objects.filter(id=transfer.id), approved_by="operator", approved_at=moment)
    [untold] = findings(moment)
    assert "disclosure.Transfer" in untold


def test_an_audit_that_was_deleted_is_noticed(ruling: object, moment: datetime) -> None:
    assert plan_year(moment.year, current().policy, actor=office.ASKER, now=moment)
    Audit.objects.filter(pk=Audit.objects.order_by("-planned_on")[0].pk).delete()
    late = moment - timedelta(days=1)
    assert any("planned are missing" in said for said in audits(late))


def test_each_row_of_the_table_names_a_test_that_is_there() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    table = text.partition("| forged, copied or deleted by SQL |")[2].partition("\n\n")[0].splitlines()[2:]
    named = [line.rstrip("| ").rpartition("| ")[2].strip("`") for line in table]
    assert len(named) == 16
    assert all(Path(name).name.endswith(".py") and (Path(ROOT) / name).is_file() for name in named)
