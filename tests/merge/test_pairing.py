"""What is written down about a pair, and on whose trail; what a late or changed answer does."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person, Trail
from azukari.core.vault.duplicates import look_for_duplicates
from azukari.core.vault.events import DUPLICATE_DISMISSED, MERGE_AGREED, MERGE_ASKED, MERGE_DECLINED, VALUE_REFUSED
from azukari.core.vault.models import DuplicatePair, Merge, PairState, SealedValue
from azukari.core.vault.pairing import (
    CheckMissing,
    PairGone,
    Side,
    agree,
    ask,
    decline,
    dismiss,
    forget_unanswered,
    is_asked,
    record_of,
    suggestion,
    suggestions,
)
from azukari.core.vault.refusal import Refused
from azukari.policy.merge import IdentityCheck
from azukari.policy.terms import CONFIRMATION, Actor, ActorKind
from tests.console import desks

pytestmark = pytest.mark.django_db(transaction=True)

CLERK = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000001", frozenset({"membership"}))
FORTNIGHT = timedelta(days=14)


@pytest.fixture
def pair(db: None) -> DuplicatePair:
    """Two members with the same name and number, each with an address."""
    desks.publish()
    for address in ("aoba-marker@example.org", "blue-marker@example.org"):
        desks.register("membership", {"email": address})
    look_for_duplicates(desks.moment())
    return DuplicatePair.objects.get()


@pytest.fixture
def now(pair: DuplicatePair) -> datetime:
    """A moment after they were found."""
    return desks.moment()


def asked(pair: DuplicatePair, now: datetime, check: IdentityCheck | None = None) -> list[tuple[Side, UUID]]:
    """Ask, and say who is written to."""
    told: list[tuple[Side, UUID]] = []
    ask(pair.id, check=check, tell=lambda side, person: told.append((side, person)), actor=CLERK, now=now)
    return told


def yes(id: UUID, side: Side, *, now: datetime) -> UUID | None:
    """The owner of that side's address agrees."""
    with transaction.atomic():
        return agree(id, side, now=now)


def recorded(kind, person: UUID) -> list[dict[str, object]]:
    """What stands on somebody's trail of that kind."""
    entries = Trail.objects.filter(person_id=person).values_list("entry_id", flat=True)
    rows = Pending.objects.filter(kind=kind.name, id__in=list(entries)).order_by("id")
    return [json.loads(row.payload) for row in rows]


def without_address(person: UUID) -> None:
    SealedValue.objects.filter(person_id=person, category="email").delete()
    Person.objects.filter(id=person).update(confirmed_at=None)


def test_being_asked_stands_on_both_trails_and_each_yes_and_no_on_its_own(pair: DuplicatePair, now: datetime):
    assert asked(pair, now) == [(Side.FIRST, pair.first_id), (Side.SECOND, pair.second_id)]
    for person in (pair.first_id, pair.second_id):
        (entry,) = recorded(MERGE_ASKED, person)
        assert entry["purpose"] == "membership"
        assert "method" not in entry
        assert CLERK.reference in str(entry["actor"])
    assert yes(pair.id, Side.FIRST, now=now) is None
    assert recorded(MERGE_AGREED, pair.first_id) == [{"actor": "person", "purpose": "membership"}]
    assert recorded(MERGE_AGREED, pair.second_id) == []
    decline(pair.id, Side.SECOND, now=now)
    assert recorded(MERGE_DECLINED, pair.second_id) == [{"actor": "person", "purpose": "membership"}]
    assert recorded(MERGE_DECLINED, pair.first_id) == []


@pytest.mark.parametrize("side", [*Side])
def test_the_last_yes_joins_whichever_side_it_comes_from(pair: DuplicatePair, now: datetime, side: Side):
    asked(pair, now)
    other = next(one for one in Side if one is not side)
    assert yes(pair.id, other, now=now) is None
    assert yes(pair.id, side, now=now) == Merge.objects.get().id
    assert recorded(MERGE_AGREED, pair.first_id)


@pytest.mark.parametrize("answer", [yes, decline])
def test_an_answer_counts_for_a_fortnight_to_the_second(pair: DuplicatePair, now: datetime, answer):
    asked(pair, now)
    late, last = now + FORTNIGHT, now + FORTNIGHT - timedelta(microseconds=1)
    assert is_asked(pair.id, Side.FIRST, now=last)
    assert not is_asked(pair.id, Side.FIRST, now=late)
    with pytest.raises(PairGone):
        answer(pair.id, Side.FIRST, now=late)
    assert forget_unanswered(last) == 0
    answer(pair.id, Side.FIRST, now=last)


def test_what_nobody_answers_is_suggested_anew_as_if_nobody_had_been_asked(pair: DuplicatePair, now: datetime):
    asked(pair, now, IdentityCheck.IN_PERSON)
    yes(pair.id, Side.FIRST, now=now)
    assert forget_unanswered(now + FORTNIGHT) == 1
    pair.refresh_from_db()
    left = (pair.state, pair.first_agreed_at, pair.second_agreed_at, pair.expires_at, pair.method)
    assert left == (PairState.SUGGESTED, None, None, None, "")
    assert not is_asked(pair.id, Side.FIRST, now=now)


@pytest.mark.parametrize("duties", [frozenset({"volunteers"}), frozenset[str]()])
def test_whoever_may_not_compare_them_is_refused_on_both_trails_and_changes_nothing(
    pair: DuplicatePair, now: datetime, duties: frozenset[str]
):
    other = replace(CLERK, duties=duties)
    for act in (
        lambda: dismiss(pair.id, actor=other, now=now),
        lambda: ask(pair.id, check=None, tell=lambda side, _person: pytest.fail(side), actor=other, now=now),
    ):
        before = {person: len(recorded(VALUE_REFUSED, person)) for person in (pair.first_id, pair.second_id)}
        with pytest.raises(Refused):
            act()
        for person in (pair.first_id, pair.second_id):
            entries = recorded(VALUE_REFUSED, person)
            assert len(entries) == before[person] + 1
            assert entries[-1]["purpose"] == "membership"
    assert suggestion(pair.id).state == PairState.SUGGESTED


def test_a_check_is_written_down_where_one_was_needed(pair: DuplicatePair, now: datetime):
    without_address(pair.second_id)
    with pytest.raises(CheckMissing):
        asked(pair, now)
    assert suggestion(pair.id).state == PairState.SUGGESTED
    assert asked(pair, now, IdentityCheck.DOCUMENT) == [(Side.FIRST, pair.first_id)]
    assert recorded(MERGE_ASKED, pair.second_id)[0]["method"] == IdentityCheck.DOCUMENT.value
    assert yes(pair.id, Side.FIRST, now=now) == Merge.objects.get().id


def test_a_check_that_was_not_needed_is_not_said_to_have_been(pair: DuplicatePair, now: datetime):
    asked(pair, now, IdentityCheck.DOCUMENT)
    assert suggestion(pair.id).method == ""
    assert "method" not in recorded(MERGE_ASKED, pair.first_id)[0]


def test_where_nobody_has_an_address_the_check_joins_them_at_once_into_the_older(pair: DuplicatePair, now: datetime):
    for person in (pair.first_id, pair.second_id):
        without_address(person)
    begun = ask(
        pair.id, check=IdentityCheck.DOCUMENT, tell=lambda side, _person: pytest.fail(side), actor=CLERK, now=now
    )
    assert (begun.sides, begun.merged) == ((), Merge.objects.get().id)
    assert Merge.objects.get().survivor_id == pair.first_id


def test_the_record_with_the_address_takes_the_other_up(pair: DuplicatePair, now: datetime):
    without_address(pair.first_id)
    assert asked(pair, now, IdentityCheck.DOCUMENT) == [(Side.SECOND, pair.second_id)]
    yes(pair.id, Side.SECOND, now=now)
    assert Merge.objects.get().survivor_id == pair.second_id


def test_an_address_that_goes_after_the_question_needs_a_check_after_all(pair: DuplicatePair, now: datetime):
    asked(pair, now)
    without_address(pair.second_id)
    with pytest.raises(PairGone):
        yes(pair.id, Side.FIRST, now=now)
    assert not Merge.objects.exists()


def test_two_people_are_dismissed_for_whatever_they_have_in_common_and_others_are_not(
    pair: DuplicatePair, now: datetime
):
    again = replace_pair(pair, purpose="magazine")
    done = replace_pair(pair, purpose="campaign", state=PairState.DECLINED, decided_at=now - FORTNIGHT)
    third = Person.objects.create(id=UUID(int=2**128 - 1), created_at=now)
    apart = replace_pair(pair, second=third)
    dismiss(pair.id, actor=CLERK, now=now)
    told = {row.id: (row.state, row.decided_at) for row in DuplicatePair.objects.all()}
    assert told[pair.id] == told[again.id] == (PairState.DISMISSED, now)
    assert told[done.id] == (PairState.DECLINED, now - FORTNIGHT)
    assert told[apart.id][0] == PairState.SUGGESTED
    for person in (pair.first_id, pair.second_id):
        assert [entry["purpose"] for entry in recorded(DUPLICATE_DISMISSED, person)] == ["membership"]
    assert recorded(DUPLICATE_DISMISSED, third.id) == []
    with pytest.raises(PairGone):
        dismiss(pair.id, actor=CLERK, now=now)
    with pytest.raises(PairGone):
        suggestion(pair.id)


def replace_pair(pair: DuplicatePair, **other: object) -> DuplicatePair:
    """Another pair of the same people, but for what is said."""
    told = {"first_id": pair.first_id, "second_id": pair.second_id, "purpose": pair.purpose, "signal": pair.signal}
    if "second" in other:
        del told["second_id"]
    return DuplicatePair.objects.create(**{**told, "found_at": pair.found_at, **other})


@pytest.mark.parametrize("state", [PairState.SUGGESTED, PairState.ASKED])
def test_what_is_said_of_two_is_said_of_no_others(pair: DuplicatePair, now: datetime, state: PairState):
    """Of others who were found before: they are the first rows that a query finds which forgot whom it is about."""
    first, second = (Person.objects.create(id=UUID(int=number), created_at=now) for number in (1, 2))
    earlier = replace_pair(
        pair, id=UUID(int=3), first_id=first.id, second=second, state=state, found_at=now - FORTNIGHT,
        expires_at=now + FORTNIGHT,
    )  # fmt: skip
    before = DuplicatePair.objects.filter(id=earlier.id).values().get()
    asked(pair, now)
    yes(pair.id, Side.FIRST, now=now)
    assert not is_asked(pair.id, Side.FIRST, now=now)
    decline(pair.id, Side.SECOND, now=now)
    for answer in (yes, decline):
        with pytest.raises(PairGone):
            answer(pair.id, Side.SECOND, now=now)
    with pytest.raises(PairGone):
        suggestion(pair.id)
    with pytest.raises(PairGone):
        dismiss(pair.id, actor=CLERK, now=now)
    with pytest.raises(PairGone):
        asked(pair, now)
    assert DuplicatePair.objects.filter(id=earlier.id).values().get() == before
    assert [*suggestions(["membership"])] == [earlier]


def test_two_people_are_listed_once_for_purposes_that_one_may_see(pair: DuplicatePair, now: datetime):
    again = replace_pair(pair, purpose="magazine")
    assert [*suggestions(["membership", "magazine"])] == [min(pair, again, key=lambda each: each.id)]
    assert [*suggestions(["magazine"])] == [again]
    assert [*suggestions(["campaign"])] == []
    asked(pair, now)
    assert [*suggestions(["membership"])] == [pair]
    assert suggestion(pair.id) == pair
    decline(pair.id, Side.FIRST, now=now)
    assert [*suggestions(["membership"])] == []


def test_what_is_known_of_a_record(pair: DuplicatePair, now: datetime):
    known = record_of(pair.first_id)
    assert (known.confirmed, known.unproven) == (True, False)
    assert {grant.purpose for grant in known.grants} >= {"membership"}
    sample = Grant.objects.filter(person_id=pair.first_id)[0]
    waiting = Grant.objects.create(
        person_id=pair.first_id, submission_id=sample.submission_id, purpose=CONFIRMATION, ground=sample.ground,
        charter_id=sample.charter_id, begins_at=now, ends_at=now + FORTNIGHT,
    )  # fmt: skip
    assert replace(record_of(pair.first_id), grants=()) == replace(known, unproven=True, grants=())
    Grant.objects.filter(id=waiting.id).update(settled_at=now)
    assert not record_of(pair.first_id).unproven
    Person.objects.filter(id=pair.first_id).update(confirmed_at=None)
    assert (record_of(pair.first_id).confirmed, record_of(pair.first_id).unproven) == (False, True)
    SealedValue.objects.filter(person_id=pair.first_id, category="email").delete()
    assert (record_of(pair.first_id).confirmed, record_of(pair.first_id).unproven) == (False, False)
    Person.objects.filter(id=pair.first_id).update(confirmed_at=now)
    assert not record_of(pair.first_id).confirmed, "there is nothing to write to"
    nobody = record_of(uuid4())
    assert (nobody.confirmed, nobody.unproven, nobody.grants) == (False, False, ())
