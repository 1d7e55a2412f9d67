"""Which messages ask about the sender's own data (P45), and when one that could not be taken up is tried again."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from azukari.core.forms import own_data
from azukari.core.forms.answers import Answers, AnswerValue
from azukari.core.forms.models import OwnDataQuestion, State, Submission
from azukari.core.forms.own_data import is_about_own_data
from azukari.policy.casework import OWN_DATA
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Category
from tests.console import desks

POLICY = load(STARTER)
CONTACT = POLICY.forms[POLICY.requests.contact_form]
(TOPIC,) = [field for field in CONTACT.fields if any(choice.value == OWN_DATA for choice in field.choices)]
MESSAGE = next(field for field in CONTACT.fields if not field.choices)


def _said(field: str, text: str) -> Answers:
    return Answers((AnswerValue(field, Category.MESSAGE, text),))


@pytest.mark.parametrize(
    ("field", "text", "asks"),
    [
        (TOPIC.id, OWN_DATA, True),
        (TOPIC.id, f"opinion\n{OWN_DATA}", True),
        (TOPIC.id, "opinion", False),
        (TOPIC.id, f"not-{OWN_DATA}", False),
        (MESSAGE.id, OWN_DATA, False),  # a word that somebody wrote is no choice
    ],
)
def test_it_is_the_choice_of_the_contact_form_that_says_so(field: str, text: str, asks: bool) -> None:
    assert is_about_own_data(_said(field, text), form=CONTACT, policy=POLICY) is asks


def test_no_other_form_asks_for_it() -> None:
    others = [form for form in POLICY.forms.values() if form is not CONTACT]
    assert others
    assert not any(is_about_own_data(_said(TOPIC.id, OWN_DATA), form=form, policy=POLICY) for form in others)


@pytest.fixture
def asked(db: None) -> UUID:
    desks.publish()
    return desks.register("feedback", {"topic": OWN_DATA}).submission


@pytest.mark.parametrize(
    ("before", "pause", "after"),
    [
        (0, timedelta(minutes=1), 1),
        (1, timedelta(minutes=2), 2),
        (9, timedelta(minutes=512), 10),
        (10, timedelta(hours=12), 11),
        (29_999, timedelta(hours=12), 30_000),
        (30_000, timedelta(hours=12), 30_000),
    ],
)
def test_each_failure_doubles_the_pause_up_to_half_a_day(
    asked: UUID, before: int, pause: timedelta, after: int
) -> None:
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    OwnDataQuestion.objects.update(attempts=before)
    own_data.try_later(asked, now=now)
    question = OwnDataQuestion.objects.get()
    assert (question.due_at, question.attempts) == (now + pause, after)


def test_what_waits_is_what_counts_the_oldest_first_and_each_until_it_is_taken_up(asked: UUID) -> None:
    later = desks.register("feedback", {"topic": OWN_DATA}).submission
    desks.register("feedback")
    pending = desks.register("feedback", {"topic": OWN_DATA}, confirmed=False).submission
    now = desks.moment()
    assert [one.id for one in own_data.waiting(5, now=now)] == [asked, later]
    assert [one.id for one in own_data.waiting(1, now=now)] == [asked]
    assert own_data.left_since(now) == 2
    begun = Submission.objects.get(id=later).accepted_at
    assert begun is not None
    assert own_data.left_since(begun) == 1, "one that came at that very moment has not waited since before it"
    own_data.try_later(asked, now=now)
    assert [one.id for one in own_data.waiting(5, now=now)] == [later]
    assert [one.id for one in own_data.waiting(5, now=now + timedelta(minutes=1))] == [asked, later]
    own_data.taken_up(asked)
    assert [one.id for one in own_data.waiting(5, now=now + timedelta(minutes=1))] == [later]
    assert OwnDataQuestion.objects.filter(submission__state=State.PENDING).get().submission_id == pending
