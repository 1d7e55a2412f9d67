"""What makes a sealed file be judged anew before it is handed out: whatever somebody in it is judged by, and nothing of
a transfer beside it; and what stands against the whole or against anybody in it by then.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import current
from azukari.core.transfers import against
from azukari.core.transfers.against import against_anybody, against_the_whole, judged_by
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.models import (
    CasePerson,
    Consent,
    ContractReason,
    LegalCase,
    Moved,
    Recipient,
    Transfer,
    TransferPerson,
)
from azukari.core.transfers.models.register import Sort
from azukari.core.vault.erase import erase
from azukari.core.vault.suppression import suppress
from azukari.policy.disclosure import LEGAL_DUTY
from tests.charter.widened import publish_widened, reworded
from tests.disclosure import office
from tests.disclosure.rows import somebody, went

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def transfer(kotori, readers, moment) -> Transfer:
    """Two readers are in it, a third was left out."""
    contract = kotori.contract
    row = went(moment, finished_at=None, state="ready")
    type(contract).objects.filter(id=contract.id).update(state="in-force")
    for person, state in zip(readers, (Moved.MOVED, Moved.MOVED, Moved.OMITTED), strict=True):
        somebody(row, person, state=state)
    return row


def consent(person: UUID, now, **other: str) -> Consent:
    told = {"recipient_id": office.KOTORI, "purpose": "magazine", "categories": "email", **other}
    return Consent.objects.create(person_id=person, charter_id=1, begins_at=now, **told)


def case_of(transfer: Transfer, now) -> LegalCase:
    case = LegalCase.objects.create(recipient_id=office.KOTORI, compelled=True, opened_at=now, opened_by="staff")
    Transfer.objects.filter(id=transfer.id).update(ground="law", case=case, contract=None, purpose=LEGAL_DUTY)
    transfer.refresh_from_db()
    return case


def granted(readers, **more: object) -> Grant:
    old = Grant.objects.filter(person_id=readers[0], purpose="magazine")[0]
    old.pk, old._state.adding = None, True
    for name, value in more.items():
        setattr(old, name, value)
    old.save()
    return old


CHANGES: dict[str, Callable] = {
    "somebody in it was erased": lambda t, readers, now: erase(readers[0], actor=office.ASKER, now=now),
    "one of them was taken out": lambda t, readers, now: TransferPerson.objects.filter(person=readers[0]).update(
        state=Moved.WITHHELD
    ),
    "a right was settled": lambda t, readers, now: Grant.objects.filter(
        person_id=readers[0], purpose="magazine"
    ).update(settled_at=now),
    "a right was given": lambda t, readers, now: granted(readers),
    "one right came for another": lambda t, readers, now: (
        granted(readers),
        Grant.objects.filter(person_id=readers[1], purpose="magazine").update(settled_at=now),
    ),
    "somebody agreed": lambda t, readers, now: consent(readers[2], now),
    "somebody took it back": lambda t, readers, now: Consent.objects.filter(
        recipient_id=office.KOTORI, purpose="magazine"
    ).update(withdrawn_at=now),
    "another policy rules": lambda t, readers, now: publish_widened(reworded, now=now),
    "an address is not to be written to": lambda t, readers, now: suppress(
        ["x@example.org"], actor=office.ASKER, now=now
    ),
}
ELSEWHERE: dict[str, Callable] = {
    "somebody of another transfer": lambda t, readers, now: somebody(went(now), readers[2]),
    "somebody who was left out": lambda t, readers, now: TransferPerson.objects.filter(person=readers[2]).update(
        person_id=None
    ),
    "a right for something else": lambda t, readers, now: granted(readers, purpose="membership"),
    "a right that was settled before": lambda t, readers, now: granted(readers, settled_at=now),
    "consents to others": lambda t, readers, now: consent(readers[0], now, recipient_id="other"),
    "consents for something else": lambda t, readers, now: consent(readers[0], now, purpose="membership"),
    "one of those withdrawn": lambda t, readers, now: Consent.objects.filter(purpose="campaign-updates").update(
        withdrawn_at=now
    ),
}


@pytest.fixture
def consents(transfer, readers, moment) -> None:
    Recipient.objects.create(slug="other", sort=Sort.THIRD_PARTY, country="JP", created_at=moment)
    consent(readers[0], moment)
    consent(readers[0], moment, purpose="campaign-updates")
    consent(readers[1], moment, recipient_id="other")


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_judged_anew_when(transfer, consents, readers, moment, what):
    before = judged_by(transfer)
    assert judged_by(transfer) == before
    CHANGES[what](transfer, readers, moment + HOUR)
    assert judged_by(transfer) != before


@pytest.mark.parametrize("what", ELSEWHERE)
def test_nobody_waits_for_what_happens_elsewhere(transfer, consents, readers, moment, what):
    before = judged_by(transfer)
    ELSEWHERE[what](transfer, readers, moment + HOUR)
    assert judged_by(transfer) == before


def test_whom_a_case_names_is_judged_by_that_case_alone(transfer, consents, readers, moment):
    case = case_of(transfer, moment)
    other = LegalCase.objects.create(recipient_id=office.KOTORI, compelled=True, opened_at=moment, opened_by="staff")
    before = judged_by(transfer)
    CasePerson.objects.create(case=other, person_id=readers[0])
    assert judged_by(transfer) == before
    CasePerson.objects.create(case=case, person_id=readers[0])
    assert judged_by(transfer) != before


def test_against_anybody_stands_who_may_not_go_on_whatever_page_they_are(transfer, readers, moment, monkeypatch):
    monkeypatch.setattr(against, "BATCH", 1)
    assert against_anybody(transfer, moment) is None
    Grant.objects.filter(person_id=readers[2]).update(ends_at=moment)
    assert against_anybody(transfer, moment) is None, "who was left out is not asked about"
    somebody(went(moment), readers[2])
    assert against_anybody(transfer, moment) is None, "nor who is in another transfer"
    for person in readers[:2]:
        ends = Grant.objects.filter(person_id=person, purpose="magazine")
        ends.update(ends_at=moment)
        found = against_anybody(transfer, moment)
        assert found is not None
        assert (found.code, bool(found)) == ("disclose.no-grant", False)
        ends.update(ends_at=None)
    assert against_anybody(transfer, moment) is None


@pytest.mark.parametrize("which", [0, 1])
def test_who_was_erased_stands_against_it(transfer, readers, moment, monkeypatch, which):
    monkeypatch.setattr(against, "BATCH", 1)
    TransferPerson.objects.filter(person_id=readers[2]).update(person_id=None)
    assert against_anybody(transfer, moment) is None
    TransferPerson.objects.filter(person_id=readers[which]).update(person_id=None)
    found = against_anybody(transfer, moment)
    assert found is not None
    assert (found.code, found.clause, bool(found)) == ("use.no-grant", "purposes.magazine", False)


def test_against_the_whole_stands_what_became_of_the_contract(transfer, kotori, moment):
    assert against_the_whole(transfer, moment, lock=True) is None
    suspend(kotori.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=moment)
    found = against_the_whole(transfer, moment, lock=True)
    assert found is not None
    assert found.code == "disclose.contract-suspended"


def test_a_case_that_is_closed_stands_against_what_rests_on_it(transfer, readers, moment):
    case = case_of(transfer, moment)
    found = against_the_whole(transfer, moment, lock=False)
    assert found is not None
    assert found.clause != "", "what stands against it is named by its clause"
    LegalCase.objects.filter(id=case.id).update(closed_at=moment)
    closed = against_the_whole(transfer, moment, lock=False)
    assert closed is not None
    assert closed.code == "disclose.case-closed"
    assert current().number == 1
