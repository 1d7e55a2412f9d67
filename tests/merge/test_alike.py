"""Who is compared with whom, and for what: by values that one purpose may use now, and no others."""

from datetime import datetime, timedelta

import pytest

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import Current
from azukari.core.vault import duplicates
from azukari.core.vault.duplicates import alike, look_for_duplicates
from azukari.core.vault.models import DuplicatePair, PairState, SealedValue
from azukari.policy.terms import Category
from tests.console import desks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ruling(db: None, monkeypatch: pytest.MonkeyPatch) -> Current:
    monkeypatch.setattr(duplicates, "let_others_write", lambda: None)
    return desks.publish()


def member(number: int, **more: object) -> desks.Registered:
    own = {"name": f"Marker {number}", "phone": f"03-1234-{5000 + number}", "email": f"m{number}@example.org"}
    return desks.register("membership", {**own, **more})


def values(*members: desks.Registered):
    return SealedValue.objects.filter(person_id__in=[one.person for one in members])


@pytest.mark.parametrize(
    ("purposes", "served"),
    [
        ("membership", True),
        ("membership law", True),
        ("law membership", True),
        ("law membership magazine", True),
        ("membership-old", False),
        ("membership-old law", False),
        ("old-membership", False),
        ("law old-membership", False),
        ("law membership-old magazine", False),
        ("magazine law", False),
    ],
)
def test_a_field_counts_that_says_the_purpose_as_a_word_of_its_own(purposes: str, *, served: bool) -> None:
    one, other = member(1), member(2, name="Marker 1")
    values(one, other).update(purposes=purposes)
    assert bool(alike("membership", desks.moment())) is served


def test_what_a_purpose_may_not_use_now_is_not_compared_for_it(ruling: Current) -> None:
    one, other = member(1), member(2, name="Marker 1")
    now = desks.moment()
    assert alike("membership", now)
    grants = Grant.objects.filter(person_id=other.person, purpose="membership")
    grants.update(ends_at=now)
    assert Grant.objects.living(now).filter(person_id=other.person).exists(), "another purpose lives on"
    assert not alike("membership", now)
    assert alike("membership", now - timedelta(microseconds=1))
    grants.update(ends_at=None, submission_id=one.submission)
    assert not alike("membership", now), "it is given with each registration"
    assert values(one).exists()


def test_one_who_registered_twice_is_one_and_four_are_few(ruling: Current) -> None:
    shared = {"phone": "03-9999-0000"}
    people = sorted(member(number, **shared).person for number in range(4))
    desks.register("membership", {"email": "m0@example.org", "phone": "03-9999-0000", "name": "Marker 0"})
    found = alike("membership", desks.moment())
    assert sorted(found) == [(a, b) for n, a in enumerate(people) for b in people[n + 1 :]]
    assert {*found.values()} == {"phone"}
    member(5, **shared)
    assert not alike("membership", desks.moment())


def test_of_whom_nothing_can_be_looked_up_nothing_is_alike() -> None:
    one, other = member(1), member(2, name="Marker 1")
    values(one, other).update(token=None)
    assert not alike("membership", desks.moment())


def told() -> dict[str, tuple[str, datetime]]:
    return {pair.purpose: (pair.signal, pair.found_at) for pair in DuplicatePair.objects.all()}


def test_what_says_more_by_now_is_suggested_anew_and_what_says_the_same_stays() -> None:
    one, other = member(1), member(2, name="Marker 1")
    first = desks.moment()
    assert look_for_duplicates(first) == 1
    assert told() == {"membership": ("name", first)}
    assert look_for_duplicates(first + timedelta(seconds=1)) == 1
    assert told() == {"membership": ("name", first)}
    row = values(one).get(category=Category.PHONE)
    values(other).filter(category=Category.PHONE).update(token=row.token)
    later = first + timedelta(seconds=2)
    assert look_for_duplicates(later) == 1
    assert told() == {"membership": ("name-phone", later)}
    DuplicatePair.objects.update(state=PairState.DECLINED)
    values(other).filter(category=Category.PHONE).update(token=b"\x00\x01another")
    look_for_duplicates(later + timedelta(seconds=1))
    assert told() == {"membership": ("name-phone", later)}, "what was decided stays as it was decided"


def test_each_purpose_has_suggestions_of_its_own() -> None:
    """What stands there for another purpose is neither forgotten nor taken for one of this."""
    one, other = sorted(member(number, name="Marker 1").person for number in (1, 2))
    theirs = DuplicatePair.objects.create(
        first_id=one, second_id=other, purpose="volunteers", signal="phone", found_at=desks.moment()
    )
    now = desks.moment()
    assert duplicates._update("membership", alike("membership", now), now) == 1
    assert told() == {"volunteers": ("phone", theirs.found_at), "membership": ("name", now)}


def test_while_tokens_are_made_anew_nothing_is_compared_and_nothing_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    member(1), member(2, name="Marker 1")
    look_for_duplicates(desks.moment())
    before = told()
    values_of_old = SealedValue.objects.filter(token__isnull=False)
    monkeypatch.setattr(duplicates, "outdated", lambda: values_of_old)
    assert look_for_duplicates(desks.moment()) == 0
    assert told() == before
