"""What is written down of addresses that must never be written to: how many, by whom, how it came; and no address."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from azukari.core.ledger.models import Pending
from azukari.core.people.models import Trail
from azukari.core.vault import suppression
from azukari.core.vault.events import SUPPRESSION_CHECKED, SUPPRESSION_LIFTED, SUPPRESSION_SET
from azukari.core.vault.models import SealedValue, Suppression
from azukari.core.vault.propose import adopt, propose
from azukari.core.vault.suppression import (
    claim_letter,
    count,
    lift,
    lift_confirmed,
    record_check,
    suppress,
    suppressed,
    suppressed_people,
    suppression_state,
    waits_for_lifting,
)
from azukari.policy.terms import Actor, ActorKind, Category
from tests.console import desks

pytestmark = pytest.mark.django_db

ONE, TWO = "aoba-marker@example.org", "blue-marker@example.org"
STAFF = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000001", frozenset({"privacy"}))
BY = f"staff:{STAFF.reference}"


@pytest.fixture(autouse=True)
def _ruling(db: None) -> None:
    suppression._key.cache_clear()
    desks.publish()


def said(kind) -> list[dict[str, object]]:
    return [json.loads(row.payload) for row in Pending.objects.filter(kind=kind.name).order_by("id")]


def test_each_wish_is_counted_once_and_says_how_it_came() -> None:
    now = desks.moment()
    assert suppress([ONE], actor=STAFF, now=now) == 1
    assert suppress([ONE, TWO], actor=STAFF, now=now, channel="phone") == 1
    assert suppress([ONE], actor=STAFF, now=now) == 0
    counts = sorted((told["count"], told.get("channel", "")) for told in said(SUPPRESSION_SET))
    assert counts == [(0, ""), (1, ""), (1, "phone")]
    assert {told["actor"] for told in said(SUPPRESSION_SET)} == {BY}
    assert count() == 2
    rows = Suppression.objects.values_list("key", "set_on", "letter")
    assert {*rows} == {(1, now.date(), None)}
    assert suppressed([ONE, TWO, "green@example.org"]) == {ONE, TWO}


def test_two_who_note_the_same_wish_at_once_both_have_noted_it(monkeypatch: pytest.MonkeyPatch) -> None:
    suppress([ONE], actor=STAFF, now=desks.moment())
    monkeypatch.setattr(suppression, "suppressed", lambda _addresses: frozenset())  # as it was a moment ago
    suppress([ONE, TWO], actor=STAFF, now=desks.moment())
    assert count() == 2


def test_lifting_is_told_where_there_was_something_to_lift() -> None:
    now = desks.moment()
    with transaction.atomic():
        assert lift([ONE], actor=STAFF, now=now) == 0
        suppress([ONE], actor=STAFF, now=now)
        assert lift([TWO], actor=STAFF, now=now) == 0
        assert said(SUPPRESSION_LIFTED) == []
        assert lift([ONE, TWO], actor=STAFF, now=now) == 1
    assert said(SUPPRESSION_LIFTED) == [{"actor": BY, "count": 1}]
    assert count() == 0


@pytest.mark.parametrize("found", [False, True])
def test_that_somebody_asked_is_recorded_with_what_they_were_told(*, found: bool) -> None:
    record_check(found=found, actor=STAFF, now=desks.moment())
    assert said(SUPPRESSION_CHECKED) == [{"actor": BY, "count": int(found)}]


def test_the_state_changes_with_every_address_and_comes_back() -> None:
    states = [suppression_state()]
    for address in (ONE, TWO):
        suppress([address], actor=STAFF, now=desks.moment())
        states.append(suppression_state())
    assert len({*states}) == 3
    lift([TWO], actor=STAFF, now=desks.moment())
    assert suppression_state() == states[1]


def test_one_letter_asks_and_no_second() -> None:
    first, second = uuid4(), uuid4()
    assert not claim_letter(ONE, first), "nobody has to be asked"
    suppress([ONE, TWO], actor=STAFF, now=desks.moment())
    assert claim_letter(ONE, first)
    assert not claim_letter(ONE, second)
    assert claim_letter(ONE, first), "when it is tried again"
    assert claim_letter(TWO, second), "each has its own"
    assert {*Suppression.objects.values_list("letter", flat=True)} == {first, second}


def test_people_count_by_any_of_their_addresses_and_by_nobody_elses() -> None:
    one, other = desks.register("magazine", {"email": ONE}), desks.register("magazine", {"email": TWO})
    third = desks.register("volunteers", {"email": "green@example.org"})
    everybody = [one.person, other.person, third.person]
    assert suppressed_people(everybody) == frozenset()
    suppress([ONE], actor=STAFF, now=desks.moment())
    assert suppressed_people(everybody) == {one.person}
    assert suppressed_people([other.person]) == frozenset()
    suppress([TWO], actor=STAFF, now=desks.moment())
    assert suppressed_people(everybody) == {one.person, other.person}


def test_only_what_a_submission_gave_is_lifted_by_its_confirmation_and_by_its_owner() -> None:
    one, other = desks.register("magazine", {"email": ONE}), desks.register("magazine", {"email": TWO})
    now = desks.moment() + timedelta(seconds=1)
    with transaction.atomic():
        lift_confirmed({one.submission: one.person}, now=now)
    assert said(SUPPRESSION_LIFTED) == []
    suppress([ONE, TWO], actor=STAFF, now=now)
    assert waits_for_lifting(one.submission)
    assert not waits_for_lifting(UUID(int=1))
    with transaction.atomic():
        lift_confirmed({}, now=now)
        assert count() == 2
        lift_confirmed({one.submission: one.person}, now=now)
    assert suppressed([ONE, TWO]) == {TWO}
    assert said(SUPPRESSION_LIFTED) == [{"actor": "person", "count": 1}]
    assert not waits_for_lifting(one.submission)
    assert waits_for_lifting(other.submission)
    SealedValue.objects.filter(submission_id=other.submission, category=Category.EMAIL).delete()
    assert not waits_for_lifting(other.submission), "what gave no address lifts nothing"


def test_whoever_confirms_a_new_address_lets_it_be_written_to() -> None:
    person = desks.register("magazine", {"email": ONE}).person
    suppress([TWO, "green@example.org"], actor=STAFF, now=desks.moment())
    value = SealedValue.objects.get(person_id=person, category=Category.EMAIL)
    now = desks.moment()
    with transaction.atomic():
        made = propose(value.id, TWO, person=person, now=now, until=now + timedelta(days=1))
        assert suppressed([TWO]) == {TWO}, "to ask for it is not enough"
        adopt(made.id, actor=Actor(ActorKind.PERSON, ""), now=now)
    assert suppressed([TWO, "green@example.org"]) == {"green@example.org"}
    (entry,) = Pending.objects.filter(kind=SUPPRESSION_LIFTED.name)
    assert json.loads(entry.payload) == {"actor": "person", "count": 1}
    assert Trail.objects.get(entry_id=entry.id).person_id == person


def test_a_wish_of_somebody_known_stands_on_their_trail() -> None:
    one, other = desks.register("magazine", {"email": ONE}), desks.register("magazine", {"email": TWO})
    suppress([ONE], actor=STAFF, now=desks.moment(), person=one.person)
    (entry,) = Pending.objects.filter(kind=SUPPRESSION_SET.name)
    assert Trail.objects.get(entry_id=entry.id).person_id == one.person != other.person
