"""The gate's table once more, asked through the API by a recipient's token: ground x contract x review x guidelines x
purpose x category x consent, and each case of law, with the same verdict and the same clause.

The table, and what is expected of each line, are those of `azukari.policy.test_disclose`. There every combination is
asked; here each value of each dimension alone, and a seeded sample of the rest, since each costs a row
in the database and a request. `AZUKARI_COMBINATIONS=all` asks the whole table here as well, which takes a quarter of an
hour.
"""

import os
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime, time, timedelta
from itertools import groupby, product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import publish
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.models import (
    CaseApproval,
    CasePerson,
    Channel,
    Consent,
    Contract,
    GuidelinesAcceptance,
    GuidelinesVersion,
    LegalCase,
    Recipient,
    RecipientToken,
    Review,
    Sort,
    Transfer,
    TransferState,
)
from azukari.lib.identifier import new_id
from azukari.lib.instance import Limits
from azukari.policy.disclosure import LEGAL_DUTY, DisclosureGround, Informing
from tests.console import desks
from tests.disclosure import combinations as table
from tests.disclosure import office
from tests.disclosure.caller import Caller
from tests.disclosure.fixtures import readers_of, starter_that_hands_over
from tests.sizes import SIZES

pytestmark = pytest.mark.django_db

DIMENSIONS: Mapping[str, Mapping[str, Any]] = {
    "contract": table.CONTRACTS,
    "review": table.REVIEWS,
    "guidelines": table.GUIDELINES,
    "purpose": table.PURPOSES,
    "category": table.CATEGORIES,
    "consent": table.CONSENTS,
}
GOOD = {
    "contract": "in force",
    "review": "due today",
    "guidelines": "accepted",
    "purpose": "entrusted",
    "category": "entrusted",
    "consent": "given",
}
NEVER = {"unsigned"}  # the database refuses a contract in force that nobody has signed
OF_PERSON = {"no-consent", "consent-withdrawn", "consent-purpose", "consent-category"}
_VARIABLE = "AZUKARI_COMBINATIONS"
SAMPLE = os.environ.get(_VARIABLE, SIZES[_VARIABLE].usual)
ANOTHER = "somebody-else"


def _combinations() -> list[dict[str, str]]:
    """What is asked, in the order of `_setting`."""
    alone = [GOOD | {name: value} for name, values in DIMENSIONS.items() for value in values]
    grid = [dict(zip(DIMENSIONS, values, strict=True)) for values in product(*DIMENSIONS.values())]
    chosen = grid if SAMPLE == "all" else [*alone, *random.Random(4).sample(grid, int(SAMPLE))]
    return sorted((named for named in chosen if named["contract"] not in NEVER), key=_setting)


def _setting(named: Mapping[str, str]) -> tuple[str, ...]:
    """What stands in the database before anything is asked; purpose and category come with the question."""
    return tuple(named[of] for of in ("contract", "review", "guidelines", "consent"))


@pytest.fixture
def stage(db: None, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """The table's policy rules, its contractor has a token, one reader is there, and it is the table's moment."""
    text = starter_that_hands_over()
    asked = text.replace(
        "    needs: [email]\n    may_use: [name]\n", "    needs: [email]\n    may_use: [name, phone]\n", 1
    )
    assert asked != text
    publish(asked, actor=desks.OPERATOR, now=desks.moment())
    office.engaged(now=table.NOW, channel=Channel.API)
    readers_of(1)
    Grant.objects.update(begins_at=table.NOW - table.DAY)
    for slug, sort in ((ANOTHER, Sort.THIRD_PARTY), (table.OFFICE, Sort.AUTHORITY), ("police", Sort.AUTHORITY)):
        Recipient.objects.create(slug=slug, sort=sort, country="JP", channel=Channel.API, created_at=table.NOW)
    caller = Caller.of(table.KOTORI, now=table.NOW)
    monkeypatch.setattr(timezone, "now", lambda: table.NOW)
    free = replace(django_settings.AZUKARI, limits=Limits(*([0] * len(fields(Limits)))))
    monkeypatch.setattr(django_settings, "AZUKARI", free)
    return caller


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is taken back afterwards; a gate that commits a refusal may do so in between."""
    block = transaction.atomic()
    vars(block)["_from_testcase"] = True
    with block:
        yield
        transaction.set_rollback(True)


@contextmanager
def _arranged(named: Mapping[str, str]) -> Iterator[None]:
    """Everything stands as it is named, meanwhile."""
    contract = Contract.objects.get(recipient_id=table.KOTORI)
    with undone(), pytest.MonkeyPatch.context() as patch:
        _contract(contract, named)
        _review(contract, table.REVIEWS[named["review"]])
        _guidelines(table.GUIDELINES[named["guidelines"]], patch)
        _consent(table.CONSENTS[named["consent"]])
        yield


def _contract(contract: Contract, named: Mapping[str, str]) -> None:
    held = table.CONTRACTS[named["contract"]]
    if held is None:
        Contract.objects.filter(id=contract.id).update(recipient_id=ANOTHER)
    else:
        Contract.objects.filter(id=contract.id).update(
            reference=held.reference,
            state=held.state,
            signed=held.signed,
            begins=held.begins,
            ends=held.ends,
            purposes=" ".join(held.purposes),
            categories=" ".join(held.categories),
            clauses=" ".join(held.clauses),
        )


def _asked(named: Mapping[str, str], ground: DisclosureGround) -> Transfer:
    return _transfer(
        table.KOTORI,
        purpose=table.PURPOSES[named["purpose"]],
        categories=" ".join(sorted(table.CATEGORIES[named["category"]])),
        ground=ground,
        contract=Contract.objects.get() if ground is DisclosureGround.CONTRACT else None,
    )


def _review(contract: Contract, state: Any) -> None:
    Review.objects.filter(contract=contract).delete()
    if state and state.failed:
        Review.objects.create(contract=contract, due=table.TODAY, done_on=table.TODAY, outcome="failed")
    if state:
        Review.objects.create(contract=contract, due=state.due)


def _guidelines(state: Any, patch: pytest.MonkeyPatch) -> None:
    """Versions up to ``state``'s, beside the first, which the stage has. What was published cannot be taken back, and
    always has a day: so the gate is told that there are none, or that no day is named.
    """
    if state.until is None:
        patch.setattr("azukari.core.transfers.standing.guidelines_of", lambda _recipient: state)
        return
    first = GuidelinesVersion.objects.order_by("-number").first()
    if first is None:
        return
    day = datetime.combine(state.until - timedelta(days=30), time(12), ZoneInfo("Asia/Tokyo"))
    text, digest = first.text, "0" * 64
    newest = GuidelinesVersion.objects.create(
        number=state.version, text=text, digest=digest, grace_days=30, published_at=day, published_by="system"
    )
    if state.accepted == state.version:
        GuidelinesAcceptance.objects.create(
            guidelines=newest, recipient_id=table.KOTORI, accepted_at=day, accepted_by="Tsubame Kotori", method="paper"
        )


def _consent(given: Any) -> None:
    if given is not None:
        Consent.objects.create(
            person_id=Grant.objects.get().person_id,
            recipient_id=given.recipient,
            purpose=given.purpose,
            categories=" ".join(given.categories),
            charter_id=current().number,
            begins_at=given.begins,
            withdrawn_at=given.withdrawn,
        )


def _transfer(recipient: str, **what: Any) -> Transfer:
    return Transfer.objects.create(
        recipient_id=recipient,
        charter_id=current().number,
        channel=Channel.API,
        state=TransferState.APPROVED,
        proposed_by="system",
        proposed_at=table.NOW,
        approved_at=table.NOW,
        **what,
    )


def _answer(caller: Caller, transfer: Transfer) -> tuple[str, str, int]:
    """The code and clause of the answer, and how many people went."""
    refused = Pending.objects.filter(kind=TRANSFER_REFUSED.name).count()
    answer = caller.page(transfer.id, 0)
    told = answer.json()
    if answer.status_code == 403:
        assert Pending.objects.filter(kind=TRANSFER_REFUSED.name).count() > refused  # before it was answered
        assert told["detail"]
        return told["code"].removeprefix("disclose."), told["clause"], 0
    assert answer.status_code == 200, told
    return "allowed", table.C, len(told["people"])


def _expected(ground: DisclosureGround, named: Mapping[str, str]) -> tuple[str, str, int]:
    code, clause = table.expected_answer(ground, named)
    code = code.removeprefix("disclose.")
    of_token = ground is DisclosureGround.CONSENT and named["contract"] in {"none", "ended"}
    if of_token and code in {"allowed", *OF_PERSON}:  # its token dies with its contract
        return "token-of-another-contract", f"{table.C}.contract", 0
    if code in OF_PERSON:  # the page comes without them
        return "allowed", table.C, 0
    return code, clause, int(code == "allowed")


@pytest.mark.timeout(0 if SAMPLE == "all" else 600)
@pytest.mark.parametrize("ground", [*table.ORACLE])
def test_the_same_combinations_through_the_api(ground: DisclosureGround, stage: Caller):
    seen = set()
    for _, together in groupby(_combinations(), key=_setting):
        asked = [*together]
        with _arranged(asked[0]):
            for named in asked:
                with undone():
                    got = _answer(stage, _asked(named, ground))
                assert got == _expected(ground, named), named
                seen.add(got[0])
    lines = {code for wrong, code, _clause in table.ORACLE[ground] if wrong.get("contract") != NEVER}
    assert lines - OF_PERSON <= seen | {"contract-unsigned"}
    assert "allowed" in seen


def _case(state: Any) -> LegalCase | None:
    if state is None:
        return None
    case = LegalCase.objects.create(
        recipient_id=state.recipient,
        compelled=state.compelled,
        citation="A 1" if state.citation else "",
        document_sha256=office.DOCUMENT if state.document else "",
        categories=" ".join(state.categories),
        minimum=" ".join(state.minimum),
        informing=state.informing,
        prohibition="B 2" if state.informing is Informing.FORBIDDEN else "",
        closed_at=table.NOW if state.closed else None,
        opened_at=table.NOW,
        opened_by="system",
    )
    if state.people:
        CasePerson.objects.create(case=case, person_id=Grant.objects.get().person_id)
    for approval in state.approvals:
        CaseApproval.objects.create(case=case, staff=new_id(), duty=approval.duty, at=table.NOW)
    return case


IMPOSSIBLE = {"none", "one approver twice", "two of one duty"}  # the database refuses the row


def test_each_case_of_law_through_the_api(stage: Caller):
    words = Caller.of(table.OFFICE, now=table.NOW)
    asked = [(case, "minimum", LEGAL_DUTY) for case in table.CASES if case not in IMPOSSIBLE]
    asked += [("good", scope, LEGAL_DUTY) for scope in table.SCOPES] + [("good", "minimum", "magazine")]
    codes = set()
    for name, scope, purpose in asked:
        (state, of_case), (categories, of_scope) = table.CASES[name], table.SCOPES[scope]
        expected = of_scope or ("case-purpose" if purpose != LEGAL_DUTY else of_case) or "allowed"
        with undone():
            transfer = _transfer(
                table.OFFICE, purpose=purpose, categories=" ".join(categories), ground=DisclosureGround.LAW,
                case=_case(state),
            )  # fmt: skip
            code, clause, people = _answer(words, transfer)
        assert code == expected, (name, scope, purpose)
        assert people == int(code == "allowed")
        assert code == "allowed" or clause == ("categories" if code == "nothing-asked" else "management")
        codes.add(code)
    assert len(codes) > 9


def test_what_is_taken_back_between_two_questions_is_gone(stage: Caller):
    with _arranged(GOOD):
        _answer(stage, _asked(GOOD, DisclosureGround.CONTRACT))
    assert not Transfer.objects.exists()
    assert RecipientToken.objects.get().last_used_on is None
