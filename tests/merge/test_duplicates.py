"""Which records are suggested as one person's: within one purpose, by what few share, and never what was decided."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from azukari.core.policy_versions.current import Current
from azukari.core.vault import duplicates
from azukari.core.vault.correct import correct
from azukari.core.vault.duplicates import MOST, Pair, alike, look_for_duplicates
from azukari.core.vault.erase import erase
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.models import DuplicatePair, PairState, SealedValue
from azukari.core.vault.pairing import dismiss, suggestions
from azukari.policy.terms import Act, Actor, ActorKind
from tests.console import desks
from tests.merge.owners import STAFF


@pytest.fixture(autouse=True)
def ruling(db: None) -> Current:
    return desks.publish()


def _member(number: int, **more: object) -> desks.Registered:
    own = {"name": f"Marker {number}", "phone": f"03-1234-{5000 + number}", "email": f"m{number}@example.org"}
    return desks.register("membership", {**own, **more})


def _found() -> dict[frozenset[object], str]:
    look_for_duplicates(desks.moment())
    return {frozenset({p.first_id, p.second_id}): p.signal for p in DuplicatePair.objects.all()}


@pytest.mark.parametrize(
    ("more", "signal"),
    [
        ({"phone": "０３－１２３４－５００１"}, "phone"),
        ({"name": "ＭＡＲＫＥＲ　1"}, "name"),
        ({"name": "marker 1", "phone": "（03）1234 5001"}, "name-phone"),
        ({}, ""),
    ],
)
def test_what_is_alike_however_it_is_written(more: dict[str, object], signal: str):
    one, other = _member(1), _member(2, **more)
    _member(3)
    assert _found() == ({frozenset({one.person, other.person}): signal} if signal else {})


def test_nothing_is_learnt_from_what_was_given_for_something_else():
    _member(1)
    desks.register("volunteers", {"email": "v@example.org", "phone": "03-1234-5001", "name": "Marker 1"})
    assert _found() == {}
    both = desks.register("volunteers", {"email": "m2@example.org", "phone": "03-1234-5001", "name": "Marker 1"})
    assert _member(2).person == both.person
    assert _found() == {}


def test_what_many_share_says_nothing():
    for number in range(MOST + 1):
        _member(number, phone="03-9999-0000")
    assert _found() == {}


def test_nobody_unconfirmed_is_suggested():
    _member(1)
    desks.register("membership", {"name": "Marker 1", "email": "new@example.org"}, confirmed=False)
    assert _found() == {}


def test_what_was_dismissed_is_not_suggested_again_and_what_changed_is_forgotten():
    one, other = _member(1), _member(2, phone="03-1234-5001")
    _found()
    dismiss(DuplicatePair.objects.get().id, actor=STAFF, now=desks.moment())
    _found()
    assert DuplicatePair.objects.get().state == PairState.DISMISSED
    third = _member(3, name="Marker 1")
    assert len(_found()) == 2
    _correct(third, "name", "Somebody Else")
    assert set(_found()) == {frozenset({one.person, other.person})}


def test_what_says_most_stands_first_and_several_are_dismissed_at_once(ruling: Current):
    _member(1)
    _member(2, name="Marker 1")
    _member(3, phone="03-1234-5001")
    _member(4, name="Marker 4")
    _member(5, name="Marker 4", phone="03-1234-5004")
    _found()
    listed = list(suggestions(["membership"]))
    assert [pair.signal for pair in listed] == ["name-phone", "phone", "name"]
    client = desks.browser(desks.staff("membership"))
    ticked = {"picked": [str(listed[1].id), str(listed[2].id), "nonsense"]}
    page = client.post("/console/duplicates/several/", ticked, follow=True).content.decode()
    assert "They are different people." in page
    assert list(suggestions(["membership"])) == listed[:1]
    assert "Tick the pairs first" in client.post("/console/duplicates/several/", follow=True).content.decode()


def test_it_takes_as_many_queries_for_many_as_for_few():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            alike("membership", desks.moment())
        return len(captured)

    _member(1)
    few = queries()
    for number in range(2, 22):
        _member(number, phone=f"03-1234-{6000 + number // 2}")
    assert queries() == few == 2
    assert len(alike("membership", desks.moment())) == 10


def test_only_purposes_whose_duty_merges_are_compared(ruling: Current):
    desks.register("volunteers", {"email": "a@example.org"})
    desks.register("volunteers", {"email": "b@example.org"})
    assert Act.MERGE not in ruling.policy.duties["volunteers"].acts
    assert _found() == {}


def _correct(known: desks.Registered, field: str, text: str) -> None:
    value = SealedValue.objects.get(submission_id=known.submission, field=field)
    actor = Actor(ActorKind.PERSON, str(known.person))
    correct(value.id, text, person=known.person, actor=actor, now=desks.moment())


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many transactions were open while it paused; a pair is a batch."""
    found: list[int] = []
    outer = len(connection.savepoint_ids)
    monkeypatch.setattr(duplicates, "BATCH", 1)
    monkeypatch.setattr(duplicates, "let_others_write", lambda: found.append(len(connection.savepoint_ids) - outer))
    return found


def test_between_some_pairs_and_the_next_others_may_write(pauses: list[int]):
    one = _member(1)
    for number in (2, 3):
        _member(number, phone="03-1234-5001")
    assert len(_found()) == 3
    assert pauses == [0, 0, 0]
    _correct(one, "phone", "03-1234-5999")
    assert len(_found()) == 1
    assert pauses == [0] * 5


def _erase(person: UUID, now: datetime) -> None:
    """A law keeps what they paid, and nobody finds them by it."""
    erase(person, actor=Actor(ActorKind.PERSON, str(person)), now=now)


def _forget(person: UUID, now: datetime) -> None:
    with transaction.atomic():
        forget([person], now=now)


@pytest.mark.parametrize("go", [_erase, _forget])
def test_who_goes_while_it_looks_is_in_no_pair(
    go: Callable[[UUID, datetime], None], monkeypatch: pytest.MonkeyPatch, pauses: list[int]
):
    one, _other = _member(1), _member(2, phone="03-1234-5001")
    found = duplicates.alike

    def then(purpose: str, now: datetime) -> Mapping[Pair, str]:
        pairs = found(purpose, now)
        if pairs:
            go(one.person, now)
        return pairs

    monkeypatch.setattr(duplicates, "alike", then)
    assert _found() == {}
    assert pauses


def test_what_is_decided_while_it_looks_stays(monkeypatch: pytest.MonkeyPatch, pauses: list[int]):
    one, _other = _member(1), _member(2, phone="03-1234-5001")
    assert len(_found()) == 1
    _correct(one, "phone", "03-1234-5999")

    def decided(pairs: Collection[Pair]) -> list[Pair]:
        DuplicatePair.objects.update(state=PairState.DISMISSED)
        return list(pairs)

    monkeypatch.setattr(duplicates, "_both_here", decided)
    assert len(_found()) == 1
