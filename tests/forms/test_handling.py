"""A submission is taken up, answered and closed: recorded, for colleagues alone; and closing feedback ends its time."""

import json
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from azukari.core.consent.models import Grant
from azukari.core.forms.events import SUBMISSION_HANDLED
from azukari.core.forms.handling import NotAColleague, NotThere, colleagues, handle
from azukari.core.forms.models import Handled, Handling, State, Submission
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import expire
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import FormKind
from tests.cast import NOW, Known, Staff, registrant

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def asked(charter: Current) -> Known:
    """Somebody wrote to us."""
    return registrant(charter, "hanako", FormKind.FEEDBACK)


def take(
    known: Known,
    staff: Staff,
    charter: Current,
    state: Handled,
    *,
    version: int,
    assignee: UUID | None = None,
    at: datetime = LATER,
):
    form = charter.policy.forms[known.submission.form]
    return handle(
        known.submission.id,
        state=state,
        assignee=assignee,
        version=version,
        form=form,
        policy=charter.policy,
        actor=staff.actor,
        now=at,
    )


def steps() -> int:
    return Pending.objects.filter(kind=SUBMISSION_HANDLED.name).count()


def test_it_is_taken_up_answered_and_closed_and_each_step_is_recorded(asked: Known, officer: Staff, charter: Current):
    me = officer.user.reference
    first = take(asked, officer, charter, Handled.IN_HAND, version=0, assignee=me)
    assert (first.state, first.assignee, first.version) == (Handled.IN_HAND, officer.user, 1)
    take(asked, officer, charter, Handled.ANSWERED, version=1, assignee=me)
    take(asked, officer, charter, Handled.CLOSED, version=2, assignee=me)
    assert Handling.objects.get().state == Handled.CLOSED
    assert steps() == 3


def test_saying_the_same_twice_changes_nothing(asked: Known, officer: Staff, charter: Current):
    take(asked, officer, charter, Handled.ANSWERED, version=0)
    take(asked, officer, charter, Handled.ANSWERED, version=0)
    assert (Handling.objects.get().version, steps()) == (1, 1)


def test_a_page_that_is_behind_changes_nothing(asked: Known, officer: Staff, charter: Current):
    take(asked, officer, charter, Handled.ANSWERED, version=0)
    with pytest.raises(StaleVersion):
        take(asked, officer, charter, Handled.CLOSED, version=0)
    assert (Handling.objects.get().state, steps()) == (Handled.ANSWERED, 1)


def test_only_colleagues_whose_duty_serves_the_form_can_be_given_it(
    asked: Known, officer: Staff, membership_desk: Staff, charter: Current
):
    assert [user.pk for user in colleagues(charter.policy.forms["feedback"], charter.policy)] == [officer.user.pk]
    for stranger in (membership_desk.user.reference, uuid4()):
        with pytest.raises(NotAColleague):
            take(asked, officer, charter, Handled.IN_HAND, version=0, assignee=stranger)
    assert steps() == 0


def test_what_waits_for_its_confirmation_cannot_be_answered(asked: Known, officer: Staff, charter: Current):
    Submission.objects.update(state=State.PENDING)
    with pytest.raises(NotThere):
        take(asked, officer, charter, Handled.ANSWERED, version=0)


def _ends() -> list[datetime | None]:
    return list(Grant.objects.filter(purpose="feedback").values_list("ends_at", flat=True))


def test_closing_feedback_starts_its_time_and_reopening_stops_it(asked: Known, officer: Staff, charter: Current):  # P07
    assert _ends() == [None]
    take(asked, officer, charter, Handled.CLOSED, version=0)
    [end] = _ends()
    assert end is not None
    assert timedelta(days=180) < end - LATER < timedelta(days=186)
    take(asked, officer, charter, Handled.IN_HAND, version=1)
    assert _ends() == [None]
    take(asked, officer, charter, Handled.CLOSED, version=2)
    expire(LATER + timedelta(days=170))
    assert SealedValue.objects.exists()
    expire(LATER + timedelta(days=187))
    assert not SealedValue.objects.exists()
    assert not Handling.objects.exists()


@pytest.mark.parametrize(("hour", "day"), [(14, "2027-05-24"), (16, "2027-05-25")], ids=["before midnight", "after"])
def test_the_last_day_that_is_told_is_the_office_s(
    asked: Known, officer: Staff, charter: Current, hour: int, day: str
):  # the office is in Tokyo, nine hours ahead
    at = NOW.replace(hour=hour)
    take(asked, officer, charter, Handled.CLOSED, version=0, at=at)
    told = json.loads(Pending.objects.get(kind=SUBMISSION_HANDLED.name).payload)
    assert told["ends"] == day


def test_closing_an_application_does_not_end_the_membership(hanako: Known, membership_desk: Staff, charter: Current):
    before = list(Grant.objects.order_by("id").values_list("ends_at", flat=True))
    take(hanako, membership_desk, charter, Handled.CLOSED, version=0)
    assert list(Grant.objects.order_by("id").values_list("ends_at", flat=True)) == before
