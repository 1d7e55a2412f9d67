"""A mailing in each state under each verb: what becomes of it, what is refused, and that no other is touched."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from azukari.core.mail import mailing as verbs
from azukari.core.mail.models import Mailing
from azukari.lib.conflict import InvalidTransition
from azukari.policy.mailing import MailingState, may_become
from tests.cast import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
TURNS: dict[str, tuple[Callable[[Mailing], object], MailingState]] = {
    "start": (lambda mailing: verbs.start(mailing, now=LATER), MailingState.SENDING),
    "pause": (lambda mailing: verbs.pause(mailing, code="word"), MailingState.PAUSED),
    "cancel": (lambda mailing: verbs.cancel(mailing, now=LATER), MailingState.CANCELLED),
}


def made(state: MailingState, **more: object) -> Mailing:
    given = {
        "kind": "magazine",
        "purpose": "magazine",
        "created_by": "system",
        "created_at": NOW,
        "code": "old",
        **more,
    }
    return Mailing.objects.create(state=state.value, **given)


def row(mailing: Mailing) -> Any:
    return Mailing.objects.filter(id=mailing.id).values("state", "code", "starts_at", "ended_at").get()


@pytest.mark.parametrize("before", MailingState)
@pytest.mark.parametrize("verb", TURNS)
def test_each_turn_in_each_state(verb: str, before: MailingState):
    turn, after = TURNS[verb]
    mailing, other = made(before), made(before)
    if may_become(before, after):
        turn(mailing)
        expected: dict[str, dict[str, Any]] = {
            "start": {"code": "", "starts_at": LATER, "ended_at": None},
            "pause": {"code": "word", "starts_at": None, "ended_at": None},
            "cancel": {"code": "", "starts_at": None, "ended_at": LATER},
        }
        assert row(mailing) == {"state": after.value, **expected[verb]}
    else:
        unchanged = row(mailing)
        with pytest.raises(InvalidTransition):
            turn(mailing)
        assert row(mailing) == unchanged
    assert row(other) == {"state": before.value, "code": "old", "starts_at": None, "ended_at": None}


@pytest.mark.parametrize("state", MailingState)
def test_what_was_cancelled_or_is_being_prepared_is_not_tried_again(state: MailingState):
    mailing = made(state)
    if state in {MailingState.CANCELLED, MailingState.PREPARING}:
        with pytest.raises(InvalidTransition):
            verbs.retry_failed(mailing, now=LATER)
    else:
        assert verbs.retry_failed(mailing, now=LATER) == 0
    assert row(mailing)["state"] == state


def test_after_a_restore_whatever_is_under_way_is_paused_and_nothing_else():
    all_states = {state: made(state) for state in MailingState}
    assert verbs.pause_restored() == 1
    for state, mailing in all_states.items():
        paused = state is MailingState.SENDING
        assert (row(mailing)["state"], row(mailing)["code"]) == (
            ("paused", "restored") if paused else (state.value, "old")
        )


@pytest.mark.parametrize("state", MailingState)
def test_what_has_begun_and_of_which_nothing_waits_is_done(state: MailingState):
    begun, later = made(state, starts_at=LATER), made(state, starts_at=LATER + timedelta(seconds=1))
    assert verbs.settle_done(now=LATER) == (1 if state is MailingState.SENDING else 0)
    if state is MailingState.SENDING:
        assert (row(begun)["state"], row(begun)["ended_at"]) == ("done", LATER)
    assert row(later)["state"] == state
