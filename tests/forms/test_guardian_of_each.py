"""A guardian's question and answer concern one registration: what is asked, agreed to or refused for one young person
leaves another's as it is, and each is kept in these words.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.forms.events import GUARDIAN_AGREED, GUARDIAN_ASKED, GUARDIAN_REFUSED
from azukari.core.forms.guardians import (
    LINK,
    agree,
    agreements,
    any_guardians,
    ask,
    declared_before,
    refuse,
    stand_ins,
    standings_with,
)
from azukari.core.forms.models import GuardianAddress, Guardianship, GuardianState, State, Submission
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.models import Pending
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.lib.identifier import new_id
from tests.cast import NOW
from tests.forms.sending import WEEK, Young, sent, young

pytestmark = pytest.mark.usefixtures("charter")
LATER, THEN = NOW + timedelta(hours=1), NOW + timedelta(days=2)


@pytest.fixture
def one(charter: Any) -> Young:
    return young("heron@example.org")


@pytest.fixture
def other(charter: Any) -> Young:
    return young("teal@example.org")


def asks(who: Young, now: datetime = LATER) -> None:
    with transaction.atomic():
        ask(who.submission, now=now)


def link(who: Young) -> str:
    return LINK.token(who.submission.id, expires=NOW + timedelta(days=30))


def stands(who: Young) -> dict[str, object]:
    """How it stands with the question for one of them."""
    submission = Submission.objects.get(id=who.submission.id)
    guarded = Guardianship.objects.get(submission=submission)
    asked = Grant.objects.filter(submission_id__in=(submission.id, who.letter), purpose="confirmation")
    return {
        "state": submission.state,
        "guardian": (guarded.state, guarded.changed_at),
        "until": dict(asked.values_list("submission_id", "ends_at")),
        "address": GuardianAddress.objects.filter(submission=submission).exists(),
        "stand-in": Person.objects.filter(id=who.stand_in).exists(),
    }


def letters(kind: str) -> list[tuple[object, ...]]:
    found = Message.objects.filter(kind=kind)
    return list(found.values_list("person", "reference", "lang", "created_at"))


def told(kind: Kind) -> list[object]:
    return [json.loads(payload) for payload in Pending.objects.filter(kind=kind.name).values_list("payload", flat=True)]


def about(who: Young) -> dict[str, object]:
    return {"submission": str(who.submission.id), "form": "plastic-free-river", "charter": 1}


def test_the_guardian_of_one_is_asked_once_and_has_a_week_from_then(one: Young, other: Young) -> None:
    before = stands(other)
    asks(one)
    asks(one, now=THEN)
    week = LATER + timedelta(days=7)
    assert stands(one) == {
        "state": "pending",
        "guardian": ("asked", LATER),
        "until": {one.submission.id: week, one.letter: week},
        "address": True,
        "stand-in": True,
    }
    assert stands(other) == before
    assert before["until"] == {other.submission.id: WEEK, other.letter: WEEK}
    assert letters("forms:guardian") == [(one.stand_in, one.letter, "en", LATER)]
    assert told(GUARDIAN_ASKED) == [about(one)]


def test_a_yes_counts_for_one_and_their_guardian_is_forgotten_while_the_other_is_asked_on(
    one: Young, other: Young
) -> None:
    asks(one)
    asks(other)
    before = stands(other)
    agree(link(one), now=THEN)
    assert stands(one) == {
        "state": "accepted",
        "guardian": ("agreed", THEN),
        "until": {one.submission.id: THEN},
        "address": False,
        "stand-in": False,
    }
    assert stands(other) == before
    assert told(GUARDIAN_AGREED) == [about(one)]
    assert agreements([one.submission.id, other.submission.id]) == {one.submission.id: THEN}
    assert agreements([other.submission.id]) == {}
    assert stand_ins([one.submission.person_id, other.submission.person_id]) == [other.stand_in]
    assert stand_ins([one.submission.person_id]) == []


def test_a_no_is_told_to_its_person_and_ends_within_the_hour_while_the_other_is_asked_on(
    one: Young, other: Young
) -> None:
    asks(one)
    asks(other)
    before = stands(other)
    refuse(link(one), now=THEN)
    assert stands(one) == {
        "state": "pending",
        "guardian": ("refused", THEN),
        "until": {one.submission.id: THEN + timedelta(hours=1)},
        "address": False,
        "stand-in": False,
    }
    assert stands(other) == before
    assert Grant.objects.get(submission_id=one.submission.id).end_reason == "expired"
    assert letters("forms:guardian-refused") == [(one.submission.person_id, one.submission.id, "en", THEN)]
    assert told(GUARDIAN_REFUSED) == [about(one)]


@pytest.mark.parametrize(
    ("state", "sent_on", "closed"),
    [
        (GuardianState.WAITING, State.PENDING, LinkState.USED),
        (GuardianState.AGREED, State.PENDING, LinkState.USED),
        (GuardianState.REFUSED, State.PENDING, LinkState.USED),
        (GuardianState.ASKED, State.ACCEPTED, LinkState.USED),
    ],
)
def test_an_answer_is_taken_while_it_is_asked_for_and_at_no_other_time(
    one: Young, state: GuardianState, sent_on: State, closed: LinkState
) -> None:
    Guardianship.objects.update(state=state)
    Submission.objects.update(state=sent_on)
    before = stands(one)
    for answer in (agree, refuse):
        with pytest.raises(LinkClosed) as stuck:
            answer(link(one), now=THEN)
        assert stuck.value.state is closed
    assert stands(one) == before
    assert told(GUARDIAN_AGREED) == told(GUARDIAN_REFUSED) == []


def test_a_link_about_nobody_young_is_unknown(charter: Any) -> None:
    grown = sent("feedback").id
    for id in (grown, new_id()):
        with pytest.raises(LinkClosed) as stuck:
            LINK.opened(LINK.token(id, expires=WEEK), now=NOW)
        assert stuck.value.state is LinkState.UNKNOWN


def test_how_far_each_question_is(one: Young, other: Young) -> None:
    grown = Submission.objects.get(id=sent("plastic-free-river").id)
    asks(other)
    ids = [one.submission.id, other.submission.id, grown.id]
    assert standings_with(ids) == {one.submission.id: GuardianState.WAITING, other.submission.id: GuardianState.ASKED}
    assert standings_with(ids[:1]) == {one.submission.id: GuardianState.WAITING}
    assert any_guardians({"feedback", "plastic-free-river"})
    assert not any_guardians({"feedback"})


@pytest.mark.parametrize("first", [GuardianState.ASKED, GuardianState.REFUSED])
@pytest.mark.parametrize(
    ("second", "standing"),
    [
        (GuardianState.REFUSED, GuardianState.REFUSED),
        (GuardianState.ASKED, None),
        (GuardianState.WAITING, None),
        (GuardianState.AGREED, None),
    ],
)
def test_a_no_to_the_same_address_outweighs_a_question_that_is_open(
    one: Young, first: GuardianState, second: GuardianState, standing: GuardianState | None
) -> None:
    again = young("heron@example.org")
    for who, state in ((one, first), (again, second)):
        Guardianship.objects.filter(submission=who.submission).update(state=state)
    grown, stranger = (
        Submission.objects.get(id=sent("plastic-free-river", {"email": address}).id)
        for address in ("heron@example.org", "stranger@example.org")
    )
    assert declared_before([grown, stranger]) == {grown.id: standing or first}


def test_what_was_said_in_another_form_or_never_confirmed_holds_nobody_up(one: Young) -> None:
    grown = Submission.objects.get(id=sent("plastic-free-river", {"email": "heron@example.org"}).id)
    asked = Submission.objects.get(id=sent("feedback", {"email": "heron@example.org"}).id)
    assert declared_before([grown]) == {}
    Guardianship.objects.update(state=GuardianState.ASKED)
    assert declared_before([grown, asked]) == {grown.id: GuardianState.ASKED}
    assert declared_before([asked]) == {}
