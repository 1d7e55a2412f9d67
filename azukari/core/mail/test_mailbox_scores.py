"""How often mail to somebody came back: each mailbox by itself, less with each mail that arrived since, and closed at
the limit to what nobody asked for.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from azukari.core.mail.mailbox_score import closed_since, closed_to, note
from azukari.core.mail.models import MailboxScore, Mailing, MailingMessage
from azukari.core.people.models import Person
from azukari.lib.identifier import new_id
from azukari.policy.mailing import MailingState, MessageState
from azukari.policy.returned import LIMIT, WEIGHT, Reason
from tests.cast import NOW

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def person() -> UUID:
    return Person.objects.create(id=new_id(), created_at=NOW, confirmed_at=NOW).id


def score(of: UUID, points: int, at: datetime = NOW, reason: Reason = Reason.FULL) -> None:
    MailboxScore.objects.create(person_id=of, score=points, reason=reason, at=at)


def went(to: UUID | None, at: datetime, state: MessageState = MessageState.SENT) -> None:
    mailing = Mailing.objects.create(
        kind="magazine", purpose="magazine", state=MailingState.DONE, created_by="system", created_at=NOW
    )
    MailingMessage.objects.create(mailing=mailing, person_id=to, lang="en", state=state, due_at=at, changed_at=at)


def stands() -> Mapping[UUID, tuple[int, str, datetime]]:
    rows = MailboxScore.objects.values_list("person_id", "score", "reason", "at")
    return {of: (points, reason, at) for of, points, reason, at in rows}


@pytest.mark.parametrize("reason", Reason)
def test_the_first_that_comes_back_counts_by_its_reason(reason: Reason) -> None:
    one, weight = person(), WEIGHT[reason]
    assert note({one: reason}, now=NOW) == ({one: weight} if weight else {})
    assert stands() == ({one: (weight, reason, NOW)} if weight else {})


def test_each_mailbox_is_counted_by_itself_with_its_last_reason_and_day() -> None:
    one, other, third, fresh = (person() for _ in range(4))
    for of in (one, other, third):
        score(of, 2)
    later = NOW + SECOND
    returned = {one: Reason.OFF, other: Reason.GONE, third: Reason.POLICY, fresh: Reason.FULL}
    assert note(returned, now=later) == {one: 3, other: LIMIT, fresh: 1}
    assert stands() == {
        one: (3, Reason.OFF, later),
        other: (LIMIT, Reason.GONE, later),
        third: (2, Reason.FULL, NOW),
        fresh: (1, Reason.FULL, later),
    }
    assert note({}, now=later) == note({third: Reason.CONTENT}, now=later) == {}


@pytest.mark.parametrize(
    ("at", "state", "to", "counts"),
    [
        (SECOND, MessageState.SENT, "one", True),
        (0 * SECOND, MessageState.SENT, "one", False),
        (-SECOND, MessageState.SENT, "one", False),
        (SECOND, MessageState.BOUNCED, "one", False),
        (SECOND, MessageState.SENT, "other", False),
        (SECOND, MessageState.SENT, "nobody", False),
    ],
)
def test_what_arrived_since_takes_one_off(at: timedelta, state: MessageState, to: str, counts: bool) -> None:
    one, other = person(), person()
    score(one, 3)
    score(other, 3, NOW - 9 * SECOND)
    went({"one": one, "other": other, "nobody": None}[to], NOW + at, state)
    went(person(), NOW + SECOND)
    found = note({one: Reason.FULL, other: Reason.FULL}, now=NOW + 9 * SECOND)
    assert found[one] == (3 if counts else 4)
    assert found[other] == (3 if to == "other" else 4)


@pytest.mark.parametrize("points", [LIMIT - 1, LIMIT])
def test_at_the_limit_it_is_closed_to_the_address_of_that_time(points: int) -> None:
    one, other = person(), person()
    score(one, points, reason=Reason.GONE)
    closed = points == LIMIT
    assert closed_since([one, other]) == ({one: NOW} if closed else {})
    assert closed_since([other]) == {}
    assert closed_to(one, NOW) is closed
    assert closed_to(one, NOW - SECOND) is closed
    assert closed_to(one, NOW + SECOND) is False
    assert closed_to(other, NOW) is False


def test_of_nobody_nothing_is_told() -> None:
    score(person(), LIMIT)
    assert closed_since([]) == {}
