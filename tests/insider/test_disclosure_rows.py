"""Whoever can write to the database, and has no keys, sends nothing out: forged consents, contracts, cases, transfers,
recipients and tokens hand nothing over, and are noticed; a forged pass and a forged wish for duties open nothing.
"""

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Model, QuerySet
from pyrage import x25519

from azukari.core.accounts.granting import second
from azukari.core.accounts.models import DutyGrant
from azukari.core.accounts.staff_refusals import ALTERED, StaffError
from azukari.core.database.proven import Proven
from azukari.core.policy_versions.current import current
from azukari.core.transfers import subjects as judging
from azukari.core.transfers.models import (
    CaseApproval,
    Consent,
    Contract,
    LegalCase,
    Recipient,
    RecipientToken,
    Sort,
    Transfer,
    TransferPerson,
)
from azukari.core.transfers.tokens import bearer
from azukari.core.vault.refusal import Refused
from azukari.features.training.history import history_of
from azukari.features.training.models import Pass
from azukari.policy.disclosure import Demand, DisclosureGround
from azukari.shells.worker.proofs import findings, unproven
from tests.console import desks
from tests.disclosure import office
from tests.disclosure.fixtures import kotori, moment, readers, ruling

__all__ = ["kotori", "moment", "readers", "ruling"]

pytestmark = pytest.mark.django_db
EMAIL = frozenset({office.Category.EMAIL})


def _insert(model: type[Model], **columns: object) -> Model:
    """A row as SQL writes it: without a proof."""
    rows: QuerySet[Any] = QuerySet(model)
    return rows.bulk_create([model(**columns)])[0]


def _change(rows: "QuerySet[Model]", **columns: object) -> None:
    """Rows as SQL changes them: with the proof that they had."""
    assert QuerySet.update(rows, **columns)


def _goes(now: datetime) -> bool:
    """Whether what is proposed now is approved, and reaches anybody."""
    transfer = office.run(office.approved(office.wish(), now=now).id, clock=lambda: now)
    return TransferPerson.objects.filter(transfer=transfer.id, state="moved").exists()


def test_what_the_program_wrote_goes(kotori: office.Company, readers: list[UUID], moment: datetime) -> None:
    assert _goes(moment)
    assert not list(findings(moment))


_FOREVER = date(2999, 1, 1)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Contract, {"ends": _FOREVER}),
        (Contract, {"categories": "email name phone"}),
        (Contract, {"version": 99}),
        (Recipient, {"public_key": str(x25519.Identity.generate().to_public())}),
        (Recipient, {"webhook_url": "https://mallory.example.org/"}),
        (Recipient, {"channel": "api"}),
    ],
    ids=["contract prolonged", "contract widened", "contract put back", "key", "address", "channel"],
)
def test_nothing_goes_by_a_contract_or_to_a_recipient_that_was_changed(
    kotori: office.Company, readers: list[UUID], moment: datetime, model: type[Proven], change: dict[str, object]
) -> None:
    key = {"recipient_id" if model is Contract else "slug": office.KOTORI}
    _change(QuerySet(model).filter(**key), **change)
    with pytest.raises(Refused) as refused:
        _goes(moment)
    assert refused.value.verdict.code == "disclose.altered"
    assert unproven(model, moment) == 1
    assert list(findings(moment))


def test_a_transfer_that_was_inserted_or_approved_by_hand_hands_over_nothing(
    kotori: office.Company, readers: list[UUID], moment: datetime
) -> None:
    waiting = office.propose(office.wish(), actor=office.ASKER, now=moment)[0]
    _change(QuerySet(Transfer).filter(id=waiting.id), state="approved", approved_by="worker", approved_at=moment)
    done = office.run(waiting.id, clock=lambda: moment)
    assert (done.state, done.stop_code) == ("stopped", "disclose.altered")
    assert not TransferPerson.objects.filter(transfer=waiting.id, state="moved").exists()


def test_a_consent_that_was_inserted_or_widened_is_none(
    kotori: office.Company, readers: list[UUID], moment: datetime
) -> None:
    demand = Demand(office.KOTORI, "magazine", EMAIL, DisclosureGround.CONSENT)
    said = {"recipient_id": office.KOTORI, "purpose": "magazine", "charter_id": 1, "begins_at": moment}
    for person in readers[1:]:
        _insert(Consent, person_id=person, categories="email", **said)
    true = Consent.objects.create(person_id=readers[0], categories="name", **said)
    known = judging.subjects(readers, demand, case=None, now=moment)
    assert [known[person].consent is not None for person in readers[:2]] == [True, False]
    _change(QuerySet(Consent).filter(id=true.id), categories="email name")
    assert judging.subjects(readers, demand, case=None, now=moment)[readers[0]].consent is None
    assert unproven(Consent, moment) == len(readers)


def test_an_approval_that_was_inserted_is_none_and_a_case_that_was_changed_is_noticed(moment: datetime) -> None:
    court = Recipient.objects.create(slug="court", sort=Sort.AUTHORITY, country="JP", created_at=moment)
    case = LegalCase.objects.create(recipient=court, compelled=True, opened_at=moment, opened_by="staff:x")
    for duty in ("privacy", "office"):
        _insert(CaseApproval, case=case, staff=uuid4(), duty=duty, at=moment)
    assert case.state().approvals == ()
    CaseApproval.objects.create(case=case, staff=uuid4(), duty="membership", at=moment)
    assert len(case.state().approvals) == 1
    _change(QuerySet(LegalCase).filter(id=case.id), minimum="email")
    assert (unproven(CaseApproval, moment), unproven(LegalCase, moment)) == (2, 1)


def test_a_token_of_a_recipient_that_was_inserted_or_prolonged_opens_nothing(moment: datetime) -> None:
    fetches = Recipient.objects.create(slug="f", sort=Sort.THIRD_PARTY, country="JP", channel="api", created_at=moment)
    columns = {"recipient": fetches, "name": "x", "made_by": "operator", "created_at": moment}
    words = "azr_" + secrets.token_urlsafe(32)
    ends = moment + timedelta(days=9)
    forged = _insert(RecipientToken, digest=sha256(words.encode()).hexdigest(), ends_at=ends, **columns)
    assert bearer(words, now=moment) is None
    forged.delete()
    true = RecipientToken.objects.create(digest=sha256(words.encode()).hexdigest(), ends_at=ends, **columns)
    assert bearer(words, now=moment)
    _change(QuerySet(RecipientToken).filter(id=true.id), ends_at=ends + timedelta(days=9))
    assert bearer(words, now=moment) is None


_PASS = {"charter": 1, "questions": "0" * 64, "score": 9, "asked": 9, "whole": True}


def _passed_by_hand(holder: UUID, at: datetime) -> None:
    _insert(Pass, holder=holder, lesson="staff", passed_at=at, **_PASS)


def _moved_to_today(holder: UUID, at: datetime) -> None:
    Pass.objects.create(holder=holder, lesson="staff", passed_at=at - timedelta(days=999), **_PASS)
    _change(QuerySet(Pass).filter(holder=holder), passed_at=at)


@pytest.mark.parametrize("forge", [_passed_by_hand, _moved_to_today])
def test_a_pass_that_was_forged_does_not_count(moment: datetime, forge: Callable[[UUID, datetime], None]) -> None:
    holder = uuid4()
    forge(holder, moment)
    assert history_of(holder, ["membership"]).passed == ()
    assert unproven(Pass, moment) == 1


def test_a_wish_for_duties_that_was_forged_gives_none(ruling: object, moment: datetime) -> None:
    mallory = desks.staff("magazine")
    colleague = desks.staff("privacy")
    wish = _insert(DutyGrant, user=mallory, duties="privacy", waits=True, given_by=f"staff:{uuid4()}", given_at=moment)
    by = office.Actor(office.ActorKind.STAFF, str(colleague.reference), frozenset({"privacy"}))
    with pytest.raises(StaffError) as refused:
        second(wish.pk, policy=current().policy, actor=by, now=moment)
    assert refused.value.sentence == ALTERED
    assert mallory.duty_slugs() == {"magazine"}
