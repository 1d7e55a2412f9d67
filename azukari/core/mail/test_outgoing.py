"""When an operator hears that mail does not go out: to the second, and for what is the matter with the server alone,
not for one address that does not exist.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from azukari.core.mail.models import Message
from azukari.core.mail.outgoing import stuck, trouble, unreachable
from azukari.core.mail.retrying import MOST_ATTEMPTS
from azukari.core.people.models import Person
from azukari.lib.identifier import new_id
from tests.cast import NOW

pytestmark = pytest.mark.django_db
SECOND, HOUR, WEEK = timedelta(seconds=1), timedelta(hours=1), timedelta(days=7)
GIVEN_UP, NOT_TAKEN = {"attempts": MOST_ATTEMPTS, "failure": "SMTPDataError"}, {"attempts": 1, "failure": "Timeout"}
NO_SUCH_ADDRESS = "SMTPRecipientsRefused 550 5.1.1"


def message(at: datetime, **more: Any) -> Message:
    given = {"kind": "forms:receipt", "lang": "ja", "created_at": at, "due_at": at, "reference": new_id()}
    return Message.objects.create(**{**given, **more})


def somebody() -> Any:
    return Person.objects.create(id=new_id(), created_at=NOW).id


def told() -> list[str]:
    return [str(sentence) for sentence in trouble(NOW)]


@pytest.mark.parametrize(
    ("ago", "more", "waits", "in_vain"),
    [
        (HOUR + SECOND, {}, True, False),
        (HOUR + SECOND, {"failure": "ConnectionRefusedError"}, True, True),
        (HOUR, {"failure": "ConnectionRefusedError"}, False, False),
        (HOUR + SECOND, {"failure": "Timeout", "attempts": 1}, False, False),
        (HOUR + SECOND, {"failure": "Timeout", "sent_at": NOW}, False, False),
    ],
)
def test_a_message_that_has_waited_for_an_hour_waits_for_somebody(
    ago: timedelta, more: dict[str, Any], waits: bool, in_vain: bool
) -> None:
    message(NOW - ago, **more)
    assert stuck(NOW) == waits
    assert unreachable(NOW, since=HOUR) is in_vain
    assert told() == (
        ["1 messages have waited for more than an hour. Check the settings of the mail server and the worker."]
        if waits
        else []
    )
    assert stuck(NOW, since=ago) == 0
    assert stuck(NOW, since=ago - SECOND) == (1 if not more.keys() & {"attempts", "sent_at"} else 0)


@pytest.mark.parametrize(
    ("ago", "more", "is_news"),
    [
        (WEEK - SECOND, {}, True),
        (WEEK, {}, False),
        (SECOND, {"failure": NO_SUCH_ADDRESS}, False),
        (SECOND, {"attempts": MOST_ATTEMPTS - 1}, False),
        (SECOND, {"sent_at": NOW}, False),
    ],
)
def test_what_was_given_up_is_told_for_a_week(ago: timedelta, more: dict[str, Any], is_news: bool) -> None:
    message(NOW - ago, **{**GIVEN_UP, **more})
    said = "1 messages could not be sent and were given up this week. Check the settings of the mail server."
    assert told() == ([said] if is_news else [])


@pytest.mark.parametrize("failure", ["Timeout", NO_SUCH_ADDRESS])
def test_of_three_that_are_not_taken_and_none_that_went_the_server_is_told(failure: str) -> None:
    for _ in range(2):
        message(NOW - SECOND, attempts=1, failure=failure)
    assert told() == []
    message(NOW - SECOND, attempts=1 if failure == "Timeout" else MOST_ATTEMPTS, failure=failure)
    said = "The mail server has taken none of the last 3 messages. Check the settings of the mail server."
    assert told() == [said]
    went = message(NOW - HOUR, attempts=1, sent_at=NOW, person_id=somebody())
    assert told() == []
    for field, value in (("failure", "mail.refused"), ("person_id", None), ("sent_at", NOW - SECOND)):
        before = getattr(went, field)
        Message.objects.filter(id=went.id).update(**{field: value})
        assert told() == [said], field
        Message.objects.filter(id=went.id).update(**{field: before})
    assert told() == []


def test_what_waits_for_its_first_time_has_not_been_refused_by_anybody() -> None:
    for attempts in (0, 0, 0, 1, 1):
        message(NOW - SECOND, attempts=attempts, failure="Timeout" if attempts else "")
    assert told() == []


def test_what_is_tried_again_is_told_while_it_is_news_and_no_more_than_once() -> None:
    rows = [message(NOW - WEEK + SECOND, **NOT_TAKEN) for _ in range(3)]
    assert len(told()) == 1
    Message.objects.filter(id=rows[0].id).update(due_at=NOW - WEEK)
    assert told() == []
    for _ in range(3):
        message(NOW - SECOND, **GIVEN_UP)
    assert [line.split()[0] for line in told()] == ["3"], "what was given up is not told twice"
