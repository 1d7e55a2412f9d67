"""A service ends: what runs from its end begins to run, by the policy under which it was given, and nothing else."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.consent.models import EndReason, Grant
from azukari.core.consent.service import Kept, end_service, end_services, foresee_end, keep_records
from azukari.core.policy_versions.current import Current, at, charters
from azukari.policy.decide import grant_end
from tests.cast import NOW as BEGINNING
from tests.cast import Known

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOW = BEGINNING + 100 * DAY
LONG_AGO = NOW - 50 * DAY
AGES_AGO = NOW - 9_999 * DAY


def _by_policy(purpose: str, ended: datetime) -> datetime:
    end = grant_end(at(1).policy, purpose, confirmed_at=NOW, ended_at=ended)
    assert end is not None
    return end


def _ends(of: Known) -> dict[str, datetime | None]:
    return {grant.purpose: grant.ends_at for grant in Grant.objects.filter(person=of.id)}


def test_of_each_registration_the_purposes_end_that_are_named_for_it(hanako: Known, amelia: Known) -> None:
    before = _ends(amelia)
    named = {hanako.submission.id: ["membership", "magazine"], amelia.submission.id: ["magazine"]}
    with transaction.atomic():
        last = end_services(named, now=NOW, ended_at=NOW)
    membership, magazine = _by_policy("membership", NOW), _by_policy("magazine", NOW)
    assert membership > magazine
    ended = _ends(hanako)
    assert (ended["membership"], ended["magazine"]) == (membership, magazine)
    assert last[hanako.submission.id] == membership, "The last of them."
    assert last[amelia.submission.id] == magazine
    assert _ends(amelia) == before | {"magazine": magazine}, "What she volunteers for goes on."
    reasons = {grant.purpose: grant.end_reason for grant in Grant.objects.filter(person=hanako.id)}
    assert (reasons["membership"], reasons["magazine"]) == (EndReason.SERVICE, EndReason.SERVICE)


def test_what_ended_earlier_ends_by_that_day_and_never_in_the_past(hanako: Known) -> None:
    submission = hanako.submission.id
    with transaction.atomic():
        last = end_services({submission: ["magazine"]}, now=NOW, ended_at=NOW - DAY)
    assert last == {submission: _by_policy("magazine", NOW - DAY)}
    with transaction.atomic():
        last = end_services({submission: ["membership"]}, now=NOW, ended_at=LONG_AGO)
    assert last == {submission: _by_policy("membership", LONG_AGO)}


def test_what_should_have_ended_ends_now(hanako: Known) -> None:
    submission = hanako.submission.id
    with transaction.atomic():
        assert end_services({submission: ["magazine"]}, now=NOW, ended_at=LONG_AGO) == {submission: NOW}
    assert _ends(hanako)["magazine"] == NOW


def test_what_ends_already_goes_on_to_its_end(hanako: Known) -> None:
    Grant.objects.filter(person=hanako.id).update(ends_at=NOW + DAY, end_reason="")
    with transaction.atomic():
        assert end_service(hanako.submission.id, purposes=["membership", "magazine"], now=NOW) is None
    assert {*_ends(hanako).values()} == {NOW + DAY}
    assert not Grant.objects.exclude(end_reason="").filter(person=hanako.id).exists()


def test_what_would_end_is_told_and_nothing_is_ended(hanako: Known) -> None:
    before, submission = _ends(hanako), hanako.submission.id
    told = foresee_end(submission, purposes=["membership", "magazine"], known=charters(), now=NOW)
    assert told == {slug: _by_policy(slug, NOW) for slug in ("membership", "magazine")}
    assert foresee_end(submission, purposes=["feedback"], known=charters(), now=NOW) == {}
    assert _ends(hanako) == before
    with transaction.atomic():
        assert end_service(submission, purposes=["magazine"], now=NOW) == told["magazine"]


def _twice(hanako: Known) -> None:
    """The magazine a second time, agreed to on the same registration."""
    one = Grant.objects.get(person=hanako.id, purpose="magazine")
    Grant.objects.create(
        person_id=one.person_id,
        submission_id=one.submission_id,
        purpose=one.purpose,
        ground=one.ground,
        charter_id=one.charter_id,
        begins_at=one.begins_at,
    )


def test_two_grants_for_one_purpose_end_together(hanako: Known) -> None:
    _twice(hanako)
    told = foresee_end(hanako.submission.id, purposes=["magazine"], known=charters(), now=NOW)
    with transaction.atomic():
        assert end_service(hanako.submission.id, purposes=["magazine"], now=NOW) == told["magazine"]
    ends = Grant.objects.filter(person=hanako.id, purpose="magazine").values_list("ends_at", flat=True)
    assert [*ends] == [told["magazine"]] * 2


def _kept(known: Known, *paid: datetime) -> Kept:
    return Kept(known.submission.id, known.id, "membership", 1, paid)


def test_of_many_registrations_each_is_kept_by_its_own_payments(hanako: Known, amelia: Known, charter: Current) -> None:
    books = Grant.objects.filter(purpose="dues-record")
    books.delete()
    with transaction.atomic():
        begun = keep_records([_kept(hanako, NOW - DAY, NOW - 40 * DAY), _kept(amelia)], now=NOW)
    assert begun == {hanako.submission.id: ["dues-record"]}
    made = books.get()
    assert (made.person_id, made.submission_id) == (hanako.id, hanako.submission.id)
    assert (made.charter_id, made.begins_at) == (1, NOW)
    assert made.ends_at == grant_end(at(1).policy, "dues-record", confirmed_at=NOW - DAY), "From the last payment."
    assert (made.end_reason, made.turn) == ("", 0)
    with transaction.atomic():
        assert keep_records([_kept(amelia, AGES_AGO), _kept(hanako, NOW - DAY)], now=NOW) == {}
    assert books.count() == 1, "What is over already does not begin."


def test_what_ends_at_this_very_moment_is_over(hanako: Known) -> None:
    books = Grant.objects.filter(purpose="dues-record", person=hanako.id)
    books.delete()
    with transaction.atomic():
        keep_records([_kept(hanako, NOW - DAY)], now=NOW)
    end = books.get().ends_at
    assert end is not None
    with transaction.atomic():
        assert keep_records([_kept(hanako, NOW - DAY)], now=end) == {}
    assert [(each.ends_at, each.end_reason) for each in books] == [(end, "")], "It ended by itself."


def test_of_nobody_nothing_begins_and_nothing_ends(hanako: Known) -> None:
    before = _ends(hanako)
    assert keep_records([], now=NOW) == {}
    assert end_services({}, now=NOW, ended_at=NOW) == {}
    assert end_service(UUID(int=1), purposes=["membership"], now=NOW) is None
    assert _ends(hanako) == before
