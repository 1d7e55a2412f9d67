"""P01: utmost caution. Staff without the duty are refused; every view of personal data is recorded with actor, purpose
and time, and shows on the person's own trail."""

import json
from datetime import datetime

import pytest

from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.reading import recorded
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from tests.console import desks


@pytest.fixture
def published(db: None) -> Current:
    return desks.publish()


def _on_the_trail(registered: desks.Registered, kind: Kind) -> list[dict[str, object]]:
    ids = list(Trail.objects.filter(person_id=registered.person).values_list("entry_id", flat=True))
    return [{**entry.payload, "at": entry.at} for entry in recorded(ids) if entry.kind is kind]


def test_a_view_is_recorded_with_actor_purpose_categories_reason_and_time(published: Current):
    registered, clerk = desks.register("membership"), desks.staff("membership")
    before = desks.moment()
    page = desks.browser(clerk).post(
        f"/console/people/{registered.person}/open/", {"purpose": "membership", "reason": "answer"}
    )
    assert desks.MARK in page.content.decode()
    (view,) = _on_the_trail(registered, VALUE_RELEASED)
    at = view.pop("at")
    assert isinstance(at, datetime)
    assert before <= at <= desks.moment()
    assert view == {
        "actor": f"staff:{clerk.reference}",
        "purpose": "membership",
        "reason": "answer",
        "categories": ["address", "answer", "email", "name", "phone"],  # what was filled in, and was seen
    }


@pytest.mark.parametrize("duty", ["volunteers", "feedback", "magazine", "campaigns", "questionnaires", "privacy"])
def test_staff_without_the_duty_are_refused_and_the_attempt_is_on_the_persons_trail(duty: str, published: Current):
    registered, other = desks.register("membership"), desks.staff(duty)
    client = desks.browser(other)
    for answer in (
        client.get(f"/console/people/{registered.person}/"),
        client.post(f"/console/people/{registered.person}/open/", {"purpose": "membership", "reason": "answer"}),
    ):
        assert answer.status_code == 403
        assert desks.MARK not in answer.content.decode()
    refusals = _on_the_trail(registered, VALUE_REFUSED)
    assert [refusal["actor"] for refusal in refusals] == [f"staff:{other.reference}"] * 2
    assert _on_the_trail(registered, VALUE_RELEASED) == []


def test_the_record_holds_no_personal_data(published: Current):
    registered, clerk = desks.register("membership"), desks.staff("membership")
    desks.browser(clerk).post(
        f"/console/people/{registered.person}/open/", {"purpose": "membership", "reason": "answer"}
    )
    ids = list(Trail.objects.filter(person_id=registered.person).values_list("entry_id", flat=True))
    written = json.dumps([dict(entry.payload) for entry in recorded(ids)])
    for value in desks.DATA["membership"].values():
        assert str(value) not in written or value == "regular"
    assert clerk.name not in written
    assert clerk.email not in written
