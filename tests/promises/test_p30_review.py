"""P30: contractors are supervised: an overdue review suspends transfers, and a failed one does too."""

from datetime import timedelta

import pytest

from azukari.core.transfers.disclose import propose
from azukari.core.transfers.models import Outcome, Review
from azukari.core.transfers.supervise import Findings, record_review
from azukari.core.vault.refusal import Refused
from tests.disclosure import office

pytestmark = pytest.mark.django_db


def refusal(moment):
    with pytest.raises(Refused) as refused:
        propose(office.wish(), actor=office.ASKER, now=moment)
    return refused.value.verdict.code


def test_an_overdue_review_suspends_and_a_review_ends_that(kotori, readers, moment):
    Review.objects.filter(contract=kotori.contract, done_on=None).update(due=moment.date() - timedelta(days=2))
    assert refusal(moment) == "disclose.review-overdue"
    record_review(kotori.contract, Findings(Outcome.PASSED), actor=office.ASKER, now=moment)
    propose(office.wish(), actor=office.ASKER, now=moment)
    planned = Review.objects.get(done_on=None)
    assert timedelta(days=360) < planned.due - moment.date() < timedelta(days=370)


def test_a_failed_review_suspends_until_another_is_passed(kotori, readers, moment):
    record_review(kotori.contract, Findings(Outcome.FAILED, "Keys lie open."), actor=office.ASKER, now=moment)
    assert refusal(moment) == "disclose.review-failed"
    record_review(kotori.contract, Findings(Outcome.FINDINGS, "Better."), actor=office.ASKER, now=moment)
    propose(office.wish(), actor=office.ASKER, now=moment)


def test_who_is_never_reviewed_gets_nothing(kotori, readers, moment):
    Review.objects.all().delete()
    assert refusal(moment) == "disclose.review-not-planned"
