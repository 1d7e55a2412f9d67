"""Reviews and guidelines as they are kept: every word of a review, the day of the next, which version counts from when,
and of another contractor nothing (P30, P31).
"""

import hashlib
import json
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current, today
from azukari.core.transfers.events import GUIDELINES_ACCEPTED, GUIDELINES_PUBLISHED, REVIEW_RECORDED
from azukari.core.transfers.models import Contract, GuidelinesAcceptance, GuidelinesVersion, Outcome, Recipient, Review
from azukari.core.transfers.models.register import Sort
from azukari.core.transfers.standing import contract_of, guidelines_of, review_of, review_planned, standing_of
from azukari.core.transfers.supervise import Findings, accept_guidelines, publish_guidelines, record_review
from azukari.lib import canonical
from azukari.lib.conflict import InvalidTransition
from azukari.policy.disclosure import ContractState, GuidelinesState, ReviewState
from tests.disclosure import office

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WHO = actor_reference(office.ASKER)
TEXT = {"ja": "指針", "en": "Guidelines"}


def told(kind) -> list[dict[str, object]]:
    rows = Pending.objects.filter(kind=kind.name).order_by("id").values_list("payload", flat=True)
    return [json.loads(payload) for payload in rows]


@pytest.fixture
def suzume(kotori, moment) -> Contract:
    """Another contractor, whose review is planned as well."""
    Recipient.objects.create(slug="suzume", sort=Sort.CONTRACTOR, country="JP", created_at=moment)
    contract = kotori.contract
    contract.pk, contract.recipient_id = None, "suzume"
    contract._state.adding = True
    contract.save()
    Review.objects.create(contract=contract, due=today(moment))
    return contract


@pytest.mark.parametrize("outcome", Outcome)
def test_a_review_is_kept_with_every_word_and_the_next_one_is_planned(kotori, suzume, moment, outcome):
    theirs = list(Review.objects.filter(contract=suzume).values())
    planned = Review.objects.get(contract=kotori.contract, done_on=None)
    found = Findings(outcome, "Keys lie open.", {"keys": "no"}, "e" * 64)
    done = record_review(kotori.contract, found, actor=office.ASKER, now=moment)
    row = Review.objects.get(id=planned.id)
    assert row == done
    assert (row.done_on, row.done_by, row.outcome) == (today(moment), WHO, outcome)
    assert (row.findings, row.answers, row.evidence_sha256) == ("Keys lie open.", {"keys": "no"}, "e" * 64)
    [then] = Review.objects.filter(contract=kotori.contract, done_on=None)
    failed = outcome is Outcome.FAILED
    assert then.due == (today(moment) if failed else kotori.contract.review_after(today(moment)))
    assert told(REVIEW_RECORDED) == [
        {
            "actor": WHO,
            "review": str(row.id),
            "contract": str(kotori.contract.id),
            "recipient": office.KOTORI,
            "outcome": outcome.value,
        }
    ]
    assert list(Review.objects.filter(contract=suzume).values()) == theirs
    assert review_of(kotori.contract) == ReviewState(due=then.due, failed=failed)
    assert review_planned(kotori.contract) == then


def test_where_none_is_planned_none_is_recorded(kotori, suzume, moment):
    Review.objects.filter(contract=kotori.contract).delete()
    with pytest.raises(InvalidTransition) as stuck:
        record_review(kotori.contract, Findings(Outcome.PASSED), actor=office.ASKER, now=moment)
    assert stuck.value.code == "review.none-planned"
    assert review_of(kotori.contract) is None
    assert review_planned(kotori.contract) is None
    assert Review.objects.count() == 1
    assert not told(REVIEW_RECORDED)


@pytest.mark.parametrize(("first", "last", "failed"), [("failed", "passed", False), ("passed", "failed", True)])
def test_the_last_review_counts_and_not_the_one_before(kotori, suzume, moment, first, last, failed):
    contract = kotori.contract
    Review.objects.filter(contract=contract).delete()
    Review.objects.create(contract=suzume, due=today(moment), done_on=today(moment) + 9 * DAY, outcome="failed")
    for day, outcome in ((0, first), (1, last)):
        Review.objects.create(contract=contract, due=today(moment), done_on=today(moment) + day * DAY, outcome=outcome)
    Review.objects.create(contract=contract, due=today(moment) + 5 * DAY)
    assert review_of(contract) == ReviewState(due=today(moment) + 5 * DAY, failed=failed)


def publish(words: str, now: datetime, days: int = 10) -> GuidelinesVersion:
    text = {lang: f"{text} {words}" for lang, text in TEXT.items()}
    return publish_guidelines(text, grace_days=days, actor=office.ASKER, now=now)


def test_guidelines_are_numbered_and_kept_with_their_text_and_time(ruling: Current, moment):
    first, second = publish("one", moment), publish("two", moment + DAY, 5)
    assert (first.number, second.number) == (1, 2)
    row = GuidelinesVersion.objects.get(number=2)
    text = {"ja": "指針 two", "en": "Guidelines two"}
    digest = hashlib.sha256(canonical.dump(text)).hexdigest()
    assert (row.text, row.digest, row.grace_days) == (text, digest, 5)
    assert (row.published_at, row.published_by) == (moment + DAY, WHO)
    assert told(GUIDELINES_PUBLISHED)[1] == {"actor": WHO, "version": 2, "sha256": digest}
    with pytest.raises(InvalidTransition) as stuck:
        publish("two", moment)
    assert stuck.value.code == "guidelines.unchanged"
    assert publish("one", moment).number == 3, "an earlier text may come back"
    assert publish_guidelines(TEXT, actor=office.ASKER, now=moment).grace_days == 30


@pytest.mark.parametrize(
    "text", [{}, {"ja": "指針"}, {"en": "Guidelines"}, {"ja": " ", "en": "x"}, {"ja": "x", "en": " "}]
)
def test_guidelines_that_lack_a_language_are_none(ruling: Current, moment, text):
    with pytest.raises(InvalidTransition) as stuck:
        publish_guidelines(text, actor=office.ASKER, now=moment)
    assert stuck.value.code == "guidelines.empty"
    assert not GuidelinesVersion.objects.exists()


@pytest.mark.parametrize("method", ["link", "paper"])
def test_who_accepts_is_kept_once_with_their_name_and_the_way(ruling: Current, moment, method):
    publish("one", moment)
    kotori = Recipient.objects.get(slug=office.KOTORI)
    assert accept_guidelines(kotori, 1, by="Tsubame Kotori", method=method, now=moment) is True
    assert accept_guidelines(kotori, 1, by="Somebody else", method=method, now=moment + DAY) is False
    [row] = GuidelinesAcceptance.objects.all()
    assert (row.guidelines_id, row.recipient_id, row.method) == (1, office.KOTORI, method)
    assert (row.accepted_by, row.accepted_at) == ("Tsubame Kotori", moment)
    publish("two", moment)
    other = Recipient.objects.create(slug="suzume", sort=Sort.CONTRACTOR, country="JP", created_at=moment)
    for recipient, number in ((other, 1), (kotori, 2)):
        with pytest.raises(IntegrityError), transaction.atomic():
            accept_guidelines(recipient, number, by="x", method="fax", now=moment)
    who = {"actor": f"recipient:{office.KOTORI}", "recipient": office.KOTORI}
    assert told(GUIDELINES_ACCEPTED) == [{**who, "version": 1, "method": method}]


def test_the_time_to_accept_runs_from_the_first_version_that_is_owed(ruling: Current, moment):
    kotori = Recipient.objects.get(slug=office.KOTORI)
    other = Recipient.objects.create(slug="suzume", sort=Sort.CONTRACTOR, country="JP", created_at=moment)
    assert guidelines_of(kotori.slug) == GuidelinesState(0, None, 0)
    for number, (at, days) in enumerate(((moment, 10), (moment + 5 * DAY, 2), (moment + 9 * DAY, 30)), 1):
        publish(str(number), at, days)
    accept_guidelines(other, 3, by="x", method="link", now=moment)
    for accepted, until in ((0, 7), (1, 7), (2, 39), (3, 39)):
        if accepted:
            accept_guidelines(kotori, accepted, by="x", method="link", now=moment)
        assert guidelines_of(kotori.slug) == GuidelinesState(3, today(moment) + until * DAY, accepted)


def test_the_contract_that_lives_counts_else_the_newest(kotori, suzume, moment):
    contract = kotori.contract
    newer = Contract.objects.get(id=contract.id)
    newer.pk, newer.reference, newer.state, newer.created_at = None, "new", "draft", contract.created_at + DAY
    newer._state.adding = True
    newer.save()
    for state, counts in (
        (ContractState.DRAFT, newer),
        (ContractState.SIGNED, contract),
        (ContractState.IN_FORCE, contract),
        (ContractState.SUSPENDED, contract),
        (ContractState.ENDED, newer),
    ):
        Contract.objects.filter(id=contract.id).update(state=state)
        assert contract_of(office.KOTORI) == counts, state
    Contract.objects.filter(id=newer.id).update(created_at=contract.created_at - DAY)
    assert contract_of(office.KOTORI) == contract
    assert contract_of("nobody") is None
    assert standing_of("nobody").contract is None
