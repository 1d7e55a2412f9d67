"""P09: when the last day of a campaign is over, its data begins to run out, and is gone when the policy says."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from azukari.core.consent.models import EndReason, Grant
from azukari.core.forms.events import SERVICE_ENDED
from azukari.core.forms.last_day import end_closed
from azukari.core.ledger.models import Pending
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import expire
from azukari.policy.terms import FormKind
from tests.cast import NOW, registrant
from tests.charter.widened import Draft, publish_widened

pytestmark = pytest.mark.django_db

OVER = datetime(2028, 3, 31, 15, 0, tzinfo=UTC)
"""Midnight after the last of March 2028 in Tokyo."""
PURPOSE = "campaign"


@pytest.fixture
def signed(charter):
    return registrant(charter, "hanako", FormKind.CAMPAIGN)


def _grant(signed):
    return Grant.objects.get(submission_id=signed.submission.id, purpose=PURPOSE)


def test_nothing_runs_out_while_the_last_day_lasts(signed):
    assert end_closed(OVER - timedelta(seconds=1)) == 0
    assert _grant(signed).ends_at is None


def test_after_the_last_day_it_runs_out_and_is_erased(signed):
    assert end_closed(OVER + timedelta(days=2)) == 1
    grant = _grant(signed)
    assert grant.end_reason == EndReason.SERVICE
    assert grant.ends_at == datetime(
        2028, 6, 30, 15, 0, tzinfo=UTC
    )  # three months, counted from the day and not the job
    told = json.loads(Pending.objects.get(kind=SERVICE_ENDED.name).payload)
    assert (told["form"], told["purpose"], told["count"], told["day"]) == (
        "plastic-free-river",
        PURPOSE,
        1,
        "2028-03-31",
    )
    assert end_closed(OVER + timedelta(days=3)) == 0
    expire(grant.ends_at)
    left = SealedValue.objects.filter(submission_id=signed.submission.id).values_list("purposes", flat=True)
    assert not [purposes for purposes in left if set(purposes.split()) <= {PURPOSE, "confirmation"}]


def _closes(day: date):
    def edit(draft: Draft) -> None:
        draft["forms"]["plastic-free-river"]["closes"] = day.isoformat()

    return edit


def test_a_later_end_does_not_bind_whoever_was_told_the_earlier_one(signed):
    publish_widened(_closes(date(2029, 3, 31)), now=NOW + timedelta(days=1))
    assert end_closed(OVER) == 1


def test_an_earlier_end_binds_at_once(signed):
    publish_widened(_closes(date(2027, 1, 31)), now=NOW + timedelta(days=1))
    assert end_closed(datetime(2027, 1, 31, 15, 0, tzinfo=UTC)) == 1


def test_other_kinds_do_not_end_with_the_form(hanako, charter):
    def closes(draft: Draft) -> None:
        draft["forms"]["membership"]["closes"] = "2027-01-31"

    publish_widened(closes, now=NOW + timedelta(days=1))
    assert end_closed(OVER) == 0
