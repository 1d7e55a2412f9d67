"""The menu and the home page's list, as features plug into them."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.desk import menu, needs
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Act, Actor, ActorKind, FormKind

POLICY = load(STARTER)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(needs.register, "known", [])


def _shown(*duties: str) -> list[str]:
    return [entry.page for entry in menu.entries(frozenset(duties), POLICY)]


def test_an_entry_is_shown_for_its_act_or_the_kind_of_form_that_a_duty_serves_and_in_its_order():
    menu.register(menu.MenuEntry("cases", "Cases", "rights", order=20, acts=frozenset({Act.RIGHTS})))
    menu.register(menu.MenuEntry("shifts", "Shifts", "people", order=10, kinds=frozenset({FormKind.VOLUNTEERS})))
    menu.register(menu.MenuEntry("home", "Home", "who", order=0))
    assert _shown("membership") == ["home"]
    assert _shown("volunteers") == ["home", "shifts"]
    assert _shown("privacy", "volunteers") == ["home", "shifts", "cases"]
    assert _shown("a duty of no policy") == ["home"]


def test_two_entries_for_one_page_are_a_mistake():
    menu.register(menu.MenuEntry("home", "Home", "who"))
    with pytest.raises(ValueError, match="already"):
        menu.register(menu.MenuEntry("home", "Home", "who"))


def test_urgent_things_stand_first_and_each_reader_gets_their_own():
    needs.register(lambda _actor, _policy, _now: [needs.Need("later", "/console/")])
    needs.register(lambda actor, _policy, _now: [needs.Need(f"now: {sorted(actor.duties)}", "/console/", urgent=True)])
    found = needs.needs(Actor(ActorKind.STAFF, "1", frozenset({"privacy"})), POLICY, NOW)
    assert [need.sentence for need in found] == ["now: ['privacy']", "later"]


def test_the_nearest_day_stands_first_and_what_is_due_soon_among_what_is_urgent(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(needs.register, "known", [])
    days = {"in two days": 2, "tomorrow": 1, "in a month": 30}
    needs.register(
        lambda _actor, _policy, _now: [
            needs.Need("some day", "/console/"),
            needs.Need("urgent", "/console/", urgent=True),
            *(needs.Need(said, "/console/", due=(NOW + timedelta(days=ahead)).date()) for said, ahead in days.items()),
        ]
    )
    found = needs.needs(Actor(ActorKind.STAFF, "1", frozenset({"privacy"})), POLICY, NOW)
    assert [need.sentence for need in found] == ["tomorrow", "in two days", "urgent", "in a month", "some day"]
