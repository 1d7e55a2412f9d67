"""Places of a form, one by one: who holds one, until when, of which form; and how submissions take turns."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from azukari.core.consent.models import Grant
from azukari.core.forms import capacity
from azukari.core.forms.capacity import standing, standings, take_turns, taken
from azukari.core.forms.models import State, Submission
from azukari.policy.parse import STARTER, load
from tests.cast import NOW
from tests.forms.sending import WEEK, sent

SECOND = timedelta(seconds=1)
POLICY = load(STARTER)


def came(form: str, who: str, *, accepted: bool = False) -> UUID:
    id = sent(form, {"email": f"{who}@example.org"}).id
    if accepted:
        Submission.objects.filter(id=id).update(state=State.ACCEPTED)
    return id


def test_a_place_is_held_by_what_counts_and_by_what_may_still_be_confirmed(charter: Any) -> None:
    came("magazine", "counts", accepted=True)
    waits = came("magazine", "waits")
    came("volunteers", "other")
    forms = ["magazine", "volunteers", "feedback"]
    assert taken(forms, now=WEEK - SECOND) == {"magazine": 2, "volunteers": 1}
    assert taken(forms, now=WEEK) == {"magazine": 1}
    assert taken(["volunteers"], now=NOW) == {"volunteers": 1}
    assert taken([], now=NOW) == {}
    Grant.objects.filter(submission_id=waits).update(purpose="magazine")
    assert taken(forms, now=NOW) == {"magazine": 1, "volunteers": 1}


def test_a_form_is_full_by_its_own_places_alone(charter: Any, django_assert_num_queries: Any) -> None:
    forms = {slug: replace(form, cap=2) if slug == "magazine" else form for slug, form in POLICY.forms.items()}
    policy = replace(POLICY, forms=forms)
    came("magazine", "one", accepted=True)
    for who in "ab":
        came("volunteers", who, accepted=True)
    assert bool(standing(policy, forms["magazine"], now=NOW))
    came("magazine", "two")
    assert standing(policy, forms["magazine"], now=NOW).code == "submit.full"
    with django_assert_num_queries(1):
        found = standings(policy, forms.values(), now=NOW)
    assert {slug for slug, verdict in found.items() if not verdict} == {"magazine"}
    with django_assert_num_queries(0):
        assert standing(policy, forms["volunteers"], now=NOW)
    assert standing(policy, forms["magazine"], now=WEEK)


def test_each_form_has_its_own_turn_among_all_that_a_database_can_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL takes a signed number of eight bytes."""
    asked: list[tuple[str, int]] = []

    class Cursor:
        def __enter__(self) -> "Cursor":
            return self

        def __exit__(self, *_error: object) -> None:
            """Nothing to close."""

        def execute(self, query: str, values: list[int]) -> None:
            asked.append((query, values[0]))

    monkeypatch.setattr(capacity, "connection", type("C", (), {"vendor": "postgresql", "cursor": staticmethod(Cursor)}))
    some = [replace(POLICY.forms["magazine"], slug=f"form-{number}") for number in range(60)]
    for form in [*some, some[0]]:
        take_turns(form)
    numbers = [number for _query, number in asked]
    assert numbers[-1] == numbers[0]
    assert len({*numbers}) == 60
    assert all(-(2**63) <= number < 2**63 for number in numbers)
    assert max(abs(number) for number in numbers) > 2**56
    assert {query.count("pg_advisory_xact_lock") for query, _number in asked} == {1}
