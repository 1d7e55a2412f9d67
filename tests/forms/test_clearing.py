"""What was kept apart as a robot's is let in or let go one by one: each as its row says, and nobody else's with it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from azukari.core.consent.models import Grant
from azukari.core.forms.clearing import clear, refuse_as_spam
from azukari.core.forms.models import State, Submission, Suspicion
from azukari.core.forms.suspicion import Suspected
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.policy.terms import Actor, ActorKind
from tests.cast import NOW
from tests.forms.sending import LATER, WEEK, sent

pytestmark = pytest.mark.usefixtures("charter")
CLERK = Actor(ActorKind.STAFF, str(uuid4()), frozenset({"feedback"}))
ROBOT = Suspected(3, ("same",))
type Decide = Callable[..., int]


def apart(**how: Any) -> UUID:
    return sent("feedback", suspected=ROBOT, **how).id


def decided(decide: Decide, *ids: UUID, form: str = "feedback", now: datetime = LATER) -> int:
    return decide(ids, form=form, actor=CLERK, now=now)


def stands(id: UUID) -> tuple[object, ...]:
    one = Submission.objects.get(id=id)
    grants = Grant.objects.filter(submission_id=id).order_by("purpose")
    return (
        one.state,
        Suspicion.objects.filter(submission=one).exists(),
        list(grants.values_list("purpose", "ends_at", "end_reason")),
        list(Message.objects.filter(reference=id).values_list("kind", "person", "lang", "created_at")),
    )


def told() -> list[tuple[str, dict[str, object]]]:
    judged = Pending.objects.filter(kind__in=("form:submission:cleared", "form:submission:refused"))
    return [(one.kind, json.loads(one.payload)) for one in judged]


def entry(kind: str, id: UUID) -> tuple[str, dict[str, object]]:
    who: dict[str, object] = {"actor": f"staff:{CLERK.reference}", "submission": str(id), "form": "feedback"}
    return f"form:submission:{kind}", who


def test_who_gave_an_address_is_asked_to_confirm_it_in_what_is_left_of_the_week() -> None:
    one, other = apart(), apart()
    before = stands(other)
    assert decided(clear, one) == 1
    person = Submission.objects.get(id=one).person_id
    letter = ("forms:confirm", person, "en", LATER)
    assert stands(one) == ("pending", False, [("confirmation", WEEK, "")], [letter])
    assert stands(other) == before == ("pending", True, [("confirmation", WEEK, "")], [])
    assert told() == [entry("cleared", one)]


def test_what_gives_no_address_counts_at_once() -> None:
    one, other = apart(address=False), apart(address=False)
    before = stands(other)
    assert decided(clear, one) == 1
    assert stands(one) == ("accepted", False, [("confirmation", LATER, "confirmed"), ("feedback", None, "")], [])
    assert stands(other) == before


def test_what_is_let_go_ends_at_once_and_nobody_is_written_to() -> None:
    one, other = apart(), apart()
    before = stands(other)
    assert decided(refuse_as_spam, one) == 1
    assert stands(one) == ("pending", True, [("confirmation", LATER, "expired")], [])
    assert stands(other) == before
    assert told() == [entry("refused", one)]


def test_several_are_decided_at_once_and_counted_once() -> None:
    ids = [apart() for _ in range(3)]
    assert decided(clear, *ids[:2]) == 2
    assert decided(clear, *ids) == 1
    assert decided(refuse_as_spam, *ids) == 0


def _nothing(_id: UUID) -> None:
    """As it came."""


def _counts(id: UUID) -> None:
    Submission.objects.filter(id=id).update(state=State.ACCEPTED)


def _is_none(id: UUID) -> None:
    Suspicion.objects.filter(submission_id=id).delete()


def _is_over(id: UUID) -> None:
    Grant.objects.filter(submission_id=id).update(ends_at=LATER)


@pytest.mark.parametrize("decide", [clear, refuse_as_spam])
@pytest.mark.parametrize(
    ("change", "form"),
    [(_nothing, "membership"), (_counts, "feedback"), (_is_none, "feedback"), (_is_over, "feedback")],
)
def test_what_does_not_wait_apart_in_this_form_is_left_as_it_is(
    decide: Decide, change: Callable[[UUID], None], form: str
) -> None:
    one, _other = apart(), apart()
    change(one)
    before = stands(one)
    assert decided(decide, one, form=form) == 0
    assert stands(one) == before
    assert told() == []


@pytest.mark.parametrize("decide", [clear, refuse_as_spam])
def test_until_the_last_moment_of_its_week_it_can_be_decided(decide: Decide) -> None:
    assert decided(decide, apart(), now=WEEK - timedelta(seconds=1)) == 1
    assert decided(decide, apart(), now=WEEK) == 0
    assert decided(decide, uuid4(), now=NOW) == 0
