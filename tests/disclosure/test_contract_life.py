"""A contract's life: which step leads where and why, what each leaves in the history and in the ledger, and that what
is refused leaves all as it was (P23, P24, P28, P30).
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current, today
from azukari.core.transfers import contracts
from azukari.core.transfers.contracts import Details, Signature, describe, parity, put_in_force, sign, suspend
from azukari.core.transfers.events import CONTRACT_CHANGED
from azukari.core.transfers.models import Contract, ContractChange, ContractReason, Review
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.policy.disclosure import ContractState
from azukari.policy.terms import Category
from tests.disclosure import office

pytestmark = pytest.mark.django_db

DRAFT, SIGNED, IN_FORCE, SUSPENDED, ENDED = ContractState
DAY = timedelta(days=1)
WHO = actor_reference(office.ASKER)
PAPERS: dict[str, Any] = {
    "signed": date(2026, 4, 1),
    "signed_by_us": "Mamoru Akitsu",
    "signed_by_them": "Tsubame Kotori",
    "document_sha256": office.DOCUMENT,
    "improves": {"ja": "良くなる", "en": "better"},
}


@pytest.fixture
def contract(ruling: Current) -> Contract:
    """The draft that the policy names, which binds to all that binds us."""
    clauses = " ".join(clause.slug for clause in ruling.policy.confidentiality)
    Contract.objects.filter(recipient_id=office.KOTORI).update(clauses=clauses, **PAPERS)
    return Contract.objects.get(recipient_id=office.KOTORI)


def stands(contract: Contract, state: ContractState, **more: object) -> Contract:
    Contract.objects.filter(id=contract.id).update(state=state, **more)
    return Contract.objects.get(id=contract.id)


def written(contract: Contract) -> object:
    """All that stands of it."""
    return (
        Contract.objects.filter(id=contract.id).values().get(),
        list(ContractChange.objects.filter(contract=contract).order_by("id").values()),
        list(Review.objects.filter(contract=contract).order_by("id").values()),
        Pending.objects.count(),
    )


def refused(contract: Contract, act: Callable[[], object], code: str) -> None:
    before = written(contract)
    with pytest.raises(InvalidTransition) as stuck:
        act()
    assert stuck.value.code == code
    assert written(contract) == before


def papers(contract: Contract, **more: Any) -> Signature:
    return Signature(**{"day": date(2026, 5, 6), "by_us": "A", "by_them": "B", "document": "f" * 64, **more})


def draft(contract: Contract, **more: Any) -> Details:
    told = {
        "service": {"ja": "配信", "en": "delivery"},
        "improves": {"ja": "速い", "en": "fast"},
        "purposes": ["magazine"],
        "categories": ["email"],
        "clauses": ["secrecy"],
        "begins": contract.begins,
        "ends": contract.ends,
        "review_months": 6,
        "subcontractors": [],
    }
    return Details(**{**told, **more})


def step(contract: Contract, to: ContractState, now: datetime, version: int | None = None) -> Contract:
    said: dict[str, Any] = {
        "version": contract.version if version is None else version,
        "actor": office.ASKER,
        "now": now,
    }
    if to is SIGNED:
        return sign(contract, papers(contract), **said)
    if to is IN_FORCE:
        return put_in_force(contract, **said)
    if to is SUSPENDED:
        return suspend(contract, reason=ContractReason.INCIDENT, words="A key was lost.", **said)
    return contracts.end(contract, reason=ContractReason.TERMINATED, words="They gave notice.", **said)


LEADS = {
    (DRAFT, SIGNED): ("agreed", ""),
    (SIGNED, IN_FORCE): ("begun", ""),
    (SUSPENDED, IN_FORCE): ("remedied", ""),
    (IN_FORCE, SUSPENDED): ("incident", "A key was lost."),
    **{(state, ENDED): ("terminated", "They gave notice.") for state in (DRAFT, SIGNED, IN_FORCE, SUSPENDED)},
}


@pytest.mark.parametrize("to", [SIGNED, IN_FORCE, SUSPENDED, ENDED])
@pytest.mark.parametrize("state", ContractState)
def test_each_step_from_each_state_is_taken_with_its_reason_or_refused(contract, moment, state, to):
    contract = stands(contract, state)
    if (state, to) not in LEADS:
        refused(contract, lambda: step(contract, to, moment), "contract.no-such-step")
        return
    version = contract.version
    row = step(contract, to, moment)
    row.refresh_from_db()
    assert (row.state, row.version) == (to, version + 1)
    reason, words = LEADS[state, to]
    line = ContractChange.objects.order_by("id").last()
    assert line is not None
    assert (line.contract_id, line.before, line.after) == (row.id, state, to)
    assert (line.reason, line.words, line.actor, line.at) == (reason, words, WHO, moment)
    [entry] = Pending.objects.filter(kind=CONTRACT_CHANGED.name)
    assert json.loads(entry.payload) == {
        "actor": WHO,
        "contract": str(row.id),
        "recipient": office.KOTORI,
        "state": to.value,
        "reason": reason,
    }


@pytest.mark.parametrize("to", [SIGNED, IN_FORCE, SUSPENDED, ENDED])
def test_who_saw_an_older_page_changes_nothing(contract, moment, to):
    contract = stands(contract, {SIGNED: DRAFT, IN_FORCE: SIGNED, SUSPENDED: IN_FORCE, ENDED: DRAFT}[to], version=5)
    for version in (4, 6):
        before = written(contract)
        with pytest.raises(StaleVersion):
            step(contract, to, moment, version)
        assert written(contract) == before
    with pytest.raises(StaleVersion):
        describe(stands(contract, DRAFT), draft(contract), version=4, actor=office.ASKER, now=moment)


GIVEN = {
    SUSPENDED: {"breach", "incident", "review", "guidelines", "other"},
    ENDED: {"expired", "terminated", "breach", "replaced", "other"},
}


@pytest.mark.parametrize("reason", ContractReason)
@pytest.mark.parametrize("to", [SUSPENDED, ENDED])
def test_it_is_suspended_and_ended_for_reasons_that_fit_alone(contract, moment, to, reason):
    contract = stands(contract, IN_FORCE)
    verb = suspend if to is SUSPENDED else contracts.end

    def act() -> Contract:
        return verb(contract, reason=reason, words="", version=contract.version, actor=office.ASKER, now=moment)

    if reason.value in GIVEN[to]:
        assert act().state == to
    else:
        refused(contract, act, "contract.no-such-reason")


def test_what_was_signed_by_whom_and_when_stands_in_the_register(contract, moment):
    row = sign(contract, papers(contract), version=contract.version, actor=office.ASKER, now=moment)
    row.refresh_from_db()
    assert (row.signed, row.signed_by_us, row.signed_by_them, row.document_sha256) == (
        date(2026, 5, 6),
        "A",
        "B",
        "f" * 64,
    )


def test_it_may_be_signed_today_and_not_for_tomorrow(contract, moment):
    def on(day: date) -> Callable[[], Contract]:
        said = papers(contract, day=day)
        return lambda: sign(contract, said, version=contract.version, actor=office.ASKER, now=moment)

    refused(contract, on(today(moment) + DAY), "contract.signed-ahead")
    assert on(today(moment))().signed == today(moment)


@pytest.mark.parametrize("improves", [{}, {"ja": "良くなる", "en": ""}])
def test_what_does_not_say_how_it_helps_is_not_signed(contract, moment, improves):
    contract = stands(contract, DRAFT, improves=improves)
    refused(contract, lambda: step(contract, SIGNED, moment), "contract.without-purpose")


def test_a_draft_says_what_was_typed_and_each_change_counts(contract, moment, ruling):
    said = draft(
        contract,
        purposes=["magazine", "campaign-updates"],
        categories=["name", "email"],
        clauses=["training", "purpose-only", "no-such-clause"],
        begins=date(2026, 6, 1),
        ends=date(2026, 6, 1),
        subcontractors=[{"name": "Suzume", "country": "JP", "for": "printing"}],
    )
    row = describe(contract, said, version=contract.version, actor=office.ASKER, now=moment)
    row.refresh_from_db()
    assert (row.service, row.improves) == (said.service, said.improves)
    assert (row.purposes, row.categories) == ("campaign-updates magazine", "email name")
    assert (row.clauses, row.begins, row.ends) == ("purpose-only training", said.begins, said.ends)
    assert (row.review_months, row.subcontractors, row.version) == (6, said.subcontractors, contract.version + 1)


def test_a_contract_may_have_no_end(contract, moment):
    row = describe(contract, draft(contract, ends=None), version=0, actor=office.ASKER, now=moment)
    row.refresh_from_db()
    assert row.ends is None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"purposes": []}, "contract.without-purpose"),
        ({"service": {"ja": "", "en": "delivery"}}, "contract.without-purpose"),
        ({"improves": {"ja": "速い", "en": ""}}, "contract.without-purpose"),
        ({"purposes": ["magazine", "membership"]}, "contract.wider-than-policy"),
        ({"categories": ["email", "phone"]}, "contract.wider-than-policy"),
        ({"begins": date(2026, 6, 2), "ends": date(2026, 6, 1)}, "contract.ends-before-it-begins"),
    ],
)
def test_a_draft_that_says_too_little_or_too_much_is_refused(contract, moment, more, code):
    said = draft(contract, **more)
    refused(contract, lambda: describe(contract, said, version=0, actor=office.ASKER, now=moment), code)


def test_whom_the_policy_does_not_name_gets_no_contract(contract, moment):
    contract.recipient.pk = "suzume"
    contract.recipient.save(force_insert=True)
    contract = stands(contract, DRAFT, recipient_id="suzume")
    said = draft(contract)
    refused(
        contract,
        lambda: describe(contract, said, version=0, actor=office.ASKER, now=moment),
        "contract.wider-than-policy",
    )
    contract = stands(contract, SIGNED)
    refused(contract, lambda: step(contract, IN_FORCE, moment), "contract.clause-missing")


@pytest.mark.parametrize("state", [state for state in ContractState if state is not DRAFT])
def test_only_a_draft_is_reworded(contract, moment, state):
    contract = stands(contract, state)
    said = draft(contract)
    refused(
        contract, lambda: describe(contract, said, version=0, actor=office.ASKER, now=moment), "contract.not-a-draft"
    )


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [(0, None, True), (0, 0, True), (-9, 0, True), (1, None, False), (-9, -1, False), (1, 9, False)],
)
def test_it_counts_from_its_first_day_to_its_last(contract, moment, begins, ends, counts):
    day = today(moment)
    contract = stands(contract, SIGNED, begins=day + begins * DAY, ends=None if ends is None else day + ends * DAY)
    if counts:
        assert step(contract, IN_FORCE, moment).state == IN_FORCE
    else:
        refused(contract, lambda: step(contract, IN_FORCE, moment), "contract.outside-its-dates")


def test_a_clause_that_is_missing_keeps_it_from_counting(contract, moment, ruling):
    slugs = [clause.slug for clause in ruling.policy.confidentiality]
    contract = stands(contract, SIGNED, clauses=" ".join(slugs[1:]))
    refused(contract, lambda: step(contract, IN_FORCE, moment), "contract.clause-missing")
    told = parity(ruling.policy, contract)
    assert [(line.clause.slug, line.in_policy, line.in_contract, line.held) for line in told] == [
        (slugs[0], True, False, False),
        *((slug, True, True, True) for slug in slugs[1:]),
    ]
    entry = ruling.policy.recipients[office.KOTORI]
    assert entry.contract is not None
    fewer = replace(entry, contract=replace(entry.contract, clauses=frozenset(slugs[2:])))
    narrowed = replace(ruling.policy, recipients={office.KOTORI: fewer})
    assert [line.in_policy for line in parity(narrowed, contract)] == [slug in slugs[2:] for slug in slugs]
    assert [line.held for line in parity(narrowed, contract)] == [slug in slugs[2:] for slug in slugs]
    for recipients in ({}, {office.KOTORI: replace(entry, contract=None)}):
        assert not any(line.in_policy for line in parity(replace(ruling.policy, recipients=recipients), contract))


@pytest.mark.parametrize("begins", [-40, 0])
def test_the_first_review_is_planned_when_it_begins_to_count_and_once(contract, moment, begins):
    day = today(moment)
    contract = stands(contract, SIGNED, begins=day + begins * DAY, review_months=1)
    row = step(contract, IN_FORCE, moment)
    [review] = Review.objects.all()
    assert (review.contract_id, review.due, review.done_on) == (row.id, row.review_after(day), None)
    row = step(row, SUSPENDED, moment)
    row = step(row, IN_FORCE, moment)
    assert list(Review.objects.all()) == [review]
    Review.objects.update(done_on=day, outcome="passed")
    step(step(row, SUSPENDED, moment), IN_FORCE, moment)
    assert Review.objects.get(done_on=None).due == row.review_after(day), "whoever was reviewed is reviewed again"


def test_of_two_contracts_only_the_one_that_was_named_changes(contract, moment):
    other = Contract.objects.get(id=contract.id)
    other.pk, other.reference = None, "another"
    other._state.adding = True
    other.save()
    before = Contract.objects.filter(id=other.id).values().get()
    for to in (SIGNED, IN_FORCE, SUSPENDED, ENDED):
        contract = step(contract, to, moment)
    assert Contract.objects.filter(id=other.id).values().get() == before


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 11, 30), 12, date(2027, 11, 30)),
        (date(2026, 10, 31), 13, date(2027, 11, 30)),
        (date(2026, 1, 15), 23, date(2027, 12, 15)),
    ],
)
def test_the_next_review_is_due_so_many_months_later_on_the_same_day_or_the_last(contract, day, months, due):
    assert stands(contract, DRAFT, review_months=months).review_after(day) == due


def test_a_contract_is_judged_by_all_that_the_register_says_of_it(contract):
    contract = stands(contract, SUSPENDED, purposes="magazine campaign-updates", categories="email", clauses="a b")
    seen = contract.entrustment()
    assert (seen.reference, seen.state, seen.signed) == (contract.reference, SUSPENDED, contract.signed)
    assert (seen.begins, seen.ends) == (contract.begins, contract.ends)
    assert (seen.purposes, seen.clauses) == ({"magazine", "campaign-updates"}, {"a", "b"})
    assert seen.categories == {Category.EMAIL}
