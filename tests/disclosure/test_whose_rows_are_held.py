"""Whoever something changes about is held first, and nobody else: others do not wait for them (`core.people.lock`)."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from azukari.core.consent.models import Grant
from azukari.core.mail import mailing_retention
from azukari.core.mail.models import MailboxScore, Mailing, MailingMessage
from azukari.core.people.lock import lock_people
from azukari.core.transfers import consents, finish, instruct
from azukari.core.transfers.models import Moved, TransferState, What
from azukari.policy.mailing import MailingState, MessageState
from azukari.policy.terms import Actor, ActorKind
from tests.disclosure import office
from tests.disclosure.rows import instruction, somebody, went

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=400)
type Held = list[set[UUID]]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """Who was held, one after the other."""
    seen: Held = []

    def hold(people: Collection[UUID]) -> set[UUID]:
        seen.append(set(people))
        return lock_people(people)

    for module in (consents, finish, instruct, mailing_retention):
        monkeypatch.setattr(module, "lock_people", hold)
    return seen


def me(person: UUID) -> Actor:
    return Actor(ActorKind.PERSON, str(person))


def confirm_first(people: list[UUID], now: datetime) -> None:
    first, *_others = [instruction(somebody(went(now), person), now) for person in people]
    instruct.acknowledge(first.id, actor=office.ASKER, now=now)


ACTS: dict[str, Callable[[list[UUID], datetime], object]] = {
    "confirming": confirm_first,
    "taking back": lambda people, now: consents.withdraw(
        people[0], recipient=office.KOTORI, purpose="magazine", actor=me(people[0]), now=now
    ),
    "a ticked box": lambda people, now: consents.agree_by_box(
        list(Grant.objects.filter(person_id=people[0], purpose="magazine")), recipient=office.KOTORI, now=now
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_is_concerned_alone_is_held(kotori, readers, moment, held, act):
    ACTS[act](readers, moment)
    assert held == [{readers[0]}]


def test_of_those_who_are_told_of_by_mail_each_is_held(kotori, readers, moment, held):
    transfer = went(moment)
    for person in (*readers[:2], None):
        instruction(somebody(transfer, person), moment)
    done = instruction(somebody(transfer, readers[2]), moment)
    type(done).objects.filter(id=done.id).update(sent_at=moment, what=What.ERASE)
    instruct.tell(office.KOTORI, now=moment)
    assert held == [set(readers[:2])]


def test_of_what_is_withheld_each_who_was_in_it_is_held_a_batch_at_a_time(kotori, readers, moment, held, monkeypatch):
    monkeypatch.setattr(finish, "BATCH", 2)
    transfer = went(moment, state=TransferState.STOPPED, stop_code="x")
    for person in (*readers, None):
        somebody(transfer, person)
    somebody(went(moment), readers[0], state=Moved.MOVED)
    finish.withhold(transfer, now=moment)
    assert held == [set(readers[:2]), {readers[2]}, set()]


def test_who_is_forgotten_in_an_old_mailing_is_held(kotori, readers, moment, held):
    for person, ended in zip(readers, (moment - YEARS, moment - YEARS, moment), strict=True):
        mailing = Mailing.objects.create(
            kind="x", purpose="x", state=MailingState.DONE, created_by="x", created_at=ended, ended_at=ended
        )
        MailingMessage.objects.create(
            mailing=mailing, person_id=person, lang="en", state=MessageState.SENT, due_at=ended, changed_at=ended
        )
    for person, at in zip(readers, (moment, moment, moment - YEARS), strict=True):
        MailboxScore.objects.create(person_id=person, score=1, reason="full", at=at)
    assert mailing_retention.forget_old(moment) == 3
    assert held == [set(readers[:2]), {readers[2]}]
