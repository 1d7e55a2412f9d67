"""A reply is written to what counts and can be reached, and to nothing else."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from azukari.core.accounts.models import User
from azukari.core.consent.models import Grant
from azukari.core.forms import kinds
from azukari.core.forms.handling import NotThere
from azukari.core.forms.models import Handled, Handling, Reply, State, Submission
from azukari.core.forms.replying import NoAddress, Written, can_reach, may_reply, reply
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.core.vault.models import SealedValue
from azukari.lib.conflict import StaleVersion
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db: None) -> User:
    desks.publish()
    return desks.staff("feedback")


def _reply(id: UUID, by: User, **more: Any) -> Reply:
    policy = current().policy
    how: dict[str, Any] = {"purpose": "feedback", "seen": 0, "done": False, **more}
    actor = Actor(ActorKind.STAFF, str(by.reference), frozenset({"feedback"}))
    form = policy.forms["feedback"]
    return reply(id, Written("Words.", **how), form=form, policy=policy, by=by, actor=actor, now=timezone.now())


def _nothing_written() -> bool:
    return not (
        Reply.objects.exists() or SealedValue.objects.filter(field__startswith="reply-").exists()
        or Message.objects.filter(kind="forms:reply").exists()
    )  # fmt: skip


def _over(id: UUID) -> None:
    Grant.objects.filter(submission_id=id).update(ends_at=timezone.now())


def _waiting(id: UUID) -> None:
    Submission.objects.filter(id=id).update(state=State.PENDING)


@pytest.mark.parametrize("end", [_over, _waiting])
def test_what_does_not_count_gets_no_reply(clerk: User, end: Any) -> None:
    asked = desks.register("feedback").submission
    end(asked)
    assert not may_reply(Submission.objects.get(id=asked), current().policy, ["feedback"], now=timezone.now())
    with pytest.raises(NotThere):
        _reply(asked, clerk)
    with pytest.raises(NotThere):
        _reply(new_id(), clerk)
    assert _nothing_written()


def test_no_reply_is_written_for_a_purpose_that_uses_no_messages(clerk: User) -> None:
    member = Submission.objects.get(id=desks.register("membership").submission)
    assert may_reply(member, current().policy, ["magazine"], now=timezone.now()) == ""
    asked = Submission.objects.get(id=desks.register("feedback").submission)
    assert may_reply(asked, current().policy, ["membership"], now=timezone.now()) == ""
    assert may_reply(asked, current().policy, ["membership", "feedback"], now=timezone.now()) == "feedback"


@pytest.mark.parametrize("seen", [1, 2])
def test_another_word_meanwhile_makes_a_reply_stale(clerk: User, seen: int) -> None:
    asked = desks.register("feedback").submission
    with pytest.raises(StaleVersion):
        _reply(asked, clerk, seen=seen)
    assert _nothing_written()
    _reply(asked, clerk)
    with pytest.raises(StaleVersion):
        _reply(asked, clerk)
    assert Reply.objects.count() == 1


@pytest.mark.parametrize("collected", [True, False])
def test_whoever_left_no_address_is_reached_if_they_come_for_it(
    clerk: User, collected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = desks.register("feedback")
    assert can_reach(Submission.objects.get(id=known.submission))
    asked = Submission.objects.get(id=desks.register("feedback", {"email": ""}).submission)
    kind = kinds.of(asked.kind)
    monkeypatch.setattr(kinds, "of", lambda _kind: kind_that(kind, collected))
    assert can_reach(asked) is collected
    if collected:
        written = _reply(asked.id, clerk, done=True)
        assert not Message.objects.filter(id=written.message).exists(), "it is fetched, and not mailed"
        assert Handling.objects.get(submission=asked).state == Handled.CLOSED
    else:
        with pytest.raises(NoAddress):
            _reply(asked.id, clerk)
        assert _nothing_written()


def kind_that(kind: kinds.Kind, collected: bool) -> kinds.Kind:
    return replace(kind, is_collected=lambda _submission: collected)


@pytest.mark.parametrize(("done", "state"), [(True, Handled.CLOSED), (False, Handled.ANSWERED)])
def test_whoever_writes_takes_care_of_it_unless_somebody_does(clerk: User, done: bool, state: Handled) -> None:
    asked, theirs = desks.register("feedback").submission, desks.register("feedback").submission
    colleague = desks.staff("feedback", email="colleague@staff.example.org")
    person = Submission.objects.get(id=theirs).person_id
    Handling.objects.create(
        submission_id=theirs, person_id=person, state=Handled.IN_HAND, assignee=colleague, changed_at=timezone.now()
    )
    for id in (asked, theirs):
        _reply(id, clerk, done=done)
    assert {(h.submission_id, h.state, h.assignee) for h in Handling.objects.all()} == {
        (asked, state, clerk),
        (theirs, state, colleague),
    }
